import type { FileOrigin, Origin, Span } from "@relaylint/core";
import { sourceOrigin } from "../expand.ts";
import { findHoles, maskHoles } from "../holes.ts";
import { isPostfixSpace, type LogicalLine, originInLine } from "../lines.ts";
import { type PostfixModel, perModel } from "../model.ts";
import { findParameter } from "../schema/schema.ts";
import { typeOf, type Written, writtenSettings } from "./written.ts";

/**
 * Text that means something else to Postfix than to who wrote it: `comment` a `#` inside a value, `swallowed` a setting on the line of
 * another, `indented` a setting on a line that continues another, `tail` lines that lost their head to a comment, `placeholder` a sample that
 * nobody filled in.
 */
export type HazardKind = "comment" | "swallowed" | "indented" | "tail" | "placeholder";

/** One such text; words inside `reach` go wrong because of it, so that nothing else need be said about them. */
export interface Hazard {
	readonly kind: HazardKind;
	/** What the text belongs to; absent for a service of master.cf. */
	readonly setting?: Written;
	readonly origin: FileOrigin;
	readonly reach: FileOrigin;
	/** The name of the setting that is lost, for `swallowed`, `indented` and `tail`. */
	readonly name?: string;
	/** The comment that hides the head of a `tail`. */
	readonly head?: FileOrigin;
}

/** Every such text of main.cf and master.cf. */
export const hazards = perModel((model: PostfixModel): readonly Hazard[] => {
	const found: Hazard[] = [];
	for (const written of writtenSettings(model)) {
		const { text } = written.value.tree;
		if (text.includes("#")) found.push(...commentsIn(written));
		if (text.includes("=")) found.push(...swallowedIn(written));
		if (PLACEHOLDER_SIGN.test(text)) found.push(...placeholdersIn(written));
	}
	return [...found, ...tailsOf(model)];
});

/** Whether words go wrong because of such a text, or because of a syntax error, which are findings of their own. */
export function isExplained(model: PostfixModel, origin: Origin): boolean {
	if (origin.kind !== "file") return false;
	if (origin.via !== undefined && isExplained(model, origin.via)) return true;
	const causes: readonly FileOrigin[] = [...hazards(model).map((hazard) => hazard.reach), ...syntaxErrors(model)];
	return causes.some((cause) => cause.file === origin.file && overlap(cause.span, origin.span));
}

const syntaxErrors = perModel(({ mainCf, masterCf }: PostfixModel): readonly FileOrigin[] =>
	[...mainCf.problems, ...(masterCf?.problems ?? [])]
		.filter((problem) => problem.effect !== "misread" || MISREAD_WORDS.has(problem.code))
		.map((problem) => problem.origin),
);

/** What makes a word another word. */
const MISREAD_WORDS: ReadonlySet<string> = new Set(["no-break-space", "byte-order-mark", "nul-byte"]);

function overlap(a: Span, b: Span): boolean {
	return a.start < Math.max(b.end, b.start + 1) && b.start < Math.max(a.end, a.start + 1);
}

/** Types whose values are text for people or programs, in which a `#` or a `=` is nothing strange. */
const FREE_TEXT = new Set(["string", "command"]);

/** The text with every character between braces, and every template hole, blanked out; offsets stay. */
function outsideBraces(text: string): string {
	const masked = maskHoles(text, findHoles(text));
	let level = 0;
	let result = "";
	for (const character of masked) {
		if (character === "{") level++;
		result += level > 0 ? "\ufdd0".repeat(character.length) : character;
		if (character === "}" && level > 0) level--;
	}
	return result;
}

interface Lines {
	readonly line: LogicalLine;
	/** Where the value begins in the logical line. */
	readonly start: number;
}

function linesOf({ value }: Written): Lines | undefined {
	return value.source.kind === "file" ? { line: value.source.line, start: value.source.start } : undefined;
}

/** Where the line of the file ends that holds an offset of a value, in the value's own offsets. */
function endOfLine({ line, start }: Lines, offset: number, length: number): number {
	const next = line.segments.find((segment) => segment.start > start + offset);
	return next === undefined ? length : Math.min(length, next.start - start);
}

function trimmedEnd(text: string, end: number): number {
	let at = end;
	while (at > 0 && isPostfixSpace(text.charCodeAt(at - 1))) at--;
	return at;
}

function commentsIn(written: Written): readonly Hazard[] {
	const lines = linesOf(written);
	if (lines === undefined || FREE_TEXT.has(typeOf(written.name) ?? "")) return [];
	const { text } = written.value.tree;
	const masked = outsideBraces(text);
	const found: Hazard[] = [];
	for (let at = nextComment(masked, 0); at !== -1; ) {
		const end = endOfLine(lines, at, text.length);
		const place = (span: Span) => sourceOrigin(written.value.source, span) as FileOrigin;
		const origin = place({ start: at, end: trimmedEnd(text, end) });
		// What follows on further lines is lost with a match list, and stands for itself elsewhere.
		found.push({ kind: "comment", setting: written, origin, reach: origin });
		at = nextComment(masked, end);
	}
	return found;
}

function nextComment(text: string, from: number): number {
	const found = /(?<![^\s,])#/g;
	found.lastIndex = from;
	return found.exec(text)?.index ?? -1;
}

const SETTING = /(?<![^\s,])([A-Za-z][A-Za-z0-9_]*)\s*=/g;

function swallowedIn(written: Written): readonly Hazard[] {
	const lines = linesOf(written);
	const type = typeOf(written.name);
	if (lines === undefined || type === "command" || written.name.endsWith("_environment")) return [];
	const { text } = written.value.tree;
	const found: Hazard[] = [];
	for (const match of outsideBraces(text).matchAll(SETTING)) {
		const name = match[1] ?? "";
		if (findParameter(name) === undefined) continue;
		const start = match.index;
		const { line } = lines;
		const first = line.segments.some(
			(segment) =>
				segment.start > 0 &&
				line.text.slice(segment.start, lines.start + start).trim() === "" &&
				segment.start <= lines.start + start,
		);
		const place = (span: Span) => sourceOrigin(written.value.source, span) as FileOrigin;
		found.push({
			kind: first ? "indented" : "swallowed",
			setting: written,
			origin: place({ start, end: start + match[0].length }),
			reach: place({ start, end: text.length }),
			name,
		});
	}
	return found;
}

const PLACEHOLDER_SIGN = /\[\s*your|<|x\.x|xxx|your|change|replace|todo|insert/i;

/** Samples of documents and guides that stand for something else. */
const PLACEHOLDERS: readonly RegExp[] = [
	/\[\s*your\b[^\]]*\]/gi,
	/(?<![^\s,=:@])<\s*(?:your|my|insert|enter|change|replace|add|put|ip|host|domain|server|network|fqdn|user|pass)[^<>=]*>/gi,
	/(?<![\w.])x{1,3}(?:\.x{1,3}){3}(?![\w.])/gi,
	/(?<![\w.])\d{1,3}(?:\.\d{1,3}){0,2}(?:\.x{1,3}){1,3}(?![\w.])/gi,
	/(?<![\w${])YOUR[_-][A-Z0-9_-]+/g,
	/(?<![\w.-])(?:[a-z0-9-]+\.)*your[-_.]?domain(?:[-_]?name)?(?:\.[a-z]+)*(?![\w-])/gi,
	/(?<![\w-])CHANGE[-_]?(?:ME|THIS)(?![\w-])|(?<![\w-])changeme(?![\w-])|(?<![\w-])REPLACE[-_](?:ME|THIS|WITH)[A-Z_-]*/g,
	/(?<![\w-])TODO(?![\w-])/g,
];

function placeholdersIn(written: Written): readonly Hazard[] {
	const { text } = written.value.tree;
	const masked = maskHoles(text, findHoles(text));
	const spans: Span[] = [];
	for (const pattern of PLACEHOLDERS) {
		for (const match of masked.matchAll(pattern)) {
			const span = { start: match.index, end: match.index + match[0].length };
			if (!spans.some((other) => overlap(other, span))) spans.push(span);
		}
	}
	return spans.map((span): Hazard => {
		const origin = sourceOrigin(written.value.source, span) as FileOrigin;
		return { kind: "placeholder", setting: written, origin, reach: origin };
	});
}

const PARAMETER_HEAD = /^#[ \t]*([A-Za-z][A-Za-z0-9_]*)[ \t]*=(.*)$/;
const SERVICE_HEAD = /^#[ \t]*(\S+[ \t]+(?:inet|unix|unix-dgram|fifo|pass))[ \t]+[yn-][ \t]+[yn?-][ \t]+[yn?-][ \t]/;

/** Lines that begin with white space below a commented head: they continue what stands above the comment. */
function tailsOf(model: PostfixModel): readonly Hazard[] {
	const found: Hazard[] = [];
	const written = new Map(model.mainCf.assignments.map((assignment) => [assignment.line, assignment as Written]));
	for (const assignment of model.mainCf.assignments) {
		found.push(
			...tailsIn(assignment.line, model.mainCf.file.text, model.mainCf.file, (comment, before) => {
				const match = PARAMETER_HEAD.exec(comment);
				const name = match?.[1];
				if (match === null || name === undefined || findParameter(name) === undefined) return undefined;
				// A list that is plainly not at its end goes on on purpose.
				if (/[,=]\s*$/.test(before)) return undefined;
				return name === assignment.name && !/,\s*$/.test(match[2] ?? "") ? undefined : name;
			}).map((hazard): Hazard => ({ ...hazard, setting: written.get(assignment.line) as Written })),
		);
	}
	for (const line of model.masterCf === undefined ? [] : linesOfMaster(model)) {
		const { file } = model.masterCf as NonNullable<PostfixModel["masterCf"]>;
		found.push(
			...tailsIn(line, file.text, file, (comment, before) => {
				const name = SERVICE_HEAD.exec(comment)?.[1]?.replace(/[ \t]+/g, " ");
				const own = /^(\S+)[ \t]+(\S+)/.exec(before);
				return name === undefined || name === `${own?.[1]} ${own?.[2]}` ? undefined : name;
			}),
		);
	}
	return found;
}

/** The logical lines of master.cf, as far as an argument of a service tells. */
function linesOfMaster({ masterCf }: PostfixModel): readonly LogicalLine[] {
	const lines = new Set<LogicalLine>();
	for (const service of masterCf?.services ?? []) {
		for (const { value } of service.overrides) if (value.source.kind === "file") lines.add(value.source.line);
	}
	return [...lines];
}

function tailsIn(
	line: LogicalLine,
	text: string,
	file: FileOrigin["file"],
	headOf: (comment: string, before: string) => string | undefined,
): readonly Hazard[] {
	const found: Hazard[] = [];
	for (const [index, segment] of line.segments.entries()) {
		const previous = line.segments[index - 1];
		if (previous === undefined) continue;
		const from = previous.at + (segment.start - previous.start);
		const gap = text.slice(from, segment.at);
		if (!gap.includes("#")) continue;
		const heads = [...gap.matchAll(/^#.*$/gm)].filter(
			(match) => headOf(match[0], line.text.slice(0, segment.start)) !== undefined,
		);
		const head = heads.at(-1);
		if (head === undefined) continue;
		const name = headOf(head[0], line.text.slice(0, segment.start)) ?? "";
		const next = line.segments.slice(index + 1).findIndex((one, at) => {
			const before = line.segments[index + at];
			return before !== undefined && text.slice(before.at + (one.start - before.start), one.at).includes("#");
		});
		const end = next === -1 ? line.text.length : (line.segments[index + 1 + next]?.start ?? line.text.length);
		const start = segment.start + (line.text.slice(segment.start).length - line.text.slice(segment.start).trimStart().length);
		const origin = originInLine(file, line, { start, end: trimmedEnd(line.text, end) });
		const at = from + head.index;
		found.push({
			kind: "tail",
			origin,
			reach: origin,
			name,
			head: { kind: "file", file, span: { start: at, end: at + head[0].replace(/\r$/, "").length } },
		});
	}
	return found;
}
