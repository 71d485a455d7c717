import type { FileOrigin, FileReader, SourceFile, Span } from "@relaylint/core";
import { parseEntry } from "./ast.ts";
import { type LogicalLine, originIn, splitLines } from "./lines.ts";
import type { Question } from "./mapping/explore.ts";
import { compilePattern } from "./mapping/pattern.ts";
import type { Entry, Table } from "./mapping/table.ts";
import { compileTemplate } from "./mapping/template.ts";
import type { Problem, ProblemKind } from "./problems.ts";

/** A mappings file with its includes. */
export interface Mappings {
	readonly file: SourceFile;
	readonly files: readonly SourceFile[];
	/** In file order; a name may come twice. */
	readonly tables: readonly Table[];
	readonly problems: readonly Problem[];
	/** Parts that are not there. */
	readonly missing: readonly { readonly name: string; readonly origin: FileOrigin }[];
}

/** Includes nest this deep and no deeper (Administration Guide, including other files). */
const DEEPEST_INCLUDE = 3;
/** Characters of a column that every release reads; some manuals allow more. */
export const SAFE_COLUMN = 252;

interface Growing {
	readonly name: string;
	readonly nameOrigin: FileOrigin;
	readonly entries: Entry[];
	readonly overfull: boolean;
	/** Set from where on it is not certain that lines belong to the table. */
	doubt: Question | undefined;
	/** Where blank lines stand behind the table's name. */
	blankAfterName: boolean;
	blankLine: FileOrigin | undefined;
}

/** Reads a mappings file and what it includes. Total. */
export function readMappings(file: SourceFile, reader: FileReader | undefined): Mappings {
	const files: SourceFile[] = [file];
	const tables: Growing[] = [];
	const problems: Problem[] = [];
	const missing: { name: string; origin: FileOrigin }[] = [];
	let current: Growing | undefined;

	const readFile = (source: SourceFile, depth: number): void => {
		for (const line of splitLines(source.text)) readLine(source, line, depth);
	};
	const report = (kind: ProblemKind, origin: FileOrigin, detail: string, more: Partial<Problem> = {}) => {
		problems.push({ kind, origin, detail, ...more });
	};

	const readLine = (source: SourceFile, line: LogicalLine, depth: number): void => {
		const { text } = line;
		const place = (span: Span) => originIn(source, line, span);
		const first = text.charAt(0);
		if (first === "!") return;
		if (text.trim() === "") {
			if (current === undefined) return;
			if (current.entries.length === 0) current.blankAfterName = true;
			else current.blankLine ??= place({ start: 0, end: 0 });
			return;
		}
		if (first === "<") {
			include(source, line, depth, text.slice(1).trim());
			return;
		}
		if (first !== " " && first !== "\t") {
			startLine(source, line);
			return;
		}
		entryLine(source, line);
	};

	const include = (source: SourceFile, line: LogicalLine, depth: number, name: string): void => {
		const origin = originIn(source, line, { start: 0, end: line.text.trimEnd().length });
		if (depth >= DEEPEST_INCLUDE) {
			report("deep-include", origin, name);
			missing.push({ name, origin });
			return;
		}
		const base = name.slice(name.lastIndexOf("/") + 1);
		const outcomes = [name, base].map((path) => reader?.read(path));
		const found = outcomes.find((outcome) => outcome?.kind === "text");
		if (found?.kind !== "text" || files.includes(found.file)) {
			report("missing-include", origin, name);
			missing.push({ name, origin });
			return;
		}
		files.push(found.file);
		readFile(found.file, depth + 1);
	};

	const startLine = (source: SourceFile, line: LogicalLine): void => {
		const { text } = line;
		const name = /^\S+/.exec(text)?.[0] ?? "";
		const nameOrigin = originIn(source, line, { start: 0, end: name.length });
		const overfull = text.slice(name.length).trim() !== "";
		const looksLikeEntry = overfull || /[|*$]/.test(name);
		if (looksLikeEntry) {
			const wanted = { file: source, span: { start: nameOrigin.span.start, end: nameOrigin.span.start }, text: "  " };
			report("entry-in-first-column", originIn(source, line, { start: 0, end: text.trimEnd().length }), current?.name ?? "", {
				edits: [wanted],
			});
		}
		if (!/^[A-Za-z]/.test(text)) {
			// No table name begins so, and no entry in the first column: some reading of the manual may still take it as one.
			if (current !== undefined) current.doubt ??= doubtBehind(current, nameOrigin, "a line that begins in the first column");
			return;
		}
		const table: Growing = {
			name,
			nameOrigin,
			entries: [],
			overfull,
			doubt: undefined,
			blankAfterName: false,
			blankLine: undefined,
		};
		if (!looksLikeEntry) {
			if (tables.some((other) => other.name === name)) report("duplicate-table", nameOrigin, name);
			if (/[a-z]/.test(name)) report("table-name-case", nameOrigin, name);
		}
		tables.push(table);
		current = table;
	};

	const entryLine = (source: SourceFile, line: LogicalLine): void => {
		const { text } = line;
		const place = (span: Span) => originIn(source, line, span);
		const end = text.trimEnd().length;
		const record = parseEntry(text);
		const origin = place({
			start: record.patternSpan.start,
			end: Math.max(record.templateSpan?.end ?? 0, record.patternSpan.end),
		});
		if (current === undefined) {
			report("entry-outside-table", origin, "");
			return;
		}
		if (current.entries.length === 0 && !current.blankAfterName) {
			const at = originIn(source, line, { start: 0, end: 0 }).span.start;
			const lineStart = line.span.start;
			// An entry in the first column that is taken for a name is a mistake of its own.
			const isName = !current.overfull && !/[|*$]/.test(current.name);
			if (isName)
				report("missing-blank-after-table-name", current.nameOrigin, current.name, {
					edits: [{ file: source, span: { start: lineStart, end: Math.min(at, lineStart) }, text: "\n" }],
				});
			current.doubt ??= {
				key: `no-blank:${source.path}:${current.nameOrigin.span.start}`,
				text: `whether ${current.name} is read without a blank line behind its name`,
				origin: current.nameOrigin,
			};
		}
		if (current.blankLine !== undefined) {
			report("blank-line-in-table", origin, current.name);
			current.doubt ??= doubtBehind(current, origin, "a blank line");
			current.blankLine = undefined;
		}
		const templateOrigin = place(record.templateSpan ?? { start: end, end });
		const comment = text.trim().startsWith("!");
		if (comment) report("comment-not-in-first-column", place({ start: record.patternSpan.start, end }), "");
		else if (record.rest !== undefined) report("unquoted-blank", place({ start: record.rest.start, end }), current.name);
		else if (record.broken !== undefined && record.template !== undefined)
			report("unterminated-call", place(record.broken), current.name);
		if (record.template === undefined && !comment) report("missing-template", origin, current.name);
		if (line.blankJoint && insideColumn(line, record.patternSpan, record.templateSpan)) report("blank-continuation", origin, "");
		const longest = Math.max(record.patternSpan.end - record.patternSpan.start, lengthOf(record.templateSpan));
		if (longest > SAFE_COLUMN) report("column-too-long", origin, String(longest));
		const question = questionOf(
			current,
			record.broken !== undefined,
			line,
			record.patternSpan,
			record.templateSpan,
			longest,
			origin,
		);
		current.entries.push({
			index: current.entries.length,
			pattern: compilePattern(record.pattern),
			template: record.broken === undefined ? compileTemplate(record.template ?? []) : [{ kind: "unclear", span: record.broken }],
			origin,
			patternOrigin: place(record.patternSpan),
			templateOrigin,
			record,
			originOf: place,
			...(question === undefined ? {} : { question }),
		});
	};

	readFile(file, 0);
	return { file, files, tables, problems, missing };
}

function lengthOf(span: Span | undefined): number {
	return span === undefined ? 0 : span.end - span.start;
}

function doubtBehind(table: Growing, origin: FileOrigin, what: string): Question {
	return {
		key: `doubt:${origin.file.path}:${origin.span.start}`,
		text: `whether what follows ${what} still belongs to ${table.name}`,
		origin,
	};
}

/** A joint with blanks that does not stand between the columns: what becomes of the blanks is not documented. */
function insideColumn({ segments }: LogicalLine, pattern: Span, template: Span | undefined): boolean {
	return segments.slice(1).some(({ start }) => {
		const inPattern = start > pattern.start && start <= pattern.end;
		return inPattern || (template !== undefined && start > template.start && start < template.end);
	});
}

function questionOf(
	table: Growing,
	broken: boolean,
	line: LogicalLine,
	pattern: Span,
	template: Span | undefined,
	longest: number,
	origin: FileOrigin,
): Question | undefined {
	if (table.doubt !== undefined) return table.doubt;
	const key = (what: string) => `${what}:${origin.file.path}:${origin.span.start}`;
	if (longest > SAFE_COLUMN)
		return { key: key("long"), text: `whether an entry with a column of ${longest} characters is read`, origin };
	if (line.blankJoint && insideColumn(line, pattern, template))
		return { key: key("joint"), text: "what becomes of the blanks around a continued line", origin };
	if (broken) return { key: key("broken"), text: "how an entry is read whose look-up is not closed", origin };
	return undefined;
}
