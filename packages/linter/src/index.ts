export type { Severity } from "@relaylint/core";
