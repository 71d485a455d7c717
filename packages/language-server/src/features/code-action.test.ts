import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { CodeAction, TextEdit, WorkspaceEdit } from "vscode-languageserver";
import { MAIN, openPostfix } from "../testing/postfix-folder.ts";

const opened = await openPostfix();
const { client, folder, uri, withText } = opened;
afterAll(async () => expect(await opened.stop()).toEqual({ code: 0, errors: "" }));

describe("code actions", () => {
	const CARELESS = `${MAIN}mydomain = example.com\n`;
	const ask = async (line: number, only?: string[]) =>
		client.request<CodeAction[]>("textDocument/codeAction", {
			textDocument: { uri: uri("main.cf") },
			range: { start: { line, character: 0 }, end: { line, character: 50 } },
			context: { diagnostics: [], ...(only === undefined ? {} : { only }) },
		});
	const apply = (text: string, edit: WorkspaceEdit | undefined) => {
		const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
		const offset = ({ line, character }: { line: number; character: number }) => (starts[line] ?? text.length) + character;
		return (edit?.changes?.[uri("main.cf")] ?? [])
			.sort((a: TextEdit, b: TextEdit) => offset(b.range.start) - offset(a.range.start))
			.reduce((sum, { range, newText }) => sum.slice(0, offset(range.start)) + newText + sum.slice(offset(range.end)), text);
	};

	it("mend what can be mended, and the finding is gone", async () => {
		await withText("main.cf", CARELESS, async () => {
			const diagnostics = await client.diagnostics(join(folder, "main.cf"), (all) =>
				all.some(({ code }) => code === "duplicate-parameter"),
			);
			const line = diagnostics.find(({ code }) => code === "duplicate-parameter")?.range.start.line ?? -1;
			const fix = (await ask(line)).find(({ edit, isPreferred }) => isPreferred === true && edit !== undefined);
			expect(fix?.diagnostics?.[0]?.code).toBe("duplicate-parameter");
			client.change(join(folder, "main.cf"), apply(CARELESS, fix?.edit));
			expect((await client.diagnostics(join(folder, "main.cf"))).map(({ code }) => code)).not.toContain("duplicate-parameter");
		});
	});

	it("make every safe fix at once", async () => {
		await withText("main.cf", CARELESS, async () => {
			const [action] = await ask(0, ["source.fixAll.relaylint"]);
			expect(action?.kind).toBe("source.fixAll.relaylint");
			client.change(join(folder, "main.cf"), apply(CARELESS, action?.edit));
			expect((await client.diagnostics(join(folder, "main.cf"))).map(({ code }) => code)).not.toContain("duplicate-parameter");
		});
	});

	it.each(["on this line", "in this file"])("suppress a finding %s with a reason", async (where) => {
		await withText("main.cf", CARELESS, async () => {
			const diagnostics = await client.diagnostics(join(folder, "main.cf"), (all) =>
				all.some(({ code }) => code === "duplicate-parameter"),
			);
			const line = diagnostics.find(({ code }) => code === "duplicate-parameter")?.range.start.line ?? -1;
			const action = (await ask(line)).find(({ title }) => title === `Suppress duplicate-parameter ${where}`);
			const text = apply(CARELESS, action?.edit);
			expect(text).toMatch(/^# relaylint-ignore(-file)? duplicate-parameter: \S/m);
			client.change(join(folder, "main.cf"), text);
			expect((await client.diagnostics(join(folder, "main.cf"))).map(({ code }) => code)).not.toContain("duplicate-parameter");
		});
	});

	it("lead to the rule's page", async () => {
		await withText("main.cf", CARELESS, async () => {
			const diagnostics = await client.diagnostics(join(folder, "main.cf"), (all) =>
				all.some(({ code }) => code === "duplicate-parameter"),
			);
			const line = diagnostics.find(({ code }) => code === "duplicate-parameter")?.range.start.line ?? -1;
			const action = (await ask(line)).find(({ command }) => command?.command === "relaylint.openRule");
			const opened = await client.request("workspace/executeCommand", {
				command: action?.command?.command,
				arguments: action?.command?.arguments,
			});
			expect(opened).toMatchObject({ url: expect.stringMatching(/duplicate-parameter$/) });
		});
	});
});
