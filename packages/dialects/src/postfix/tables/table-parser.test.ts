import fc from "fast-check";
import { expect, test } from "vitest";
import { parseTableRecord } from "./table-ast.ts";
import type { TableGrammar } from "./table-lexer.ts";
import { parseTableLine } from "./table-parser.ts";

const grammars: readonly TableGrammar[] = ["entry", "alias", "network", "regexp", "pcre"];
const piece = fc.constantFrom("/", "!", "if", "endif", "a", '"', "\\", " ", "\t", "\n", "#", ":", "1.2.3.0/24", "é", "\u00a0");
const line = fc.array(piece, { minLength: 1, maxLength: 20 }).map((pieces) => pieces.join(""));

test("every line that begins with text has a tree, and the words stand where they say", () => {
	fc.assert(
		fc.property(line, fc.constantFrom(...grammars), (text, grammar) => {
			const trimmed = text.replace(/^[ \t\n]+|[ \t\n]+$/g, "");
			if (trimmed === "") return;
			expect(parseTableLine(trimmed, grammar)).toBeDefined();
			const record = parseTableRecord(trimmed, grammar);
			const words: unknown[] = Object.values(record);
			for (const word of words) {
				if (word === null || typeof word !== "object" || !("text" in word) || !("span" in word)) continue;
				const { text: own, span } = word as { text: string; span: { start: number; end: number } };
				if (grammar !== "alias") expect(trimmed.slice(span.start, span.end)).toBe(own);
			}
		}),
		{ numRuns: 1000 },
	);
});

test("keys end at the first blank that is neither quoted nor protected", () => {
	const key = (text: string) => {
		const record = parseTableRecord(text, "entry");
		return record.kind === "entry" ? [record.key.text, record.value?.text] : [record.kind];
	};
	expect(key('"a b" c')).toEqual(['"a b"', "c"]);
	expect(key('a"b c"d e ')).toEqual(['a"b c"d', "e"]);
	expect(key("a\\ b c")).toEqual(["a\\ b", "c"]);
	expect(key('"a b')).toEqual(["unbalanced"]);
	expect(key("a\\")).toEqual(["a\\", undefined]);
});

test("regexp takes a lone backslash at the very end for the closing delimiter, pcre does not", () => {
	expect(parseTableRecord("/abc\\", "regexp")).toMatchObject({ kind: "rule", pattern: { source: { text: "abc" } } });
	expect(parseTableRecord("/abc\\", "pcre")).toMatchObject({ kind: "malformed" });
});
