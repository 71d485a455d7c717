import type { Origin } from "@relaylint/core";
import { compileExpression, type ExpressionOptions } from "../../expression/expression.ts";
import { scanTable, type TableBytes } from "./byte-scan.ts";
import { type DiagnosticList, diagnosticList } from "./diagnostics.ts";
import { type OddLine, openOddLine } from "./odd-line.ts";
import { fillReplacement, parseReplacement, type ReplacementPart } from "./replacement.ts";
import type { ExpressionCondition, ExpressionRule, LookupResult, LookupTable, UnknownResult } from "./table.ts";
import { type PatternNode, parseTableRecord, type Word } from "./table-ast.ts";
import type { TableName } from "./table-name.ts";

/** How an expression table is read. */
export interface ExpressionTableOptions {
	readonly grammar: "regexp" | "pcre";
	/** False where results may not hold text of the key: Postfix skips rules with `$1`. */
	readonly substitution: boolean;
	/** `smtputf8_enable`: a result that is no UTF-8 is an error. */
	readonly unicode: boolean;
}

interface Pattern extends ExpressionCondition {
	/** Why it is not known whether the pattern matches. */
	readonly unknown: UnknownResult | undefined;
}

type Step =
	| { readonly kind: "if"; readonly pattern: Pattern; readonly origin: Origin; end: number | undefined }
	| { readonly kind: "endif" }
	| {
			readonly kind: "rule";
			readonly patterns: readonly Pattern[];
			readonly template: string;
			readonly parts: readonly ReplacementPart[];
			readonly largest: number;
			readonly hole: boolean;
			readonly origin: Origin;
	  }
	/** From here on anything may stand in the table. */
	| { readonly kind: "hole" };

/** Reads a table of expressions, regexp_table(5) or pcre_table(5): the first rule that matches counts. */
export function expressionTable(name: TableName, table: TableBytes, options: ExpressionTableOptions): LookupTable {
	const list = diagnosticList();
	const steps = readSteps(name, table, options, list);
	return {
		name,
		kind: "expression",
		keyStyle: "pattern",
		file: table.file,
		diagnostics: list.diagnostics,
		entries: { kind: "rules", rules: rulesOf(steps), complete: steps.every((step) => step.kind !== "hole") },
		lookup(key) {
			const result = lookUp(name, steps, key);
			const cut = options.unicode && result.kind === "found" && result.value.includes("\ufffd") && !key.includes("\ufffd");
			return cut ? { kind: "error", reason: `${name.text}: a result that is no UTF-8` } : result;
		},
	};
}

function lookUp(name: TableName, steps: readonly Step[], key: string): LookupResult {
	const hole: UnknownResult = { kind: "unknown", reason: `${name.text} (a template)`, what: "hole" };
	// The first `if` that may hold or not, while its block lasts.
	let doubt: { readonly result: UnknownResult; readonly end: number } | undefined;
	for (let at = 0; at < steps.length; at++) {
		if (doubt !== undefined && at >= doubt.end) doubt = undefined;
		const step = steps[at] as Step;
		if (step.kind === "hole") return hole;
		if (step.kind === "endif") continue;
		if (step.kind === "if") {
			const holds = matches(step.pattern, key);
			if (holds === false) {
				if (step.end === undefined) return doubt?.result ?? { kind: "not-found" };
				at = step.end;
			} else if (holds === undefined) {
				// Without an endif the lookup would end here.
				const end = step.end ?? steps.length;
				doubt ??= { result: step.pattern.unknown ?? hole, end };
			}
			continue;
		}
		let answer: boolean | undefined = true;
		let unknown: UnknownResult | undefined;
		for (const pattern of step.patterns) {
			const holds = matches(pattern, key);
			if (holds === false) {
				answer = false;
				break;
			}
			if (holds === undefined) {
				answer = undefined;
				unknown ??= pattern.unknown;
			}
		}
		if (answer === false) continue;
		if (doubt !== undefined) return doubt.result;
		if (answer === undefined) return unknown ?? hole;
		return step.hole ? hole : resultOf(name, step, key);
	}
	return { kind: "not-found" };
}

function resultOf(name: TableName, step: Step & { readonly kind: "rule" }, key: string): LookupResult {
	const { parts, origin } = step;
	if (step.largest === 0) return { kind: "found", value: fillReplacement(parts, []), origin };
	const expression = step.patterns[0]?.expression;
	if (expression !== undefined && !expression.exactGroups) {
		return { kind: "unknown", reason: `${name.text} (what a group of /${expression.source}/ holds)`, what: "expression" };
	}
	return { kind: "found", value: fillReplacement(parts, expression?.match(key) ?? []), origin };
}

/** Whether a pattern with its negation holds; undefined where that is not known. */
function matches(pattern: Pattern, key: string): boolean | undefined {
	return pattern.expression === undefined ? undefined : (pattern.expression.match(key) !== null) !== pattern.negated;
}

function readSteps(name: TableName, table: TableBytes, options: ExpressionTableOptions, list: DiagnosticList): readonly Step[] {
	const steps: Step[] = [];
	const open: (Step & { readonly kind: "if" })[] = [];
	const template = (origin: () => Origin) => {
		list.add("template-hole", "a template statement stands here, so the table's rules are not known", origin);
		steps.unshift({ kind: "hole" });
	};
	const reader = patternReader(name, options.grammar, list);
	scanTable(table, {
		// Every rule is for the grammar.
		plain: () => false,
		odd(start, end) {
			const line = openOddLine(table, start, end);
			const whole = () => line.originOf({ start: 0, end: line.text.length });
			if (line.statement) return template(whole);
			const record = parseTableRecord(line.text, options.grammar);
			switch (record.kind) {
				case "rule": {
					const step = readRule(record, line, reader, options.substitution, list);
					if (step !== undefined) steps.push(step);
					return;
				}
				case "if-pattern": {
					if (record.extra !== undefined) {
						const { span } = record.extra;
						list.add("extra-text", "text after if: Postfix ignores it; a rule must not begin with white space", () =>
							line.originOf(span),
						);
					}
					const pattern = reader(record.pattern, line);
					if (pattern === undefined) return;
					const step = { kind: "if" as const, pattern, origin: whole(), end: undefined };
					open.push(step);
					steps.push(step);
					return;
				}
				case "endif": {
					const opener = open.pop();
					if (opener === undefined) {
						list.add("endif-without-if", "endif without if: Postfix ignores it", whole);
						return;
					}
					if (record.extra !== undefined) {
						const { span } = record.extra;
						list.add("extra-text", "text after endif: Postfix ignores it", () => line.originOf(span));
					}
					opener.end = steps.length;
					steps.push({ kind: "endif" });
					return;
				}
				default:
					if (line.holes.length > 0) {
						list.add("template-hole", "a template placeholder stands here", whole);
						steps.push({ kind: "hole" });
						return;
					}
					list.add("bad-rule", `${record.kind === "malformed" ? record.reason : "no rule"}: Postfix skips the line`, whole);
			}
		},
		orphan(start, end) {
			const message = "a line that begins with white space continues nothing: Postfix ignores it";
			list.add("orphan-continuation", message, () => table.originOf(start, end));
		},
		templateComment: (start, end) => template(() => table.originOf(start, end)),
	});
	for (const step of open) {
		list.add("if-without-endif", "if without endif: a key that does not match it ends the lookup here", () => step.origin);
	}
	return steps;
}

type PatternReader = (node: PatternNode, line: OddLine) => Pattern | undefined;

/** Reads patterns; undefined for those that Postfix does not take, with a diagnostic. */
function patternReader(name: TableName, grammar: "regexp" | "pcre", list: DiagnosticList): PatternReader {
	return (node, line) => {
		const origin = () => line.originOf(node.source.span);
		const { source, negated } = node;
		const base = { source: source.text, negated, origin: origin() };
		if (line.holes.some((hole) => hole.span.start < source.span.end && hole.span.end > source.span.start)) {
			const unknown: UnknownResult = { kind: "unknown", reason: `${name.text} (a template)`, what: "hole" };
			return { ...base, expression: undefined, unknown };
		}
		const flags = readFlags(node.flags, grammar);
		if ("unknown" in flags) {
			const place = node.flags?.span ?? source.span;
			list.add("unknown-flag", `no flag "${flags.unknown}" exists: Postfix skips the rule`, () => line.originOf(place));
			return undefined;
		}
		const flavour = grammar === "pcre" ? "pcre" : flags.basic ? "posix-basic" : "posix-extended";
		const expression = compileExpression(source.text, flavour, flags.options);
		if (expression.kind === "compiled") return { ...base, expression, unknown: undefined };
		const from = Math.min(source.span.start + expression.offset, source.span.end);
		const place = () => line.originOf({ start: from, end: source.span.end });
		if (expression.kind === "invalid") {
			list.add("bad-expression", `the expression does not compile (${expression.reason}): Postfix skips the rule`, place);
			return undefined;
		}
		list.add("unsupported-expression", `the expression is not understood (${expression.reason})`, place);
		const reason = `${name.text} (/${source.text}/: ${expression.reason})`;
		return { ...base, expression: undefined, unknown: { kind: "unknown", reason, what: "expression" } };
	};
}

type Flags = { readonly options: ExpressionOptions; readonly basic: boolean } | { readonly unknown: string };

/** Each flag turns an option over; the defaults are those of regexp_table(5) and pcre_table(5). */
function readFlags(flags: Word | undefined, grammar: "regexp" | "pcre"): Flags {
	const on = new Set(grammar === "pcre" ? "is" : "ix");
	for (const flag of flags?.text ?? "") {
		if (!(grammar === "pcre" ? "imsxAEUX" : "imx").includes(flag)) return { unknown: flag };
		if (!on.delete(flag)) on.add(flag);
	}
	const common = { caseInsensitive: on.has("i"), multiline: on.has("m") };
	if (grammar === "regexp") return { options: common, basic: !on.has("x") };
	const options = {
		...common,
		dotAll: on.has("s"),
		extended: on.has("x"),
		anchored: on.has("A"),
		dollarEndOnly: on.has("E"),
		ungreedy: on.has("U"),
	};
	return { options, basic: false };
}

interface RuleRecord {
	readonly pattern: PatternNode;
	readonly second: PatternNode | undefined;
	readonly value: Word | undefined;
}

/** Reads a rule in the order of Postfix's own checks; undefined where it skips the rule. */
function readRule(
	record: RuleRecord,
	line: OddLine,
	reader: PatternReader,
	substitution: boolean,
	list: DiagnosticList,
): (Step & { readonly kind: "rule" }) | undefined {
	const { value } = record;
	const whole = () => line.originOf({ start: 0, end: line.text.length });
	if (value === undefined) {
		list.add("empty-result", "the rule has no result: a lookup that meets it fails", whole);
	}
	const template = value?.text ?? "";
	const place = () => (value === undefined ? whole() : line.originOf(value.span));
	const replacement = parseReplacement(template);
	const hole = value !== undefined && line.holes.some((found) => found.span.end > value.span.start);
	if (line.holes.length > 0) list.add("template-hole", "a template placeholder stands here", whole);
	const skip = (reason: string) => {
		list.add("bad-substitution", `${reason}: Postfix skips the rule`, place);
		return undefined;
	};
	if (replacement.kind === "bad" && !hole) return skip(replacement.reason);
	const { parts, largest } = replacement.kind === "bad" ? { parts: [], largest: 0 } : replacement;
	if (largest > 0 && record.pattern.negated) return skip("a negated pattern has no groups");
	if (largest > 0 && !substitution) return skip("text of the key may not go into this result");
	const first = reader(record.pattern, line);
	if (first === undefined) return undefined;
	if (first.expression !== undefined && largest > first.expression.groups) {
		return skip(`$${largest} refers to a group that is not there`);
	}
	const second = record.second === undefined ? undefined : reader(record.second, line);
	if (record.second !== undefined && second === undefined) return undefined;
	const patterns = second === undefined ? [first] : [first, second];
	return { kind: "rule", patterns, template, parts, largest, hole, origin: whole() };
}

/** The rules with the conditions of the blocks around them, up to the first place where anything may stand. */
function rulesOf(steps: readonly Step[]): readonly ExpressionRule[] {
	const rules: ExpressionRule[] = [];
	const open: { readonly pattern: Pattern; readonly end: number }[] = [];
	for (const [at, step] of steps.entries()) {
		while (open.length > 0 && (open.at(-1)?.end ?? 0) <= at) open.pop();
		if (step.kind === "hole") break;
		if (step.kind === "if") open.push({ pattern: step.pattern, end: step.end ?? steps.length });
		if (step.kind !== "rule") continue;
		rules.push({
			conditions: [...open.map((block) => block.pattern), ...step.patterns].map(condition),
			template: step.template,
			value: step.hole || step.largest > 0 ? undefined : fillReplacement(step.parts, []),
			origin: step.origin,
		});
	}
	return rules;
}

function condition(pattern: Pattern): ExpressionCondition {
	const { source, negated, expression, origin } = pattern;
	return { source, negated, expression, origin };
}
