import type { Rule } from "@relaylint/core";

/** The rules that make sense for Sendmail alone, by id. */
export const sendmailRules: readonly Rule[] = [];
