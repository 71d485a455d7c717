import { type FileOrigin, type FileReader, type SourceFile, type Span, sourceFromText } from "@relaylint/core";
import { type Piece, parseOption, parseRewriteRule, parseWords } from "./ast.ts";
import { type LogicalLine, originIn, splitLines } from "./lines.ts";
import type { Problem } from "./problems.ts";

/** A word of a channel block: a keyword, or what one takes. */
export interface ChannelWord {
	readonly text: string;
	readonly origin: FileOrigin;
}

/** A rewrite rule of imta.cnf. */
export interface RewriteRule {
	/** As written, folded to lower case. */
	readonly pattern: string;
	readonly template: readonly Piece[];
	readonly origin: FileOrigin;
	readonly templateOrigin: FileOrigin;
	readonly originOf: (span: Span) => FileOrigin;
	/** True where the template does not fit the grammar. */
	readonly broken: boolean;
}

/** A channel block with the defaults that stand above it. */
export interface Channel {
	readonly name: string;
	readonly nameOrigin: FileOrigin;
	/** The words of `defaults` lines above, then its own: of words that exclude each other the last counts. */
	readonly words: readonly ChannelWord[];
	/** Its own words alone. */
	readonly own: readonly ChannelWord[];
	/** The official host name and further names, folded. */
	readonly hosts: readonly ChannelWord[];
}

/** The configuration of channels and rewriting. */
export interface Imta {
	readonly file: SourceFile;
	readonly files: readonly SourceFile[];
	readonly rules: readonly RewriteRule[];
	readonly channels: readonly Channel[];
	/** The words of `defaults` lines. */
	readonly defaults: readonly ChannelWord[];
	readonly problems: readonly Problem[];
	readonly missing: readonly { readonly name: string; readonly origin: FileOrigin }[];
}

const DEEPEST_INCLUDE = 8;

interface Block {
	readonly source: SourceFile;
	readonly lines: LogicalLine[];
}

/** Reads imta.cnf and what it includes: rewrite rules up to the first blank line, then channel blocks. Total. */
export function readImta(file: SourceFile, reader: FileReader | undefined): Imta {
	const files: SourceFile[] = [file];
	const rules: RewriteRule[] = [];
	const channels: Channel[] = [];
	const defaults: ChannelWord[] = [];
	const problems: Problem[] = [];
	const missing: { name: string; origin: FileOrigin }[] = [];
	let part: "rules" | "channels" = "rules";
	let block: Block | undefined;

	const readFile = (source: SourceFile, depth: number): void => {
		for (const line of splitLines(source.text)) {
			const { text } = line;
			if (text.startsWith("!")) continue;
			if (text.trim() === "") {
				endBlock();
				// Blank lines before the first rule end nothing that has begun.
				if (rules.length > 0 && depth === 0) part = "channels";
				continue;
			}
			if (text.startsWith("<")) include(source, line, depth);
			else if (part === "rules" && channels.length === 0 && !beginsChannels(text)) ruleLine(source, line);
			else {
				part = "channels";
				block ??= { source, lines: [] };
				block.lines.push(line);
			}
		}
		endBlock();
	};

	/** Channel blocks without a rewrite rule before them: a text that holds that half alone. */
	const beginsChannels = (text: string) =>
		rules.length === 0 && /^(?:defaults|l|tcp_\w+|ims-ms)(?:[ \t]+[a-z]|[ \t]*$)/.test(text);

	const include = (source: SourceFile, line: LogicalLine, depth: number): void => {
		const name = line.text.slice(1).trim();
		const origin = originIn(source, line, { start: 0, end: line.text.trimEnd().length });
		const base = name.slice(name.lastIndexOf("/") + 1);
		const found = [name, base].map((path) => reader?.read(path)).find((outcome) => outcome?.kind === "text");
		if (depth >= DEEPEST_INCLUDE || found?.kind !== "text" || files.includes(found.file)) {
			problems.push({ kind: "missing-include", origin, detail: name });
			missing.push({ name, origin });
			return;
		}
		files.push(found.file);
		readFile(found.file, depth + 1);
	};

	const ruleLine = (source: SourceFile, line: LogicalLine): void => {
		const record = parseRewriteRule(line.text);
		const origin = originIn(source, line, { start: 0, end: line.text.trimEnd().length });
		const broken = record.broken !== undefined || record.template === undefined;
		if (broken) problems.push({ kind: "malformed-rewrite-rule", origin, detail: record.pattern });
		if (record.pattern === "") return;
		const originOf = (span: Span) => originIn(source, line, span);
		rules.push({
			pattern: record.pattern.toLowerCase(),
			template: record.template ?? [],
			origin,
			templateOrigin: record.templateSpan === undefined ? origin : originOf(record.templateSpan),
			originOf,
			broken,
		});
	};

	const endBlock = (): void => {
		if (block === undefined) return;
		const { source, lines } = block;
		block = undefined;
		const wordsOf = (line: LogicalLine): readonly ChannelWord[] =>
			parseWords(line.text).map(({ text, span }) => ({ text, origin: originIn(source, line, span) }));
		let rest = lines;
		// `defaults` lines may stand right above a block.
		for (let first = rest[0]; first !== undefined && /^defaults(?:\s|$)/i.test(first.text); first = rest[0]) {
			defaults.push(...wordsOf(first).slice(1));
			rest = rest.slice(1);
		}
		const [head, ...names] = rest;
		if (head === undefined) return;
		const [name, ...own] = wordsOf(head);
		if (name === undefined) return;
		if (channels.some((other) => other.name === name.text))
			problems.push({ kind: "duplicate-channel", origin: name.origin, detail: name.text });
		const hosts = names.flatMap((line) => wordsOf(line).slice(0, 1)).map((word) => ({ ...word, text: word.text.toLowerCase() }));
		if (hosts.length === 0) problems.push({ kind: "missing-channel-host", origin: name.origin, detail: name.text });
		channels.push({ name: name.text, nameOrigin: name.origin, words: [...defaults, ...own], own, hosts });
	};

	readFile(file, 0);
	return { file, files, rules, channels, defaults, problems, missing };
}

const LISTED = /^(?:role|instance)\.channel:([A-Za-z0-9_$-]+)\.([A-Za-z0-9_]+)$/;

/** Whether a text is a listing of `msconfig show`. */
export function isListing(head: string): boolean {
	return /^(?:role|instance)\.channel:[A-Za-z0-9_$-]+\.[A-Za-z0-9_]+ *(?:=|\(novalue\))/m.test(head);
}

/** Reads the channels of an `msconfig show` listing: `role.channel:NAME.option = value`. Total. */
export function readListing(file: SourceFile): Imta {
	const words = new Map<string, { own: ChannelWord[]; hosts: ChannelWord[]; nameOrigin: FileOrigin }>();
	for (const line of splitLines(file.text)) {
		const bare = line.text.replace(/\s*\(novalue\)\s*$/, "");
		const record = parseOption(bare === line.text && line.text.includes("=") ? line.text : `${bare} =`);
		if (record.kind !== "option") continue;
		const found = LISTED.exec(record.name);
		if (found === null) continue;
		const [, name = "", option = ""] = found;
		const start = record.nameSpan.start + record.name.indexOf(":") + 1;
		const nameOrigin = originIn(file, line, { start, end: start + name.length });
		const channel = words.get(name) ?? { own: [], hosts: [], nameOrigin };
		words.set(name, channel);
		const value = record.value === "(novalue)" ? "" : record.value;
		const origin = originIn(file, line, { start: record.nameSpan.end - option.length, end: record.nameSpan.end });
		if (option === "official_host_name") {
			channel.hosts.push({ text: value.toLowerCase(), origin: originIn(file, line, record.valueSpan) });
			continue;
		}
		channel.own.push({ text: option, origin });
		if (value !== "")
			for (const text of value.split(/\s+/)) channel.own.push({ text, origin: originIn(file, line, record.valueSpan) });
	}
	const channels = [...words].map(
		([name, { own, hosts, nameOrigin }]): Channel => ({ name, nameOrigin, words: own, own, hosts }),
	);
	return { file, files: [file], rules: [], channels, defaults: [], problems: [], missing: [] };
}

/** A text of imta.cnf that no file holds. */
export function imtaFromText(text: string): Imta {
	return readImta(sourceFromText("imta.cnf (as installed)", text), undefined);
}
