import { afterAll, describe, expect, it } from "vitest";
import type { DocumentLink, InlayHint, TextEdit } from "vscode-languageserver";
import { MAIN, openPostfix } from "../testing/postfix-folder.ts";

const opened = await openPostfix();
const { client, uri, withText, wordsAt } = opened;
afterAll(async () => expect(await opened.stop()).toEqual({ code: 0, errors: "" }));

describe("links, colours and hints", () => {
	it("link tables to their files", async () => {
		const links = await client.request<DocumentLink[]>("textDocument/documentLink", { textDocument: { uri: uri("main.cf") } });
		expect(links.map(({ target, range }) => [target, wordsAt({ uri: uri("main.cf"), range })])).toEqual(
			expect.arrayContaining([
				[uri("access"), "main.cf:10:/etc/postfix/access"],
				[uri("nets"), "main.cf:6:/etc/postfix/nets"],
			]),
		);
	});

	it("colour words by what they are", async () => {
		const tokens = await opened.colours("main.cf");
		expect(tokens.get("mynetworks")).toBe("property definition defaultLibrary");
		expect(tokens.get("my_nets")).toBe("variable definition");
		expect(tokens.get("$my_nets")).toBe("variable readonly");
		expect(tokens.get("permit_mynetworks")).toBe("function");
		expect(tokens.get("guarded")).toMatch(/^class/);
		expect(tokens.get("hash")).toBe("type");
		expect(tokens.get("127.0.0.0/8")).toBe("number");
	});

	it("say between the words what they come to", async () => {
		const ask = async (name: string) => {
			const hints = await client.request<InlayHint[]>("textDocument/inlayHint", {
				textDocument: { uri: uri(name) },
				range: { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } },
			});
			return hints.map(({ position, label }) => `${position.line + 1}: ${label}`);
		};
		expect(await ask("main.cf")).toEqual(["6: 16,777,216 addresses", "13: = example.com, localhost"]);
		const text = MAIN.replace("    reject_unauth_destination", "    reject, permit_sasl_authenticated");
		expect(await withText("main.cf", text, () => ask("main.cf"))).toContain("11: unreachable:");
	});
});

describe("formatting", () => {
	it("lays out settings, lists and services, and changes nothing that was laid out", async () => {
		const ask = (name: string) =>
			client.request<TextEdit[]>("textDocument/formatting", {
				textDocument: { uri: uri(name) },
				options: { tabSize: 4, insertSpaces: true },
			});
		expect(await ask("main.cf")).toEqual([]);
		const text = MAIN.replace("mydomain = ", "mydomain=").replace("permit_mynetworks,\n    check", "permit_mynetworks, check");
		const edits = await withText("main.cf", text, () => ask("main.cf"));
		expect(edits.map(({ newText }) => newText).sort()).toEqual([" = ", ",\n    "].sort());
	});
});
