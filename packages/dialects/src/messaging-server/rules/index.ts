import type { Rule } from "@relaylint/core";

/** The rules that only Messaging Server and its forebears need, alphabetical. */
export const messagingServerRules: readonly Rule[] = [];
