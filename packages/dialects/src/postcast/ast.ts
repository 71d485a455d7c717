import { type FileOrigin, inFile, type SourceFile, type Span, shiftSpan } from "@relaylint/core";
import type { CstElement, CstNode, IToken } from "chevrotain";
import { errorMessage, errorSpan, tokenSpan } from "../chevrotain.ts";
import { parseLine } from "./parser.ts";

/** One value of a setting, without quotes. */
export interface PostcastValue {
	readonly text: string;
	readonly origin: FileOrigin;
}

/** One `label = values`, with the lines that go on with it. */
export interface PostcastSetting {
	readonly label: string;
	readonly labelOrigin: FileOrigin;
	readonly values: readonly PostcastValue[];
	/** Its first line, from the label to the end. */
	readonly origin: FileOrigin;
}

/** A line that is none of the format's. */
export interface PostcastProblem {
	readonly message: string;
	readonly origin: FileOrigin;
}

/** The file as settings in order. */
export interface PostcastFile {
	readonly file: SourceFile;
	readonly settings: readonly PostcastSetting[];
	readonly problems: readonly PostcastProblem[];
	readonly comments: readonly Span[];
}

/** Reads the file line by line, so that a bad line hides no other; total. */
export function parsePostcast(file: SourceFile): PostcastFile {
	const settings: (PostcastSetting & { values: PostcastValue[] })[] = [];
	const problems: PostcastProblem[] = [];
	const comments: Span[] = [];
	for (const { text, start } of linesOf(file.text)) {
		const at = (span: Span) => inFile(file, shiftSpan(span, start));
		const last = settings.at(-1);
		const goesOn = last !== undefined && isContinuation(text);
		const parse = parseLine(text, goesOn ? "values" : "line");
		if (parse.kind === "error") {
			const message = /^[^=]*$/.test(text) ? 'No "=" follows the name of a setting' : `In this line ${errorMessage(parse.error)}`;
			const first = Math.max(0, text.search(/\S/));
			const whole = { start: first, end: Math.max(first, text.trimEnd().length) };
			problems.push({ message, origin: at(message.startsWith("No") ? whole : errorSpan(parse.error, text.length)) });
			continue;
		}
		comments.push(
			...["Comment", "LineComment"]
				.flatMap((name) => tokensOf(parse.cst, name))
				.map((token) => shiftSpan(tokenSpan(token), start)),
		);
		const valuesIn = (node: CstNode) => valuesOf(node, at);
		if (goesOn) {
			last.values.push(...valuesIn(parse.cst));
			continue;
		}
		const setting = nodesOf(parse.cst, "setting")[0];
		const label = setting === undefined ? undefined : tokensOf(setting, "Label")[0];
		if (setting === undefined || label === undefined) continue;
		const name = label.image.trimEnd();
		const { start: from } = tokenSpan(label);
		settings.push({
			label: name,
			labelOrigin: at({ start: from, end: from + name.length }),
			values: nodesOf(setting, "values").flatMap(valuesIn),
			origin: at({ start: from, end: text.trimEnd().length }),
		});
	}
	return { file, settings, problems, comments };
}

/** Whether a line goes on with the list before it: it is indented and is neither a setting, a section nor a comment. */
export function isContinuation(line: string): boolean {
	return /^[\t-\r ]+[^\t-\r =[;#][^=]*$/.test(line);
}

function linesOf(text: string): readonly { readonly text: string; readonly start: number }[] {
	const lines: { text: string; start: number }[] = [];
	// A byte-order mark, as Windows editors write it, is no part of the first label.
	for (let at = text.startsWith("\ufeff") ? 1 : 0; at <= text.length; ) {
		const feed = text.indexOf("\n", at);
		const end = feed === -1 ? text.length : feed;
		lines.push({ text: text.slice(at, end), start: at });
		at = end + 1;
	}
	return lines;
}

function valuesOf(node: CstNode, at: (span: Span) => FileOrigin): readonly PostcastValue[] {
	const tokens = [...tokensOf(node, "Value"), ...tokensOf(node, "Quoted")].sort((a, b) => a.startOffset - b.startOffset);
	return tokens.map((token) => ({
		text: token.tokenType.name === "Quoted" ? token.image.replaceAll('"', "") : token.image,
		origin: at(tokenSpan(token)),
	}));
}

function nodesOf(node: CstNode, rule: string): readonly CstNode[] {
	return (node.children[rule] ?? []).filter((element): element is CstNode => "children" in element);
}

/** The tokens of a name in a tree, at any depth. */
function tokensOf(node: CstNode, name: string): readonly IToken[] {
	return Object.values(node.children)
		.flat()
		.flatMap((element: CstElement) =>
			"children" in element ? tokensOf(element, name) : element.tokenType.name === name ? [element] : [],
		);
}
