import type { Rule } from "@relaylint/core";

/** The rules that make sense for Exim alone, in alphabetical order. */
export const eximRules: readonly Rule[] = [];
