import type { DialectId } from "@relaylint/core";

/** The ids of the dialects that can be read today. */
export const dialectIds: readonly DialectId[] = ["postfix"];
