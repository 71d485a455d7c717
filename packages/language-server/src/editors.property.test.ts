import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { EditorSupport, FileView, OutlineItem, Span } from "@relaylint/core";
import { propertyRuns } from "@relaylint/core/testing/property-runs";
import { editors } from "@relaylint/dialects/editors";
import { check, memoryFileSystem } from "@relaylint/linter";
import fc from "fast-check";
import { expect, it } from "vitest";

const fixtures = join(import.meta.dirname, "../../../fixtures");

function filesBelow(folder: string): Record<string, string> {
	return Object.fromEntries(
		readdirSync(folder, { recursive: true, encoding: "utf8" })
			.filter((name) => !/\.json$/.test(name) && statSync(join(folder, name)).isFile())
			.map((name) => [`/etc/mail/${name}`, readFileSync(join(folder, name), "utf8")]),
	);
}

/** Everything that a dialect says of a file at a place; every span has to lie in its file, and every edit in the text. */
function askAll(editor: EditorSupport, view: FileView, offset: number): void {
	const { text } = view.file;
	const inside = (span: Span, within = text) => {
		expect(span.start).toBeGreaterThanOrEqual(0);
		expect(span.end).toBeGreaterThanOrEqual(span.start);
		expect(span.end).toBeLessThanOrEqual(within.length);
	};
	const said = editor.hover?.(view, offset);
	if (said !== undefined) {
		inside(said.span);
		expect(said.markdown).not.toMatch(/undefined|\[object /);
	}
	const list = editor.complete?.(view, offset);
	if (list !== undefined) {
		inside(list.span);
		expect(list.span.end).toBe(offset);
	}
	const inOutline = (items: readonly OutlineItem[]): void => {
		for (const { span, nameSpan, children = [] } of items) {
			inside(span);
			inside(nameSpan);
			inOutline(children);
		}
	};
	inOutline(editor.outline?.(view) ?? []);
	for (const { symbol, origin } of editor.symbols?.(view) ?? []) {
		inside(origin.span, origin.file.text);
		editor.renaming?.(symbol, view);
	}
	for (const { span } of [...(editor.tokens?.(view) ?? []), ...(editor.links?.(view) ?? []), ...(editor.lenses?.(view) ?? [])])
		inside(span);
	for (const hint of editor.hints?.(view, { start: 0, end: text.length }) ?? []) inside({ start: hint.offset, end: hint.offset });
	editor.signature?.(view, offset);
	for (const { span } of editor.format?.(view, { start: 0, end: text.length }) ?? []) inside(span);
}

const cut = fc.record({
	at: fc.nat(),
	length: fc.nat(30),
	text: fc.constantFrom("", "\n", "=", "|", "$", "{", "(", "`", " ", "é", "\\\n", "+x", ":"),
});

it.each(Object.keys(editors) as (keyof typeof editors)[])(
	"what %s says in an editor lies in the text, and nothing throws, however the files are cut",
	async (dialect) => {
		const editor = (await editors[dialect]?.()) as EditorSupport;
		const cases = readdirSync(join(fixtures, dialect));
		await fc.assert(
			fc.asyncProperty(
				fc.constantFrom(...cases),
				fc.array(cut, { maxLength: 4 }),
				fc.array(fc.nat(), { minLength: 5, maxLength: 12 }),
				async (name, cuts, places) => {
					const files = filesBelow(join(fixtures, dialect, name));
					const paths = Object.keys(files);
					for (const { at, length, text } of cuts) {
						const path = paths[at % paths.length] ?? "";
						const before = files[path] ?? "";
						const from = before.length === 0 ? 0 : (at * 31) % before.length;
						files[path] = before.slice(0, from) + text + before.slice(from + length);
					}
					const result = await check(memoryFileSystem(files), ["/etc/mail"]);
					for (const { configuration, environment, host, analysis } of result.configurations) {
						if (configuration.dialect !== dialect) continue;
						for (const file of configuration.files)
							for (const place of places)
								askAll(editor, { configuration, file, environment, host, analysis }, place % (file.text.length + 1));
					}
				},
			),
			propertyRuns(12, 150),
		);
	},
	1_800_000,
);
