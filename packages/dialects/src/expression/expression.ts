import { fromByteText, toByteText } from "./byte-text.ts";
import type { ExpressionNode, ExpressionSpan, ParsedExpression } from "./expression-ast.ts";
import { childrenOf, isNullable } from "./expression-ast.ts";
import { matchProgram } from "./match-program.ts";
import { parsePcre } from "./parse-pcre.ts";
import { parsePosix } from "./parse-posix.ts";
import { compileProgram, maxCopiedSteps } from "./program.ts";
import { unsettledAtomic } from "./settle-atomic.ts";

/** The language of an expression: PCRE2 10.42 without Unicode mode, or glibc's regcomp in the C locale. */
export type ExpressionFlavour = "pcre" | "posix-extended" | "posix-basic";

/** How an expression is compiled; every option is off by default, whatever the table's own defaults are. */
export interface ExpressionOptions {
	/** PCRE2_CASELESS, REG_ICASE. */
	readonly caseInsensitive?: boolean;
	/** PCRE2_MULTILINE; for POSIX REG_NEWLINE, which also keeps `.` and negated lists from reading a newline. */
	readonly multiline?: boolean;
	/** PCRE2_DOTALL; POSIX has its dot read newlines unless `multiline`. */
	readonly dotAll?: boolean;
	/** PCRE2_EXTENDED; not the extended syntax of POSIX, which is a flavour. */
	readonly extended?: boolean;
	/** PCRE2_ANCHORED: a match starts at the first character. */
	readonly anchored?: boolean;
	/** PCRE2_DOLLAR_ENDONLY. */
	readonly dollarEndOnly?: boolean;
	/** PCRE2_UNGREEDY. */
	readonly ungreedy?: boolean;
	/** PCRE2 10.43 and newer: `{,n}` is a quantifier, where it was literal text before. */
	readonly release1043?: boolean;
}

/** An expression that can be evaluated. */
export interface CompiledExpression {
	readonly kind: "compiled";
	readonly source: string;
	readonly ast: ExpressionNode;
	/** The number of capturing groups, group 0 not counted. */
	readonly groups: number;
	/** False where the text of groups may differ from the MTA's; whether a text matches never does. */
	readonly exactGroups: boolean;
	/** The text of group 0 and of each group (undefined: took no part) in the first match in `text`, or null. Time is linear in `text`. */
	readonly match: (text: string) => readonly (string | undefined)[] | null;
}

/**
 * An expression, or why there is none: `unsupported` is one that the library takes but whose meaning is not modelled here, `invalid` one that
 * the library refuses. `offset` counts UTF-16 units from the start of the source.
 */
export type Expression =
	| CompiledExpression
	| { readonly kind: "unsupported"; readonly reason: string; readonly offset: number }
	| { readonly kind: "invalid"; readonly reason: string; readonly offset: number };

/** Sources longer than this many UTF-16 units are not compiled. */
export const maxSourceLength = 32_768;

/**
 * Compiles an expression of `flavour` for evaluation in linear time. Total: every source has an answer.
 *
 * What remains different from the daemons: PCRE gives up on an expression that backtracks too much, which Postfix treats as no match; a daemon
 * sees a text only up to its first NUL; and glibc without REG_NEWLINE still takes the place beside a newline that the expression itself reads for an
 * end of a line (`b.^` matches the start of "b\nc"). No address, name or network holds a NUL or a newline.
 */
export function compileExpression(source: string, flavour: ExpressionFlavour, options: ExpressionOptions = {}): Expression {
	if (source.length > maxSourceLength)
		return { kind: "unsupported", reason: `more than ${maxSourceLength} characters`, offset: maxSourceLength };
	const parsed = parseExpression(source, flavour, options);
	if (parsed.kind !== "parsed") return parsed;
	const { ast, groups } = parsed;

	const reference = find(ast, (node) => node.kind === "back-reference");
	if (reference !== undefined) return { kind: "unsupported", reason: "a back-reference", offset: reference.span.start };
	const atomic = unsettledAtomic(ast);
	if (atomic !== undefined) return { kind: "unsupported", reason: atomicReason(atomic), offset: atomic.span.start };
	const misread = flavour === "pcre" ? undefined : repeatedAssertion(ast);
	if (misread !== undefined)
		return { kind: "unsupported", reason: "an assertion inside a repetition, which glibc misreads", offset: misread.span.start };
	const program = compileProgram(ast, flavour === "pcre" ? "pcre" : "glibc");
	if (program === undefined) {
		const offset = largestRepeat(ast)?.start ?? 0;
		return { kind: "unsupported", reason: `repeat counts that amount to more than ${maxCopiedSteps} steps`, offset };
	}

	const choice = flavour === "pcre" ? "first" : "longest";
	const match = (text: string): readonly (string | undefined)[] | null => {
		const bytes = toByteText(text);
		const spans = matchProgram(program, bytes, groups, choice);
		if (spans === null) return null;
		return Array.from({ length: groups + 1 }, (_, group) => {
			const [start = -1, end = -1] = spans.slice(2 * group, 2 * group + 2);
			return start < 0 ? undefined : fromByteText(bytes.slice(start, end));
		});
	};
	return { kind: "compiled", source, ast, groups, exactGroups: hasExactGroups(ast, flavour), match };
}

/** The tree of an expression, for callers that analyse it without matching; `anchored` stands in it as an assertion. */
export function parseExpression(source: string, flavour: ExpressionFlavour, options: ExpressionOptions = {}): ParsedExpression {
	if (flavour !== "pcre") {
		const { caseInsensitive = false, multiline: newline = false } = options;
		return parsePosix(source, { extended: flavour === "posix-extended", caseInsensitive, newline });
	}
	const parsed = parsePcre(source, options);
	if (parsed.kind !== "parsed" || !options.anchored) return parsed;
	const start: ExpressionNode = { kind: "assertion", assertion: "text-start", span: { start: 0, end: 0 } };
	return { ...parsed, ast: { kind: "concatenation", items: [start, parsed.ast], span: parsed.ast.span } };
}

function find(node: ExpressionNode, is: (node: ExpressionNode) => boolean): ExpressionNode | undefined {
	if (is(node)) return node;
	for (const child of childrenOf(node)) {
		const found = find(child, is);
		if (found !== undefined) return found;
	}
	return undefined;
}

/** An assertion in a body that is repeated: glibc loses it (`(^.)+` does not match `ab`), so it is not evaluated as POSIX says. */
function repeatedAssertion(ast: ExpressionNode): ExpressionNode | undefined {
	const repeat = find(ast, (node) => node.kind === "repeat" && (node.max ?? 2) > 1 && find(node, isAssertion) !== undefined);
	return repeat && find(repeat, isAssertion);
}

function isAssertion(node: ExpressionNode): boolean {
	return node.kind === "assertion";
}

function atomicReason(node: ExpressionNode): string {
	if (node.kind === "repeat") return "a possessive quantifier that may change what matches";
	if (node.kind === "group") return "an atomic group that may change what matches";
	return "\\R that may change what matches by keeping CR LF together";
}

function largestRepeat(ast: ExpressionNode): ExpressionSpan | undefined {
	let largest: (ExpressionNode & { kind: "repeat" }) | undefined;
	find(ast, (node) => {
		if (node.kind === "repeat" && (node.max ?? node.min) > (largest?.max ?? largest?.min ?? 0)) largest = node;
		return false;
	});
	return largest?.span;
}

/**
 * Libraries differ in what a group holds after a repetition in which it read nothing, and groups inside look-arounds are not recorded here.
 * Past an assertion that only some ways through the expression meet, glibc prefers other ways. Everything else is determined: the preferred
 * way in PCRE, and in glibc the preferred way within the leftmost longest match.
 */
function hasExactGroups(ast: ExpressionNode, flavour: ExpressionFlavour): boolean {
	const isCapture = (node: ExpressionNode): boolean => node.kind === "group" && node.capture !== undefined;
	const doubtful = find(ast, (node) => {
		if (node.kind === "look-around") return find(node, isCapture) !== undefined;
		if (flavour !== "pcre" && (node.kind === "alternation" || node.kind === "repeat") && find(node, isAssertion) !== undefined)
			return true;
		if (node.kind !== "repeat") return false;
		return (
			hasSharedNumbers(node) ||
			(isNullable(node.body) && (flavour === "pcre" ? node.max === undefined : node.max !== 1 || node.min !== 1))
		);
	});
	return doubtful === undefined;
}

/** True where two groups inside `node` have one number, so that the later of two rounds is not known to have set it. */
function hasSharedNumbers(node: ExpressionNode): boolean {
	const numbers = new Set<number>();
	const shared = find(node, (inner) => {
		if (inner.kind !== "group" || inner.capture === undefined) return false;
		if (numbers.has(inner.capture)) return true;
		numbers.add(inner.capture);
		return false;
	});
	return shared !== undefined;
}
