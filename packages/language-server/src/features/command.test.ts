import { afterAll, describe, expect, it } from "vitest";
import type { CodeLens, Location } from "vscode-languageserver";
import { MAIN, openPostfix } from "../testing/postfix-folder.ts";

const opened = await openPostfix();
const { at, client, uri, withText } = opened;
afterAll(async () => expect(await opened.stop()).toEqual({ code: 0, errors: "" }));

describe("code lenses and commands", () => {
	it("say over the list and each service what comes of it", async () => {
		const ask = async (name: string) => {
			const lenses = await client.request<CodeLens[]>("textDocument/codeLens", { textDocument: { uri: uri(name) } });
			return lenses.map(({ range, command }) => `${range.start.line + 1}: ${command?.title}`);
		};
		expect(await ask("main.cf")).toEqual(expect.arrayContaining([expect.stringMatching(/^9: .*relay: closed/)]));
		expect(await ask("master.cf")).toEqual(
			expect.arrayContaining([expect.stringMatching(/^1: relay: closed/), expect.stringMatching(/^2: relay: closed/)]),
		);
		const open = MAIN.replace("192.0.2.0/24", "0.0.0.0/0");
		const lenses = await withText("main.cf", open, () => ask("main.cf"));
		expect(lenses).toEqual(expect.arrayContaining([expect.stringMatching(/^9: .*OPEN RELAY: anyone, see witness/)]));
	});

	it("show who may relay, with the lines", async () => {
		const policy = await client.request<{ listeners: { name: string; verdict: string }[] }>("workspace/executeCommand", {
			command: "relaylint.showPolicy",
			arguments: [uri("main.cf")],
		});
		expect(policy.listeners.map(({ name, verdict }) => [name, verdict])).toEqual([
			["smtp inet", "closed"],
			["submission inet", "closed"],
		]);
	});

	it("try an envelope, with the trace", async () => {
		const ask = (envelope: object) =>
			client.request<{ decision: string; relayed: string; trace: { location?: Location }[] }>("workspace/executeCommand", {
				command: "relaylint.tryEnvelope",
				arguments: [uri("main.cf"), envelope],
			});
		const stranger = await ask({ client: "203.0.113.7", from: "a@sender.example", to: "x@victim.example" });
		expect(stranger.decision).toBe("reject");
		expect(stranger.trace.at(-1)?.location).toMatchObject({ uri: uri("main.cf"), range: { start: { line: 10, character: 4 } } });
		expect(await ask({ client: "192.0.2.9", to: "x@victim.example" })).toMatchObject({ decision: "accept", relayed: "yes" });
		await expect(ask({ client: "nonsense", to: "x@victim.example" })).rejects.toThrow(/no IP address/);
		await expect(ask({ to: "" })).rejects.toThrow(/recipient/);
	});

	it("give the witness of an open relay, and none where there is none", async () => {
		const ask = () =>
			client.request<{ swaks: string } | null>("workspace/executeCommand", {
				command: "relaylint.copyWitness",
				arguments: [uri("main.cf")],
			});
		expect(await ask()).toBeNull();
		const witness = await withText("main.cf", MAIN.replace("192.0.2.0/24", "0.0.0.0/0"), ask);
		expect(witness?.swaks).toMatch(/^swaks .*--to \S+ .*--quit-after RCPT$/);
	});

	it("answer an unknown command with an error and go on", async () => {
		await expect(client.request("workspace/executeCommand", { command: "relaylint.nothing" })).rejects.toThrow(/no command/);
		expect(await client.request("textDocument/hover", at("main.cf", "mynet|works = "))).not.toBeNull();
	});
});
