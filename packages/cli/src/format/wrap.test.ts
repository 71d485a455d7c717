import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnsOf } from "./printable.ts";
import { commandLines, indented, sentences, wrapped } from "./wrap.ts";

describe("wrapped text", () => {
	it("keeps every word, and lines within the width unless one word is longer", () => {
		const words = fc.array(fc.stringMatching(/^[a-z日]{1,12}$/u), { minLength: 1 });
		fc.assert(
			fc.property(words, fc.integer({ min: 24, max: 80 }), (list, width) => {
				const lines = wrapped(list.join(" "), width);
				expect(lines.join(" ")).toBe(list.join(" "));
				for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(width);
			}),
		);
	});

	it("hangs", () => {
		expect(indented("a ".repeat(45).trim(), 2, 3).map((line) => line.length)).toEqual([79, 16]);
	});
});

describe("sentences", () => {
	it("end where a capital follows", () => {
		expect(sentences('One is 1.5 e.g. this. Two! "Three" is? (Four.)')).toEqual({
			first: "One is 1.5 e.g. this.",
			rest: ["Two!", '"Three" is?', "(Four.)"],
		});
		expect(sentences("no end")).toEqual({ first: "no end", rest: [] });
	});
});

describe("a command over several lines", () => {
	const words = (lines: readonly string[]) =>
		spawnSync("sh", ["-c", `swaks() { printf '%s\\n' "$@"; }\n${lines.join("\n")}`], { encoding: "utf8" }).stdout;

	it("is the same command to a shell", () => {
		const command = `swaks --server mx.example.com --port 25 --ehlo ${"a".repeat(50)} --from x@y.example --to z@victim.example --quit-after RCPT`;
		const lines = commandLines(command, 4);
		expect(lines.length).toBeGreaterThan(1);
		expect(words(lines)).toBe(words([command]));
	});

	it("stays whole where words are quoted", () => {
		expect(commandLines(`swaks --from 'a --b' ${"--x ".repeat(30)}`, 2)).toHaveLength(1);
	});
});
