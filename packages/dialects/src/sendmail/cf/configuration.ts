import type { FileOrigin } from "@relaylint/core";
import type { CfLine } from "./lines.ts";

/** What a line of a sendmail.cf says: op.txt 5. */
export type CfStatement =
	| { readonly kind: "macro"; readonly name: string; readonly value: string; readonly origin: FileOrigin }
	| {
			readonly kind: "class";
			readonly name: string;
			readonly words: readonly { readonly text: string; readonly origin: FileOrigin }[];
			readonly origin: FileOrigin;
	  }
	| { readonly kind: "class-file"; readonly name: string; readonly file: string; readonly origin: FileOrigin }
	| { readonly kind: "map"; readonly name: string; readonly specification: string; readonly origin: FileOrigin }
	| { readonly kind: "option"; readonly name: string; readonly value: string; readonly origin: FileOrigin }
	| { readonly kind: "ruleset"; readonly name: string; readonly number: string | undefined; readonly origin: FileOrigin }
	| {
			readonly kind: "rule";
			readonly left: string;
			readonly right: string;
			readonly origin: FileOrigin;
			/** False where no tab stands between the two sides, so that the daemon refuses the line. */
			readonly whole: boolean;
	  }
	| { readonly kind: "mailer"; readonly name: string; readonly fields: ReadonlyMap<string, string>; readonly origin: FileOrigin }
	| { readonly kind: "version"; readonly level: number; readonly origin: FileOrigin }
	| { readonly kind: "dns-list"; readonly feature: string; readonly given: readonly string[]; readonly origin: FileOrigin }
	| { readonly kind: "other"; readonly letter: string; readonly origin: FileOrigin }
	| { readonly kind: "unreadable"; readonly origin: FileOrigin };

/** The one-letter options of old files by the names that they have since 8.7 (op.txt 5.6). */
const OLD_OPTIONS: Readonly<Record<string, string>> = {
	A: "AliasFile",
	d: "DeliveryMode",
	p: "PrivacyOptions",
	o: "OldStyleHeaders",
	O: "DaemonPortOptions",
};

/** Reads logical lines one by one. Total. */
export function readStatements(lines: readonly CfLine[]): readonly CfStatement[] {
	return lines.map(statementOf);
}

/** Reads one logical line: op.txt 5. Total. */
export function statementOf(line: CfLine): CfStatement {
	const { text, origin } = line;
	const rest = text.slice(1);
	switch (text[0]) {
		case "D": {
			const { name, after } = nameAt(rest);
			return { kind: "macro", name, value: rest.slice(after), origin };
		}
		case "C": {
			const { name, after } = nameAt(rest);
			const words = [...rest.slice(after).matchAll(/\S+/g)].map((match) => ({
				text: match[0],
				origin: line.at(1 + after + match.index, 1 + after + match.index + match[0].length),
			}));
			return { kind: "class", name, words, origin };
		}
		case "F": {
			const { name, after } = nameAt(rest);
			return { kind: "class-file", name, file: rest.slice(after).trim(), origin };
		}
		case "T":
			return { kind: "class", name: "t", words: [], origin };
		case "K": {
			const found = /^\s*(\S+)\s*([\s\S]*)$/.exec(rest);
			if (found === null) return { kind: "unreadable", origin };
			return { kind: "map", name: found[1] ?? "", specification: (found[2] ?? "").trim(), origin };
		}
		case "O":
			return optionOf(rest, line);
		case "S": {
			const found = /^\s*([^=\s]+)\s*(?:=\s*(\S+))?/.exec(rest);
			return { kind: "ruleset", name: found?.[1] ?? "", number: found?.[2], origin };
		}
		case "R": {
			const tab = rest.indexOf("\t");
			const left = tab === -1 ? rest : rest.slice(0, tab);
			const right = tab === -1 ? "" : (/^[^\t]*/.exec(rest.slice(tab).replace(/^\t+/, ""))?.[0] ?? "");
			return { kind: "rule", left, right, origin, whole: tab !== -1 };
		}
		case "M": {
			const name = /^\s*([^,\s]+)/.exec(rest)?.[1] ?? "";
			const fields = new Map<string, string>();
			for (const match of rest.matchAll(/,\s*([A-Za-z/])[A-Za-z]*\s*=\s*([^,]*)/g))
				fields.set(match[1] ?? "", (match[2] ?? "").trim());
			return { kind: "mailer", name, fields, origin };
		}
		case "V":
			return { kind: "version", level: Number.parseInt(rest.trim(), 10) || 0, origin };
		case "#": {
			const found = /^#relaylint:(\w+) (.*)$/.exec(text);
			if (found === null) return { kind: "other", letter: "#", origin };
			return { kind: "dns-list", feature: found[1] ?? "", given: JSON.parse(found[2] ?? "[]") as string[], origin };
		}
		default:
			return /^[HPQXEL]/.test(text) ? { kind: "other", letter: text[0] ?? "", origin } : { kind: "unreadable", origin };
	}
}

/** A macro's or class's name: one character, or several in braces (op.txt 5.3). */
function nameAt(text: string): { readonly name: string; readonly after: number } {
	if (!text.startsWith("{")) return { name: text.slice(0, 1), after: Math.min(1, text.length) };
	const close = text.indexOf("}");
	if (close === -1) return { name: text.slice(1).trim(), after: text.length };
	const name = text.slice(1, close);
	return { name, after: close + 1 };
}

function optionOf(rest: string, { origin, at }: CfLine): CfStatement {
	const named = /^\s+([A-Za-z.-]+)\s*(?:=\s*([\s\S]*))?$/.exec(rest);
	if (named !== null) {
		const value = (named[2] ?? "").trim();
		const start = 1 + rest.length - (named[2] ?? "").length;
		return { kind: "option", name: named[1] ?? "", value, origin: value === "" ? origin : at(start, start + value.length) };
	}
	const letter = rest.slice(0, 1);
	return { kind: "option", name: OLD_OPTIONS[letter] ?? letter, value: rest.slice(1).trim(), origin };
}
