import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Fix, offsetAt, positionAt } from "@relaylint/core";
import { describe, expect, it } from "vitest";
import { type CheckResult, check } from "./check.ts";
import { memoryFileSystem } from "./file-system.ts";
import { edited } from "./fix.ts";
import { relativePath } from "./path.ts";
import { allRules } from "./rule-catalog.ts";
import { type Example, examplesOf, HEADINGS, headingsOf, type Mark } from "./testing/rule-page.ts";

const PACKAGES = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** The page of each rule, by its id, and whose rule it is. */
const pages = [
	...pagesIn(join(PACKAGES, "rules/src"), undefined),
	...readdirSync(join(PACKAGES, "dialects/src")).flatMap((dialect) =>
		pagesIn(join(PACKAGES, "dialects/src", dialect, "rules"), dialect),
	),
];

function pagesIn(
	home: string,
	dialect: string | undefined,
): readonly { id: string; dialect: string | undefined; page: string }[] {
	if (!existsSync(home)) return [];
	return readdirSync(home, { withFileTypes: true })
		.filter((entry) => entry.isDirectory() && existsSync(join(home, entry.name, "README.md")))
		.map((entry) => ({ id: entry.name, dialect, page: readFileSync(join(home, entry.name, "README.md"), "utf8") }));
}

/** Checks an example. */
function checked(example: Example): Promise<CheckResult> {
	const files = Object.fromEntries(Object.entries(example.files).map(([name, text]) => [pathOf(name), text]));
	const memory = memoryFileSystem(files);
	const links = new Set(example.links?.map(pathOf));
	const fileSystem = { ...memory, realPath: (path: string) => (links.has(path) ? `/elsewhere${path}` : memory.realPath(path)) };
	return check(fileSystem, ["/conf"], {
		root: "/root",
		complete: example.complete,
		...(example.release === undefined ? {} : { mtaVersion: example.release }),
	});
}

function pathOf(name: string): string {
	return name.startsWith("/") ? `/root${name}` : `/conf/${name}`;
}

function nameOf(path: string): string {
	return path.startsWith("/root/") ? path.slice("/root".length) : relativePath("/conf", path);
}

/** What a check of an example finds, as marks: a finding over several lines is marked on its first. */
async function found(example: Example): Promise<readonly Mark[]> {
	return (await checked(example)).findings.map(({ rule, origin: { file, span } }) => {
		const start = positionAt(file, span.start);
		const lineEnd = offsetAt(file, { line: start.line, character: Number.MAX_SAFE_INTEGER });
		const end = positionAt(file, Math.min(span.end, lineEnd));
		const name = nameOf(file.path);
		return { file: name, line: start.line, start: start.character, end: Math.max(end.character, start.character + 1), rule };
	});
}

/** The example as a fix leaves it. */
function fixed(example: Example, fix: Fix): Example {
	const files: Record<string, string | Uint8Array> = { ...example.files };
	for (const { file } of fix.edits) {
		const edits = fix.edits.filter((edit) => edit.file === file);
		files[nameOf(file.path)] = edited(file.text, edits);
	}
	return { ...example, files };
}

const inOrder = (marks: readonly Mark[]) => marks.map((mark) => JSON.stringify(mark)).sort();

describe("every rule", () => {
	it("is in the list that runs", async () => {
		const listed = (await allRules()).map((entry) => entry.rule.id);
		expect(listed).toEqual(pages.map((entry) => entry.id).sort());
		expect(new Set(listed).size).toBe(listed.length);
		// Every dialect is loaded for it.
	}, 60_000);
});

describe.each(pages)("the page of $id", ({ id, dialect, page }) => {
	const examples = examplesOf(page);

	it("has the headings of all pages", () => {
		expect(headingsOf(page)).toEqual(HEADINGS);
	});

	it("has a firing and a silent example", () => {
		expect(examples.some((example) => example.kind === "firing" && example.marks.some((mark) => mark.rule === id))).toBe(true);
		expect(examples.some((example) => example.kind === "silent" && example.marks.every((mark) => mark.rule !== id))).toBe(true);
		if (dialect !== undefined) expect(examples.every((example) => example.dialect === dialect)).toBe(true);
	});

	it.each(examples)("the $kind example in line $line: what is found is what is marked", async (example) => {
		expect(inOrder(await found(example))).toEqual(inOrder(example.marks));
	});

	it.each(examples.filter((example) => example.kind === "firing"))(
		"the firing example in line $line: each fix clears its finding and adds none",
		async (example) => {
			const { findings } = await checked(example);
			for (const finding of findings) {
				for (const fix of finding.rule === id ? (finding.fixes ?? []) : []) {
					const left = findings.filter((other) => other !== finding).map((other) => other.rule);
					// What the same mistake led to may be gone as well.
					for (const { rule } of (await checked(fixed(example, fix))).findings) {
						expect(left).toContain(rule);
						left.splice(left.indexOf(rule), 1);
					}
				}
			}
		},
	);
});
