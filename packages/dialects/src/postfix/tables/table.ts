import type { FileOrigin, Origin, SourceFile } from "@relaylint/core";
import type { CompiledExpression } from "../../expression/expression.ts";
import type { TableName } from "./table-name.ts";

/**
 * The answer of a lookup table. `error` is what Postfix calls a temporary failure (a table that is missing, not built, or badly named):
 * smtpd answers 451 once a restriction asks. `fatal` says that the daemon does not even start. `unknown` depends on something outside the files.
 */
export type LookupResult =
	| { readonly kind: "found"; readonly value: string; readonly origin: Origin }
	| { readonly kind: "not-found" }
	| { readonly kind: "error"; readonly reason: string; readonly fatal?: true }
	| UnknownResult;

/** An answer that the files do not settle: an outside lookup, a file that was not given, a template hole, an expression not understood. */
export interface UnknownResult {
	readonly kind: "unknown";
	/** What it depends on, in words for a report: `ldap:/etc/postfix/ldap.cf`. */
	readonly reason: string;
	readonly what: "lookup" | "file" | "hole" | "expression" | "limit";
}

/** Whether what is unknown is so because relaylint does not follow it, and not because it stands elsewhere. */
export function isLimit(what: UnknownResult["what"]): boolean {
	return what === "expression" || what === "limit";
}

/** How a table answers. */
export type TableKind = "indexed" | "cidr" | "expression" | "static" | "combined" | "random" | "fail" | "outside" | "unavailable";

/** A lookup table of Postfix, opened for reading (DATABASE_README). */
export interface LookupTable {
	readonly name: TableName;
	readonly kind: TableKind;
	/** `fixed` tables are asked for the whole key and then for its parts (parent domains, shorter networks); `pattern` tables for the whole key alone. */
	readonly keyStyle: "fixed" | "pattern";
	/** Looks a key up as smtpd does: a fixed table folds it to lower case. Total. */
	lookup(key: string): LookupResult;
	/** What opening the table met, in file order; at most {@link DIAGNOSTIC_LIMIT}. */
	readonly diagnostics: readonly TableDiagnostic[];
	/** What the table holds, for views of it as a set; absent where that is not known or makes no sense. */
	readonly entries?: TableEntries;
	/** The file the table was read from. */
	readonly file?: SourceFile;
	/** Why every lookup fails or is unknown, where that is so. */
	readonly failure?: (LookupResult & { readonly kind: "error" }) | UnknownResult;
}

/** The most diagnostics that one table reports. */
export const DIAGNOSTIC_LIMIT = 1000;

/** Called with one entry of a table of keys; false where the caller has seen enough. */
export type EntryVisit = (key: () => string, value: string, origin: () => Origin) => boolean;

/** What a table holds. */
export type TableEntries =
	/** Exact keys, folded to lower case, duplicates left out; where `complete` is false template holes may stand for other keys or values. */
	| {
			readonly kind: "keys";
			readonly entryCount: number;
			readonly complete: boolean;
			/** There are no more different values than this; undefined where they were not counted. */
			readonly mostValues: number | undefined;
			/** Visits the entries in the order of the file, until a visit returns false. */
			forEachEntry(visit: EntryVisit): void;
	  }
	/** Networks: the address space cut into ranges by the first rule that matches; ascending, disjoint; what no range covers is not found, or unknown where not `complete`. */
	| {
			readonly kind: "networks";
			readonly entryCount: number;
			readonly complete: boolean;
			forEachRange4(visit: (first: number, last: number, value: string, origin: () => Origin) => void): void;
			forEachRange6(visit: (first: bigint, last: bigint, value: string, origin: () => Origin) => void): void;
	  }
	/** Expressions in order; the first whose conditions hold gives the value; where not `complete` more rules may follow that are not known. */
	| { readonly kind: "rules"; readonly rules: readonly ExpressionRule[]; readonly complete: boolean }
	/** The same value for every key. */
	| { readonly kind: "any"; readonly value: string; readonly origin: Origin }
	/** One of these values, at random. */
	| { readonly kind: "choice"; readonly values: readonly string[] }
	/** The tables it is made of, in order: `union` joins what is found with commas, `pipe` feeds each result to the next. */
	| { readonly kind: "members"; readonly combine: "union" | "pipe"; readonly members: readonly LookupTable[] };

/** One rule of a `regexp:` or `pcre:` table, valid or not understood; rules that Postfix skips are not here. */
export interface ExpressionRule {
	/** Every condition must hold: the patterns of the `if` blocks around it, then its own. */
	readonly conditions: readonly ExpressionCondition[];
	/** The result as written, with `$1`. */
	readonly template: string;
	/** The result where it holds neither `$number` nor a template hole. */
	readonly value: string | undefined;
	readonly origin: Origin;
}

/** One pattern of a rule; `negated` for `!`. */
export interface ExpressionCondition {
	readonly source: string;
	readonly negated: boolean;
	/** Undefined where the expression is valid but not understood, so that it may match or not. */
	readonly expression: CompiledExpression | undefined;
	readonly origin: Origin;
}

/** What a table diagnostic is about. */
export type TableDiagnosticCode =
	/** A key without a value: the line is skipped. */
	| "missing-value"
	/** A key that stands on an earlier line: that one counts. */
	| "duplicate-key"
	/** A double quote without its partner: the line is skipped. */
	| "unbalanced-quote"
	/** A name in an alias file that is not local: skipped. */
	| "alias-not-local"
	/** A line of an alias file that is not understood here. */
	| "alias-not-understood"
	/** A key that ends in a colon, as in aliases(5). */
	| "colon-after-key"
	/** A line that is not valid UTF-8: skipped. */
	| "invalid-utf8"
	/** White space before the first logical line: skipped. */
	| "orphan-continuation"
	/** A network in CIDR notation in a table that knows octet prefixes only: it matches nothing. */
	| "network-as-key"
	/** A value that starts with what looks like one more key. */
	| "several-keys"
	/** A placeholder of a template. */
	| "template-hole"
	/** A network whose host bits are not zero: the rule is skipped. */
	| "host-bits"
	/** A network that cannot be read: the rule is skipped. */
	| "bad-network"
	/** A rule that cannot be read: skipped. */
	| "bad-rule"
	/** An expression that does not compile: the rule is skipped. */
	| "bad-expression"
	/** An expression that is valid but not understood here. */
	| "unsupported-expression"
	/** A flag after the closing delimiter that does not exist: the rule is skipped. */
	| "unknown-flag"
	/** A result that refers to a group that is not there, or to none: the rule is skipped. */
	| "bad-substitution"
	/** A rule without a result: the empty string, which is an error where the table is asked. */
	| "empty-result"
	/** `if` without `endif`. */
	| "if-without-endif"
	/** `endif` without `if`. */
	| "endif-without-if"
	/** Text after `if` or `endif` that is ignored. */
	| "extra-text";

/** One thing said about a table. */
export interface TableDiagnostic {
	readonly code: TableDiagnosticCode;
	readonly message: string;
	readonly origin: Origin;
	/** The earlier line of a duplicate. */
	readonly related?: FileOrigin;
	/** The network that was meant, for `host-bits`. */
	readonly suggestion?: string;
}
