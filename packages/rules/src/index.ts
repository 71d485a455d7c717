import type { Rule } from "@relaylint/core";

/** The rules that hold for every dialect, by id. */
export const rules: readonly Rule[] = [];
