export type { FileReader } from "@relaylint/core";
