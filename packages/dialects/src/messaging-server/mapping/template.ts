import type { Span } from "@relaylint/core";
import type { Piece } from "../ast.ts";

/** How a table goes on after an entry: `$C`, `$L`, `$R`, `$E`. */
export type ControlLetter = "C" | "L" | "R" | "E";

/** One part of a template, in the order in which it is worked on. */
export type TemplatePart =
	| { readonly kind: "text"; readonly text: string }
	| { readonly kind: "saved"; readonly index: number }
	| { readonly kind: "case"; readonly to: "lower" | "upper" | "original" }
	| { readonly kind: "filter-quote" }
	| {
			readonly kind: "call";
			readonly to: "table" | "database" | "url" | "routine";
			/** The table's name; empty for the others. */
			readonly name: string;
			readonly argument: readonly TemplatePart[];
			readonly span: Span;
			readonly text: string;
	  }
	| { readonly kind: "sequence"; readonly span: Span }
	| { readonly kind: "chance"; readonly percent: number; readonly span: Span }
	| { readonly kind: "flag-test"; readonly flag: string; readonly set: boolean; readonly span: Span }
	| { readonly kind: "control"; readonly letter: ControlLetter; readonly span: Span }
	/** A flag of the table, a capital letter or a symbol. */
	| { readonly kind: "flag"; readonly flag: string; readonly span: Span }
	/** A lone dollar at the end. */
	| { readonly kind: "unclear"; readonly span: Span };

const CASES: Readonly<Record<string, "lower" | "upper" | "original">> = { "\\": "lower", "^": "upper", _: "original" };
const CALLS: Readonly<Record<string, "table" | "database" | "url" | "routine">> = {
	tableCall: "table",
	databaseCall: "database",
	urlCall: "url",
	routineCall: "routine",
};

/** Makes a template of its pieces. Total. */
export function compileTemplate(pieces: readonly Piece[]): readonly TemplatePart[] {
	return pieces.map(partOf);
}

function partOf(piece: Piece): TemplatePart {
	const { kind, text, span } = piece;
	const letter = text.charAt(1);
	switch (kind) {
		case "Saved":
			return { kind: "saved", index: Number(letter) };
		case "Quoted":
			return letter === "%" || letter === "*" ? { kind: "flag", flag: letter, span } : { kind: "text", text: letter };
		case "Case":
			return { kind: "case", to: CASES[letter] ?? "original" };
		case "FilterQuote":
			return { kind: "filter-quote" };
		case "Sequence":
			return { kind: "sequence", span };
		case "Chance":
			return { kind: "chance", percent: Number(text.slice(2, -1)), span };
		case "FlagTest":
			return { kind: "flag-test", flag: text.charAt(2).toUpperCase(), set: letter === ":", span };
		case "Control":
			return { kind: "control", letter: letter.toUpperCase() as ControlLetter, span };
		case "Flag":
			return { kind: "flag", flag: letter.toUpperCase(), span };
		case "LoneDollar":
			return { kind: "unclear", span };
	}
	const to = CALLS[kind];
	if (to === undefined) return { kind: "text", text };
	const name = to === "table" ? text.slice(2, -1) : "";
	return { kind: "call", to, name, argument: (piece.argument ?? []).map(argumentPart), span, text };
}

/** In an argument a dollar protects what it is no sign for. */
function argumentPart(piece: Piece): TemplatePart {
	return piece.kind === "ArgumentEscape" ? { kind: "text", text: piece.text.slice(1) } : partOf(piece);
}
