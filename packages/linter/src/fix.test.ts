import { defineRule, type Fix, inFile, type Rule } from "@relaylint/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FileSystem, memoryFileSystem } from "./file-system.ts";
import { edited, type FixOptions, fix } from "./fix.ts";
import { toyDialects } from "./testing/toy-dialect.ts";

/** A rule that finds every match of a pattern in every file and offers fixes for it. */
function mends(
	id: string,
	pattern: RegExp,
	fixesOf: (span: { start: number; end: number }) => readonly (Omit<Fix, "edits"> & { readonly text: string })[],
): Rule {
	return defineRule({
		id,
		severity: "warning",
		summary: "Can be mended.",
		check({ configuration }, report) {
			for (const file of configuration.files) {
				for (const match of file.text.matchAll(pattern)) {
					const span = { start: match.index, end: match.index + match[0].length };
					const fixes = fixesOf(span).map(({ title, safe, text }) => ({ title, safe, edits: [{ file, span, text }] }));
					report({ certainty: "proven", origin: inFile(file, span), message: `${match[0]} is there.`, fixes });
				}
			}
		},
	});
}

const shorten = mends("toy-shorten", /aa/g, () => [{ title: "Shorten", safe: true, text: "a" }]);
const risky = mends("toy-risky", /risk/g, () => [{ title: "Risk it", safe: false, text: "" }]);
const careful = mends("toy-careful", /care/g, () => [
	{ title: "Risky", safe: false, text: "1" },
	{ title: "Safe", safe: true, text: "2" },
]);
const flip = mends("toy-flip", /flip|flop/g, () => [{ title: "Flip", safe: true, text: "flop" }]);
const flop = mends("toy-flop", /flop/g, () => [{ title: "Flop", safe: true, text: "flip" }]);

async function run(files: Record<string, string> | FileSystem, rules: readonly Rule[], options: Partial<FixOptions> = {}) {
	const system = "readFile" in files ? (files as FileSystem) : memoryFileSystem(files as Record<string, string>);
	const outcome = await fix(system, ["."], { dialects: toyDialects, rules }, { unsafe: false, ...options });
	return { ...outcome, texts: Object.fromEntries(outcome.changes.map(({ path, after }) => [path, after])) };
}

describe("fix", () => {
	it("changes nothing where there is nothing to change", async () => {
		const { changes, applied, kept, stable } = await run({ "toy.conf": "# b\n" }, [shorten]);
		expect({ changes, applied, kept, stable }).toEqual({ changes: [], applied: [], kept: [], stable: true });
	});

	it("goes on until nothing is left to fix", async () => {
		const { texts, result, applied, stable } = await run({ "toy.conf": "# aaaa aaa\n" }, [shorten]);
		expect(texts).toEqual({ "/toy.conf": "# a a\n" });
		expect(result.findings).toEqual([]);
		expect(applied).toEqual([{ rule: "toy-shorten", title: "Shorten", count: 5 }]);
		expect(stable).toBe(true);
	});

	it("takes the first safe fix, and others only when asked", async () => {
		const files = { "toy.conf": "# risk care\n" };
		expect((await run(files, [risky, careful])).texts).toEqual({ "/toy.conf": "# risk 2\n" });
		expect((await run(files, [risky, careful])).result.findings.map((one) => one.rule)).toEqual(["toy-risky"]);
		expect((await run(files, [risky, careful], { unsafe: true })).texts).toEqual({ "/toy.conf": "#  1\n" });
	});

	it("changes every file of a configuration, and one that two share once", async () => {
		const files = { "toy.conf": "table t\n", "toy.conf2": "# aa\ntable t\n", t: "10.0.0.1\n#aa\n" };
		expect((await run(files, [shorten])).texts).toEqual({ "/t": "10.0.0.1\n#a\n", "/toy.conf2": "# a\ntable t\n" });
	});

	it("gives up on fixes that undo each other, and says so", async () => {
		const { stable } = await run({ "toy.conf": "# flip\n" }, [flip, flop]);
		expect(stable).toBe(false);
	});

	it("leaves suppressed findings, templates, stray bytes and files that must stay, and says why", async () => {
		expect((await run({ "toy.conf": "# relaylint-ignore toy-shorten: x\ntable aa\n" }, [shorten])).changes).toEqual([]);
		const template = await run({ "toy.conf": "# aa {{ b }}\n" }, [shorten]);
		expect([template.changes, template.kept]).toEqual([[], [{ path: "/toy.conf", reason: "is a template" }]]);
		const bytes = memoryFileSystem({ "toy.conf": Uint8Array.from([0x23, 0x61, 0x61, 0xff, 0x0a]) });
		expect((await run(bytes, [shorten])).kept).toEqual([{ path: "/toy.conf", reason: "is not written in UTF-8" }]);
		const kept = await run({ "toy.conf": "table t\n#aa\n", t: "#aa\n" }, [shorten], {
			keeps: (path) => (path === "/t" ? "is sacred" : undefined),
		});
		expect([kept.texts, kept.kept]).toEqual([{ "/toy.conf": "table t\n#a\n" }, [{ path: "/t", reason: "is sacred" }]]);
	});

	it("makes no fix that opens a relay, and the others", async () => {
		const files = {
			"toy.conf": "#aa\n#trust 0.0.0.0/0\n#care\n",
			"x/toy.conf": "#trust 0.0.0.0/0\n",
			"y/toy.conf": "#trust 10.0.0.1\n",
		};
		const open = mends("toy-uncomment", /#(?=trust)/g, () => [{ title: "Uncomment", safe: true, text: "" }]);
		const { texts, kept, result, stable } = await run(files, [shorten, open, careful]);
		expect(texts).toEqual({ "/toy.conf": "#a\n#trust 0.0.0.0/0\n#2\n", "/y/toy.conf": "trust 10.0.0.1\n" });
		const reason = '"Uncomment" (toy-uncomment) would open a relay';
		expect(kept).toEqual(["/x/toy.conf", "/toy.conf"].map((path) => ({ path, reason })));
		expect(result.configurations.map((one) => one.verdict)).toEqual(["closed", "closed", "closed"]);
		expect(stable).toBe(true);
	});

	it("makes all edits of a fix or none", async () => {
		const both = defineRule({
			id: "toy-both",
			severity: "warning",
			summary: "Two files at once.",
			check({ configuration: { files } }, report) {
				const [main, table] = files;
				if (main === undefined || table?.text !== "x") return;
				const edits = [main, table].map((file) => ({ file, span: { start: 0, end: 1 }, text: "#" }));
				report({
					certainty: "proven",
					origin: inFile(main, { start: 0, end: 1 }),
					message: "x",
					fixes: [{ title: "t", safe: true, edits }],
				});
			},
		});
		const files = { "toy.conf": "table t\n", t: "x" };
		expect((await run(files, [both])).texts).toEqual({ "/t": "#", "/toy.conf": "#able t\n" });
		expect((await run(files, [both], { keeps: (path) => (path === "/t" ? "is sacred" : undefined) })).changes).toEqual([]);
	});

	it("removes a comment that suppresses nothing, or the name in it", async () => {
		const text =
			"# relaylint-ignore toy-open: gone\ntrust 127.0.0.1\n# relaylint-ignore toy-open, toy-syntax, toy-liar: two of three\nbad\n";
		const { texts, result } = await run({ "toy.conf": text }, []);
		expect(texts).toEqual({ "/toy.conf": "trust 127.0.0.1\n# relaylint-ignore toy-syntax: two of three\nbad\n" });
		expect(result.findings.every((finding) => finding.suppressed !== undefined)).toBe(true);
	});
});

describe("edited", () => {
	it("puts disjoint edits where they belong, in whatever order they come", () => {
		const arbitrary = fc.record({
			text: fc.string(),
			cuts: fc.array(fc.nat(50)),
			words: fc.array(fc.string(), { minLength: 30 }),
		});
		fc.assert(
			fc.property(arbitrary, ({ text, cuts, words }) => {
				const borders = [...new Set([0, ...cuts.map((cut) => Math.min(cut, text.length)), text.length])].sort((a, b) => a - b);
				const pieces = borders.slice(1).map((end, at) => ({ span: { start: borders[at] ?? 0, end }, text: words[at] ?? "" }));
				expect(edited(text, pieces.toReversed())).toBe(pieces.map((piece) => piece.text).join(""));
				expect(
					edited(
						text,
						pieces.filter((_, at) => at % 2 === 0),
					),
				).toBe(pieces.map((piece, at) => (at % 2 === 0 ? piece.text : text.slice(piece.span.start, piece.span.end))).join(""));
			}),
		);
	});
});
