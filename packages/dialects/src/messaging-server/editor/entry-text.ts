import type { Span } from "@relaylint/core";
import { countText } from "../../editor/network-text.ts";
import { codeText } from "../../editor/places.ts";
import type { Piece } from "../ast.ts";
import { compilePattern, type Element, fold, matchPattern, networkOf } from "../mapping/pattern.ts";
import type { Entry } from "../mapping/table.ts";
import type { TemplatePart } from "../mapping/template.ts";
import { type AccessTable, type FieldName, fieldsOf } from "../policy/probe-strings.ts";
import { CONTROL_DOCS, FIELD_WORDS, FLAG_DOCS } from "../schema/words.ts";

/** A part of a pattern between two bars that are written, with the field for which it stands if no wildcard takes a bar. */
export interface PatternField {
	readonly field: FieldName | undefined;
	readonly pieces: readonly Piece[];
	readonly span: Span;
}

/** The parts of a pattern at the bars that are written. */
export function patternFields(entry: Entry, access: AccessTable | undefined, appended: number): readonly PatternField[] {
	const parts: { pieces: Piece[]; start: number; end: number }[] = [];
	const { pattern, patternSpan } = entry.record;
	let current: { pieces: Piece[]; start: number; end: number } = { pieces: [], start: patternSpan.start, end: patternSpan.start };
	for (const piece of pattern) {
		const texts = piece.kind === "Literal" ? piece.text.split("|") : [piece.text];
		let at = piece.span.start;
		for (const [index, text] of texts.entries()) {
			if (index > 0) {
				parts.push(current);
				at += 1;
				current = { pieces: [], start: at, end: at };
			}
			if (text !== "") current.pieces.push({ ...piece, text, span: { start: at, end: at + text.length } });
			at += text.length;
			current.end = at;
		}
	}
	parts.push(current);
	const names = access === undefined ? [] : fieldsOf(access, appended);
	return parts.map(({ pieces, start, end }, index) => ({ field: names[index], pieces, span: { start, end } }));
}

/** A pattern in words, field by field, with a text that it matches. */
export function patternText(entry: Entry, access: AccessTable | undefined, appended: number): string {
	const fields = patternFields(entry, access, appended);
	const names = access === undefined ? [] : fieldsOf(access, appended);
	const said: string[] = [];
	if (access !== undefined) {
		said.push("| field | pattern | matches |", "|---|---|---|");
		for (const { field, pieces } of fields) {
			const written = pieces.map(({ text }) => text).join("");
			said.push(
				`| ${field === undefined ? "*none*" : FIELD_WORDS[field]} | ${codeText(written)} | ${pieces.map(pieceText).join(", then ") || "nothing"} |`,
			);
		}
	} else said.push(entry.record.pattern.map((piece) => `- ${codeText(piece.text)}: ${pieceText(piece)}`).join("\n"));
	const parts = [said.join("\n")];
	if (access !== undefined && fields.length !== names.length)
		parts.push(
			`**${fields.length} fields where ${access} has ${names.length}**: it matches only where a wildcard takes bars with it.`,
		);
	const example = exampleOf(entry, fields);
	if (example !== undefined) parts.push(`Matches, for example: ${codeText(example)}`);
	return parts.join("\n\n");
}

/** A piece of a pattern in words. */
export function pieceText(piece: Piece): string {
	const { kind, text } = piece;
	switch (kind) {
		case "Literal":
			return codeText(text);
		case "Quoted":
			return text === "$ " ? "a blank" : codeText(text.slice(1));
		case "Any":
			return "anything, bars too";
		case "One":
			return "one character";
		case "Modifier":
			return `(${modifierText(text)})`;
		case "Network":
		case "Network6":
		case "IgnoredBits": {
			const set = networkOf(kind, text);
			return set === undefined ? "no network" : `an address of ${codeText(text.slice(2, -1))} (${countText(set)})`;
		}
		case "Glob": {
			const [element] = compilePattern([piece]).elements;
			return element === undefined ? codeText(text) : `${globText(text, element)}${modifierSuffix(text)}`;
		}
		default:
			return "a sign without a meaning in the manual";
	}
}

const GLOB_WORDS: Readonly<Record<string, string>> = {
	a: "letters",
	b: "binary digits",
	d: "digits",
	h: "hexadecimal digits",
	x: "hexadecimal digits",
	o: "octal digits",
	s: "letters, digits, `$` and `_`",
	t: "blanks and tabs",
};

function globText(text: string, element: Element): string {
	if (element.kind === "back") return `what wildcard ${element.index} matched`;
	if (element.kind !== "wild") return "a sign without a meaning in the manual";
	const body = text.replace(/^\$[_@^]*/, "").slice(0, -1);
	const set =
		body === ""
			? element.many
				? "anything, bars too"
				: "character"
			: (GLOB_WORDS[body.toLowerCase()] ?? `of ${codeText(body)}`);
	return element.many ? (body === "" ? set : `any number of ${set}`) : `one ${set.replace(/s(?=,|$)/, "")}`;
}

function modifierText(text: string): string {
	const words = [
		...(text.includes("_") ? ["as little as it can"] : []),
		...(text.includes("@") ? ["not saved"] : []),
		...(text.includes("^") ? ["saved"] : []),
	];
	return words.join(", ");
}

function modifierSuffix(text: string): string {
	const found = modifierText(/^\$([_@^]*)/.exec(text)?.[1] ?? "");
	return found === "" ? "" : ` (${found})`;
}

const SAMPLES: Readonly<Partial<Record<FieldName, string>>> = {
	transport: "TCP",
	server: "192.0.2.25",
	"server-port": "25",
	client: "203.0.113.7",
	"client-port": "40000",
	application: "SMTP",
	"submit-type": "MAIL",
	source: "tcp_local",
	from: "someone@sender.example",
	"auth-from": "user@example.com",
	destination: "tcp_local",
	to: "x@victim.example",
};

/** A text that an entry matches, as the engine says; undefined where none was found. */
export function exampleOf({ pattern }: Entry, fields: readonly PatternField[]): string | undefined {
	const parts = fields.map(({ field, pieces }) => {
		const only = pieces.filter(({ kind }) => kind !== "Modifier");
		const sample = field === undefined ? "x" : (SAMPLES[field] ?? "x");
		const alone = only.length === 1 && (only[0]?.kind === "Any" || /^\$[_@^]*\*$/.test(only[0]?.text ?? ""));
		return alone ? sample : only.map((piece) => samplePiece(piece, sample)).join("");
	});
	const text = parts.join("|");
	return Array.isArray(matchPattern(pattern, fold(text))) ? text : undefined;
}

function samplePiece(piece: Piece, sample: string): string {
	const { kind, text } = piece;
	switch (kind) {
		case "Literal":
			return text;
		case "Quoted":
			return text.slice(1);
		case "Any":
			return /^\w+$/.test(sample) ? sample : "x";
		case "One":
			return "x";
		case "Modifier":
			return "";
		case "Network":
		case "Network6":
		case "IgnoredBits":
			return /^\$.([0-9a-fA-F.:]+)/.exec(text)?.[1] ?? "";
		default: {
			const [element] = compilePattern([piece]).elements;
			const [first] = element?.kind === "wild" ? (element.set ?? []) : [];
			return first === undefined ? "x" : String.fromCharCode(first[0]);
		}
	}
}

/** A template in words. */
export function templateText(entry: Entry, access: AccessTable | undefined): string {
	const lines = entry.template.flatMap((part) => partText(part, access));
	const answer = entry.template.map((part) => (part.kind === "text" ? part.text : "")).join("");
	if (answer !== "") lines.push(`the text ${codeText(answer)}`);
	if (lines.length === 0) lines.push("nothing: the result is empty, without flags");
	return lines.map((line) => `- ${line}`).join("\n");
}

function partText(part: TemplatePart, access: AccessTable | undefined): readonly string[] {
	switch (part.kind) {
		case "flag":
			return [
				`${codeText(`$${part.flag}`)} ${access === undefined && part.flag !== "Y" && part.flag !== "N" ? "a flag" : (FLAG_DOCS[part.flag] ?? "a flag")}`,
			];
		case "control":
			return [`${codeText(`$${part.letter}`)} ${CONTROL_DOCS[part.letter]}`];
		case "saved":
			return [`${codeText(`$${part.index}`)} what wildcard ${part.index} of the pattern matched`];
		case "call":
			return [
				part.to === "table"
					? `${codeText(part.text)} asks the table ${part.name}; the entry holds only where that gives \`$Y\``
					: `${codeText(part.text)} asks a ${part.to}, which is outside the files`,
			];
		case "flag-test":
			return [
				`${codeText(`$${part.set ? ":" : ";"}${part.flag}`)} goes on only where the flag ${part.flag} is ${part.set ? "" : "not "}set`,
			];
		case "chance":
			return [`takes part in ${part.percent} of a hundred cases`];
		case "unclear":
			return ["a dollar without a meaning"];
		default:
			return [];
	}
}
