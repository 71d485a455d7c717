import { type FileOrigin, inFile, type SourceFile, type Span, shiftSpan, spanAround } from "@relaylint/core";
import type { CstElement, CstNode, IToken } from "chevrotain";
import { errorMessage, errorSpan, tokenSpan } from "../chevrotain.ts";
import { lexFrom } from "./lexer.ts";
import { parseApple } from "./parser.ts";

/** One value, without its quotes. */
export interface NetInfoValue {
	readonly text: string;
	readonly origin: FileOrigin;
}

/** A property with its values in order. */
export interface NetInfoProperty {
	readonly name: string;
	readonly values: readonly NetInfoValue[];
	/** The name and all that follows. */
	readonly origin: FileOrigin;
}

/** A directory of NetInfo. */
export interface NetInfoDirectory {
	readonly properties: readonly NetInfoProperty[];
	readonly children: readonly NetInfoDirectory[];
}

/** A command that changes a directory. */
export interface NetInfoCommand {
	readonly effect: "set" | "append" | "delete";
	/** The directory's path, as written. */
	readonly path: string;
	readonly property: NetInfoProperty;
}

/** One setting of a settings dump: the path's segments, and what stands behind `=`. */
export interface AdminSetting {
	readonly path: readonly string[];
	readonly pathOrigin: FileOrigin;
	readonly value: string;
	/** The value without its quotes. */
	readonly valueSpan: Span;
	readonly origin: FileOrigin;
}

/** Something that the format does not have. */
export interface AppleProblem {
	readonly message: string;
	readonly origin: FileOrigin;
}

/** What a dump shows: directories, the properties of one directory, commands, or Server Admin's settings. */
export type AppleDump =
	| {
			readonly kind: "directories";
			/** `listing`: the output of niutil and nicl, whose form no public document shows. */
			readonly form: "property list" | "listing";
			readonly directories: readonly NetInfoDirectory[];
			readonly problems: readonly AppleProblem[];
	  }
	| { readonly kind: "commands"; readonly commands: readonly NetInfoCommand[]; readonly problems: readonly AppleProblem[] }
	| { readonly kind: "settings"; readonly settings: readonly AdminSetting[]; readonly problems: readonly AppleProblem[] };

/** Nested deeper than this a dump is not read. */
const MOST_LEVELS = 100;

/** A line with the command that printed what follows, as a terminal shows it. */
const COMMAND_LINE = /^[ \t]*(?:[^=({\n]*[$#%>][ \t]+)?(?:sudo[ \t]+)?(?:\S*\/)?(?:nidump|niutil|nicl|serveradmin)[ \t]/;

/** A line of a settings dump. */
const SETTING_LINE =
	/^[ \t]*(?:(?:\S*[$#%>][ \t]*)?(?:sudo[ \t]+)?(?:\S*\/)?serveradmin[ \t]+settings[ \t]+)?[A-Za-z]\w*:(?=\S)[^=\n"]*=/m;

const CHANGE =
	/\bniutil[ \t].*-(?:create|append|destroy|merge|insert)(?:prop|val)\b|\bnicl[ \t].*-(?:create|append|merge|insert|delete)\b/;

/** What a text shows, by its form. */
export function formOf(text: string): "dump" | "read" | "commands" | "settings" {
	if (SETTING_LINE.test(text)) return "settings";
	if (CHANGE.test(text)) return "commands";
	return /[{}()]|^[ \t]*"?\w+"?[ \t]*=/m.test(text.replace(/^[ \t]*#.*$/gm, "")) ? "dump" : "read";
}

/** Reads a dump of any form; total. */
export function parseAppleDump(file: SourceFile): AppleDump {
	switch (formOf(file.text)) {
		case "settings":
			return settingsIn(file);
		case "commands":
			return commandsIn(file);
		case "read":
			return readingIn(file);
		default:
			return directoriesIn(file);
	}
}

function directoriesIn(file: SourceFile): AppleDump {
	// The command above its output is no part of it; blanks keep every offset.
	const text = linesOf(file.text)
		.map(({ text: line }) => (COMMAND_LINE.test(line) ? " ".repeat(line.length) : line))
		.join("\n");
	const tokens = lexFrom(text, "dump");
	const problem = (message: string, span: Span): AppleDump => ({
		kind: "directories",
		form: "property list",
		directories: [],
		problems: [{ message, origin: inFile(file, span) }],
	});
	let level = 0;
	for (const token of tokens) {
		if (/^[{(]$/.test(token.image)) level++;
		if (/^[})]$/.test(token.image)) level--;
		if (level > MOST_LEVELS) return problem(`Nested deeper than ${MOST_LEVELS} levels`, tokenSpan(token));
	}
	const parse = parseApple(tokens, "dump");
	if (parse.kind === "error")
		return problem(`In this dump ${errorMessage(parse.error)}`, errorSpan(parse.error, file.text.length));
	const directories = nodesOf(parse.cst, "directory").map((node) => directoryOf(node, file));
	const properties = nodesOf(parse.cst, "property").map((node) => propertyOf(node, file));
	return {
		kind: "directories",
		form: "property list",
		directories: properties.length === 0 ? directories : [{ properties, children: directories }],
		problems:
			level > 0
				? [
						{
							message: "A brace or parenthesis is not closed",
							origin: inFile(file, { start: file.text.trimEnd().length, end: file.text.trimEnd().length }),
						},
					]
				: [],
	};
}

function directoryOf(node: CstNode, file: SourceFile): NetInfoDirectory {
	const own = nodesOf(node, "property");
	return {
		properties: own.map((property) => propertyOf(property, file)),
		children: own.flatMap((property) =>
			nodesOf(property, "list").flatMap((list) => nodesOf(list, "directory").map((child) => directoryOf(child, file))),
		),
	};
}

function propertyOf(node: CstNode, file: SourceFile): NetInfoProperty {
	const [name] = nodesOf(node, "name").flatMap(atomTokens);
	const atoms = [...nodesOf(node, "atom"), ...nodesOf(node, "list").flatMap((list) => nodesOf(list, "atom"))].flatMap(atomTokens);
	const all = tokensBelow(node);
	const [first] = all;
	const last = all.at(-1);
	const span = first === undefined || last === undefined ? { start: 0, end: 0 } : spanAround(tokenSpan(first), tokenSpan(last));
	return {
		name: name === undefined ? "" : unquoted(name),
		values: atoms.map((token) => unquotedValue(token, file, 0)),
		origin: inFile(file, span),
	};
}

function atomTokens(node: CstNode): readonly IToken[] {
	return tokensBelow(node).filter((token) => token.tokenType.name === "Quoted" || token.tokenType.name === "Bare");
}

/** `niutil -read`: the properties of the directory that was asked for, which the output does not name. */
function readingIn(file: SourceFile): AppleDump {
	const properties: NetInfoProperty[] = [];
	const problems: AppleProblem[] = [];
	for (const { text, start } of linesOf(file.text)) {
		if (/^\s*(?:#|$)/.test(text) || COMMAND_LINE.test(text)) continue;
		const parse = parseApple(lexFrom(text, "property"), "readLine");
		const origin = inFile(file, lineSpan(text, start));
		const key = parse.kind === "tree" ? tokensBelow(parse.cst).find((token) => token.tokenType.name === "Key") : undefined;
		if (parse.kind === "error" || key === undefined) {
			problems.push({ message: "This line is no property with its values", origin });
			continue;
		}
		const values = nodesOf(parse.cst, "words").flatMap(wordTokens);
		properties.push({ name: key.image, values: values.map((token) => unquotedValue(token, file, start)), origin });
	}
	return { kind: "directories", form: "listing", directories: [{ properties, children: [] }], problems };
}

const EFFECTS: Readonly<Record<string, NetInfoCommand["effect"]>> = {
	createprop: "set",
	appendprop: "append",
	mergeprop: "append",
	insertval: "append",
	appendval: "append",
	mergeval: "append",
	destroyprop: "delete",
	destroyval: "delete",
	create: "set",
	append: "append",
	merge: "append",
	insert: "append",
	delete: "delete",
};

/** `niutil -createprop DOMAIN PATH NAME VALUE...` and `nicl DOMAIN -create PATH NAME VALUE...`: niutil(1), nicl(1). */
function commandsIn(file: SourceFile): AppleDump {
	const commands: NetInfoCommand[] = [];
	const problems: AppleProblem[] = [];
	for (const { text, start } of linesOf(file.text)) {
		if (/^\s*(?:#(?!.*\b(?:niutil|nicl)\s)|$)/.test(text)) continue;
		const prompt = /^[ \t]*\S*[$#%>][ \t]+/.exec(text)?.[0].length ?? 0;
		const shown = " ".repeat(prompt) + text.slice(prompt);
		const parse = parseApple(lexFrom(shown, "words"), "words");
		const words = parse.kind === "tree" ? wordTokens(parse.cst).map((token) => unquotedValue(token, file, start)) : [];
		const tool = words.findIndex((word) => /(?:^|\/)(?:niutil|nicl)$/.test(word.text));
		const option = words.findIndex(
			(word, at) => at > tool && EFFECTS[word.text.slice(1)] !== undefined && word.text.startsWith("-"),
		);
		const effect = EFFECTS[words[option]?.text.slice(1) ?? ""];
		if (tool === -1 || effect === undefined) continue;
		const rest = words.slice(option + 1);
		const [path, name, ...values] = words[tool]?.text.endsWith("niutil") === true ? rest.slice(1) : rest;
		const origin = inFile(file, lineSpan(text, start));
		if (path === undefined) problems.push({ message: "This command names no directory", origin });
		else commands.push({ effect, path: path.text, property: { name: name?.text ?? "", values, origin } });
	}
	return { kind: "commands", commands, problems };
}

function settingsIn(file: SourceFile): AppleDump {
	const settings: AdminSetting[] = [];
	const problems: AppleProblem[] = [];
	for (const { text, start } of linesOf(file.text)) {
		if (/^\s*(?:#|$)/.test(text)) continue;
		const command =
			/^[ \t]*(?:\S*[$#%>][ \t]*)?(?:sudo[ \t]+)?(?:\S*\/)?serveradmin[ \t]+settings[ \t]+/.exec(text)?.[0].length ?? 0;
		const line = " ".repeat(command) + text.slice(command);
		const origin = inFile(file, lineSpan(text, start));
		if (command > 0 && !line.includes("=")) continue;
		const parse = parseApple(lexFrom(line, "path"), "setting");
		if (parse.kind === "error") {
			problems.push({ message: "This line is no setting with its value", origin });
			continue;
		}
		const tokens = tokensBelow(parse.cst);
		const path = tokens.find((token) => token.tokenType.name === "Path");
		const value = tokens.find((token) => token.tokenType.name === "Text" || token.tokenType.name === "Plain");
		if (path === undefined) continue;
		const name = path.image.trimEnd();
		const at = tokenSpan(path).start;
		settings.push({
			path: name.split(":").map((segment) => segment.trim()),
			pathOrigin: inFile(file, shiftSpan({ start: at, end: at + name.length }, start)),
			...adminValue(value, start, { start: start + line.trimEnd().length, end: start + line.trimEnd().length }),
			origin,
		});
	}
	return { kind: "settings", settings, problems };
}

function adminValue(
	token: IToken | undefined,
	lineStart: number,
	none: Span,
): { readonly value: string; readonly valueSpan: Span } {
	if (token === undefined) return { value: "", valueSpan: none };
	const span = shiftSpan(tokenSpan(token), lineStart);
	const image = token.image.trimEnd();
	if (!image.startsWith('"')) return { value: image, valueSpan: { start: span.start, end: span.start + image.length } };
	const value = image.slice(1, image.length > 1 && image.endsWith('"') ? -1 : undefined);
	return { value, valueSpan: { start: span.start + 1, end: span.start + 1 + value.length } };
}

function wordTokens(node: CstNode): readonly IToken[] {
	return tokensBelow(node).filter((token) => /^(?:Word|WordQuoted|Apostrophes)$/.test(token.tokenType.name));
}

/** A value's text without quotes, at the text's own place. */
function unquotedValue(token: IToken, file: SourceFile, lineStart: number): NetInfoValue {
	const span = shiftSpan(tokenSpan(token), lineStart);
	if (!/^["']/.test(token.image)) return { text: token.image, origin: inFile(file, span) };
	const closed = token.image.length > 1 && token.image.endsWith(token.image[0] ?? "");
	return {
		text: unquoted(token),
		origin: inFile(file, { start: span.start + 1, end: Math.max(span.start + 1, span.end - (closed ? 1 : 0)) }),
	};
}

function unquoted({ image }: IToken): string {
	const [quote] = image;
	if (quote !== '"' && quote !== "'") return image;
	const inner = image.slice(1, image.length > 1 && image.endsWith(quote) ? -1 : undefined);
	return quote === "'" ? inner : inner.replace(/\\(.)/g, "$1");
}

function lineSpan(text: string, start: number): Span {
	const first = Math.max(0, text.search(/\S/));
	return { start: start + first, end: start + Math.max(first, text.trimEnd().length) };
}

function linesOf(text: string): readonly { readonly text: string; readonly start: number }[] {
	const lines: { text: string; start: number }[] = [];
	for (let at = 0; at <= text.length; ) {
		const feed = text.indexOf("\n", at);
		const end = feed === -1 ? text.length : feed;
		lines.push({ text: text.slice(at, end), start: at });
		at = end + 1;
	}
	return lines;
}

function nodesOf(node: CstNode, rule: string): readonly CstNode[] {
	return (node.children[rule] ?? []).filter((element): element is CstNode => "children" in element);
}

function tokensBelow(node: CstNode): readonly IToken[] {
	const tokens = Object.values(node.children)
		.flat()
		.flatMap((element: CstElement): readonly IToken[] => ("children" in element ? tokensBelow(element) : [element]));
	return [...tokens].sort((a, b) => a.startOffset - b.startOffset);
}
