import type { FileView, Span, TextEdit } from "@relaylint/core";
import { findHoles } from "../holes.ts";
import type { LogicalLine } from "../lines.ts";
import { splitLogicalLines } from "../lines.ts";
import { modelOf } from "../model.ts";
import { typeOf, type Written } from "../rules/written.ts";
import { findRestriction } from "../schema/restrictions.ts";
import type { ParameterType } from "../schema/schema.ts";
import { fieldsOf } from "./service-fields.ts";
import { roleOf, writtenIn } from "./view.ts";

/** Lists whose elements may stand on lines of their own: white space and commas between them are the same to Postfix. */
const LISTS: ReadonlySet<ParameterType> = new Set([
	"restriction-list",
	"class-list",
	"host-list",
	"domain-list",
	"map-list",
	"interface-list",
]);

/** A line of one list is broken past this length. */
const LONGEST = 100;

/** Lays a file out: one space around `=`, the elements of long lists on lines of their own, the fields of services in columns. */
export function format(view: FileView, within: Span): readonly TextEdit[] {
	const model = modelOf(view.configuration);
	const role = roleOf(model, view.file);
	// A template's text is not what Postfix reads; a carriage return is one of the value's characters.
	if (findHoles(view.file.text).length > 0 || view.file.text.includes("\r")) return [];
	const edits = role.kind === "main" ? mainEdits(view) : role.kind === "master" ? masterEdits(view) : [];
	return edits
		.filter(({ span }) => span.start >= within.start && span.end <= within.end)
		.map(({ span, text }) => ({ file: view.file, span, text }))
		.filter(({ span, text }) => view.file.text.slice(span.start, span.end) !== text);
}

type Edit = Omit<TextEdit, "file">;

function mainEdits(view: FileView): readonly Edit[] {
	return writtenIn(view).flatMap((written): readonly Edit[] => {
		const { source, tree } = written.value;
		if (source.kind === "default") return [];
		const { line } = source;
		const { text } = view.file;
		const nameEnd = written.nameOrigin.span.end;
		const edits: Edit[] = [];
		const valueStart = written.valueOrigin.span.start;
		const gap = text.slice(nameEnd, valueStart);
		// A value that begins on a later line is left there: people write lists so.
		if (!gap.includes("\n")) edits.push({ span: { start: nameEnd, end: valueStart }, text: tree.text === "" ? " =" : " = " });
		const type = typeOf(written.name);
		if (type === undefined || !LISTS.has(type) || /[{}#"']/.test(tree.text) || tree.text === "") return edits;
		const value = text.slice(valueStart, written.valueOrigin.span.end);
		if (/(?:^|\n)[\t ]*#/.test(value)) return edits;
		return [...edits, ...listEdits(written, line, value, gap.includes("\n"))];
	});
}

/** The elements of a list on lines of their own, where it has several lines already or is too long for one. */
function listEdits(written: Written, line: LogicalLine, value: string, indentedStart: boolean): readonly Edit[] {
	const several = line.segments.length > 1;
	const start = written.valueOrigin.span.start;
	const length = written.name.length + 3 + value.length;
	if (!several && length <= LONGEST) return [];
	const words = [...value.matchAll(/[^\s,]+/g)].map(({ 0: text, index }) => ({ text, start: index, end: index + text.length }));
	const edits: Edit[] = [];
	const commas =
		words.length > 1 &&
		words.every(
			(word, index) => index === 0 || isArgument(words, index) || value.slice(words[index - 1]?.end, word.start).includes(","),
		);
	for (let index = 1; index < words.length; index++) {
		const before = words[index - 1];
		const word = words[index];
		if (before === undefined || word === undefined) continue;
		const text =
			isArgument(words, index) && written.name !== "" && typeOf(written.name) === "restriction-list"
				? " "
				: `${commas ? "," : ""}\n    `;
		edits.push({ span: { start: start + before.end, end: start + word.start }, text });
	}
	if (indentedStart) {
		const nameEnd = written.nameOrigin.span.end;
		edits.push({ span: { start: nameEnd, end: start }, text: " =\n    " });
	}
	return edits;
}

/** Whether a word of a restriction list is the argument of the one before it. */
function isArgument(words: readonly { readonly text: string }[], index: number): boolean {
	const before = findRestriction(words[index - 1]?.text ?? "");
	if (before === undefined || before.argument === "none") return false;
	// An argument is not itself one that takes the next word.
	return !isArgument(words, index - 1) || before.argument === "restriction";
}

/** The widths of the columns of a line of master.cf as Postfix ships it. */
const COLUMNS = [10, 6, 8, 8, 8, 8, 8];

function masterEdits(view: FileView): readonly Edit[] {
	const { text } = view.file;
	const edits: Edit[] = [];
	for (const service of modelOf(view.configuration).masterCf?.services ?? []) {
		const fields = fieldsOf(service).map(({ origin }) => origin);
		for (let index = 1; index < fields.length; index++) {
			const before = fields[index - 1];
			const field = fields[index];
			if (before?.kind !== "file" || field?.kind !== "file" || before.file !== view.file) break;
			const gap = text.slice(before.span.end, field.span.start);
			if (gap === "" || /[^\t ]/.test(gap)) break;
			const width = before.span.end - before.span.start;
			edits.push({
				span: { start: before.span.end, end: field.span.start },
				text: " ".repeat(Math.max(1, (COLUMNS[index - 1] ?? 8) - width)),
			});
		}
	}
	for (const line of splitLogicalLines(text).lines) {
		for (const { at } of line.segments.slice(1)) {
			const indent = /^[\t ]+(?=-o)/.exec(text.slice(at, at + 100))?.[0];
			if (indent !== undefined) edits.push({ span: { start: at, end: at + indent.length }, text: "  " });
		}
	}
	return edits;
}
