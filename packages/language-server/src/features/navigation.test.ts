import { afterAll, describe, expect, it } from "vitest";
import type {
	DocumentHighlight,
	DocumentSymbol,
	FoldingRange,
	Location,
	SelectionRange,
	SymbolInformation,
	WorkspaceEdit,
} from "vscode-languageserver";
import { openPostfix } from "../testing/postfix-folder.ts";

const opened = await openPostfix();
const { at, client, uri, wordsAt } = opened;
afterAll(async () => expect(await opened.stop()).toEqual({ code: 0, errors: "" }));

describe("definition, references and rename", () => {
	const places = async (method: string, name: string, words: string, more: object = {}) => {
		const found = await client.request<Location[] | null>(`textDocument/${method}`, { ...at(name, words), ...more });
		return found?.map(wordsAt) ?? null;
	};

	it("lead from a $name to where it is set", async () => {
		expect(await places("definition", "main.cf", "$my_n|ets")).toEqual(["main.cf:5:my_nets"]);
	});

	it("lead from a table to its file, from a transport to its service, and from a result to its class", async () => {
		expect(await places("definition", "main.cf", "hash:/etc/postfix/acc|ess")).toEqual(["access:1:"]);
		expect(await places("definition", "main.cf", "rel|ay:[mx")).toEqual(["master.cf:5:relay"]);
		expect(await places("definition", "access", "guard|ed")).toEqual(["main.cf:8:guarded"]);
	});

	it("find every use across files", async () => {
		const context = { includeDeclaration: true };
		const all = await places("references", "main.cf", "guard|ed = ", { context });
		expect(all?.sort()).toEqual(["access:2:guarded", "main.cf:7:guarded", "main.cf:8:guarded"]);
		const overrides = await places("references", "main.cf", "mynet|works = ", { context });
		expect(overrides).toEqual(expect.arrayContaining(["main.cf:6:mynetworks", "master.cf:4:mynetworks"]));
	});

	it("highlight the uses in the same file", async () => {
		const found = await client.request<DocumentHighlight[]>("textDocument/documentHighlight", at("main.cf", "my_ne|ts = "));
		expect(found.map(({ range }) => range.start.line).sort()).toEqual([4, 5]);
	});

	it("rename what the administrator named, everywhere, and nothing else", async () => {
		const edit = await client.request<WorkspaceEdit>("textDocument/rename", {
			...at("main.cf", "guard|ed = "),
			newName: "careful",
		});
		const changed = Object.entries(edit.changes ?? {}).flatMap(([place, edits]) =>
			edits.map(({ range, newText }) => [wordsAt({ uri: place, range }), newText]),
		);
		expect(changed.sort()).toEqual([
			["access:2:guarded", "careful"],
			["main.cf:7:guarded", "careful"],
			["main.cf:8:guarded", "careful"],
		]);
		expect(await client.request("textDocument/prepareRename", at("main.cf", "$my_n|ets"))).toMatchObject({
			placeholder: "my_nets",
		});
		expect(await client.request("textDocument/prepareRename", at("main.cf", "mynet|works = "))).toBeNull();
		await expect(client.request("textDocument/rename", { ...at("main.cf", "mynet|works = "), newName: "x" })).rejects.toThrow(
			/not yours/,
		);
		await expect(client.request("textDocument/rename", { ...at("main.cf", "my_n|ets = "), newName: "a b" })).rejects.toThrow(
			/letters/,
		);
		await expect(client.request("textDocument/rename", { ...at("main.cf", "my_n|ets = "), newName: "mydomain" })).rejects.toThrow(
			/there already/,
		);
	});
});

describe("symbols", () => {
	it("are the settings of main.cf, and the services of master.cf with their overrides", async () => {
		const settings = await client.request<DocumentSymbol[]>("textDocument/documentSymbol", {
			textDocument: { uri: uri("main.cf") },
		});
		expect(settings.map(({ name }) => name)).toContain("smtpd_relay_restrictions");
		expect(settings.find(({ name }) => name === "smtpd_relay_restrictions")?.range).toMatchObject({
			start: { line: 8 },
			end: { line: 10 },
		});
		const services = await client.request<DocumentSymbol[]>("textDocument/documentSymbol", {
			textDocument: { uri: uri("master.cf") },
		});
		expect(services.map(({ name, children }) => [name, children?.map((child) => child.name)])).toEqual([
			["smtp inet", []],
			["submission inet", ["smtpd_tls_security_level", "mynetworks"]],
			["relay unix", []],
		]);
	});

	it("are found in the workspace by some of their letters", async () => {
		const found = await client.request<SymbolInformation[]>("workspace/symbol", { query: "relaytrans" });
		expect(found.map(({ name }) => name)).toEqual(["relay_transport"]);
	});
});

describe("folding and selection", () => {
	it("fold comments and settings of several lines", async () => {
		const folds = await client.request<FoldingRange[]>("textDocument/foldingRange", { textDocument: { uri: uri("main.cf") } });
		expect(folds).toEqual([
			{ startLine: 0, endLine: 1, kind: "comment" },
			{ startLine: 8, endLine: 10 },
		]);
	});

	it("select the word, the line, the setting and the file", async () => {
		const { position } = at("main.cf", "check_cli|ent_access");
		const [range] = await client.request<SelectionRange[]>("textDocument/selectionRange", {
			textDocument: { uri: uri("main.cf") },
			positions: [position],
		});
		const selected: string[] = [];
		for (let one = range; one !== undefined; one = one.parent)
			selected.push(wordsAt({ uri: uri("main.cf"), range: one.range }).replace(/^main.cf:/, ""));
		expect(selected[0]).toBe("10:check_client_access");
		expect(selected[1]).toBe("10:check_client_access hash:/etc/postfix/access,");
		expect(selected[2]).toMatch(/^9:smtpd_relay/);
		expect(selected).toHaveLength(4);
	});
});
