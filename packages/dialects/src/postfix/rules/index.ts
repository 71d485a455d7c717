import type { Rule } from "@relaylint/core";

/** The rules that make sense in Postfix alone, alphabetical. */
export const postfixRules: readonly Rule[] = [];
