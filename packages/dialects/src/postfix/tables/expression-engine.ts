/** The languages of expressions that Postfix tables are written in: pcre_table(5), regexp_table(5). */
export type ExpressionFlavour = "pcre" | "posix-extended" | "posix-basic";

/** Options of an expression, as the table's flags toggle them. */
export interface ExpressionOptions {
	readonly ignoreCase?: boolean;
	/** `^` and `$` match at inner line ends; in POSIX flavours `.` and `[^...]` also stop there. */
	readonly multiline?: boolean;
	readonly dotAll?: boolean;
	readonly extended?: boolean;
	readonly anchored?: boolean;
	readonly dollarEndOnly?: boolean;
	readonly ungreedy?: boolean;
}

/** An expression that was understood. */
export interface CompiledExpression {
	readonly kind: "compiled";
	/** The number of capturing groups. */
	readonly groups: number;
	/** The groups of the first match in `text`, the whole match first; null where there is none. */
	match(text: string): readonly (string | undefined)[] | null;
}

/** Compiles an expression; total. */
export type CompileExpression = (
	source: string,
	flavour: ExpressionFlavour,
	options: ExpressionOptions,
) =>
	| CompiledExpression
	| { readonly kind: "unsupported"; readonly reason: string; readonly offset: number }
	| { readonly kind: "invalid"; readonly reason: string; readonly offset: number };

let loaded: CompileExpression | undefined;

/** The expression compiler, once {@link loadExpressions} has run. */
export function expressionCompiler(): CompileExpression | undefined {
	return loaded;
}

/** True where a text names a table whose lookups need the expression compiler. */
export function mentionsExpressions(text: string): boolean {
	return text.includes("pcre:") || text.includes("regexp:");
}
