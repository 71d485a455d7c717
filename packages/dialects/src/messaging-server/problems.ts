import type { FileOrigin, TextEdit } from "@relaylint/core";

/** What is wrong with a line as such; the rule of the same name says what follows. */
export type ProblemKind =
	| "entry-in-first-column"
	| "entry-outside-table"
	| "blank-line-in-table"
	| "missing-blank-after-table-name"
	| "unquoted-blank"
	| "missing-template"
	| "unterminated-call"
	| "blank-continuation"
	| "duplicate-table"
	| "table-name-case"
	| "column-too-long"
	| "missing-include"
	| "deep-include"
	| "comment-not-in-first-column"
	| "malformed-rewrite-rule"
	| "duplicate-channel"
	| "missing-channel-host"
	| "malformed-option";

/** A problem of a line. */
export interface Problem {
	readonly kind: ProblemKind;
	readonly origin: FileOrigin;
	/** The name or the number that the message shows. */
	readonly detail: string;
	readonly edits?: readonly TextEdit[];
}
