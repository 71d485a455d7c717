import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type {
	CodeAction,
	CodeLens,
	CompletionList,
	DocumentHighlight,
	DocumentLink,
	DocumentSymbol,
	FoldingRange,
	Hover,
	InlayHint,
	Location,
	SelectionRange,
	SemanticTokens,
	SignatureHelp,
	SymbolInformation,
	TextEdit,
	WorkspaceEdit,
} from "vscode-languageserver";
import { TOKEN_MODIFIERS, TOKEN_TYPES } from "./capabilities.ts";
import { buildServer, type Client, startClient, writeFiles } from "./testing/client.ts";
import { uriOf } from "./uri.ts";

const MAIN = `# The server
# of the house.
compatibility_level = 3.6
mydomain = example.com
my_nets = 192.0.2.0/24
mynetworks = 127.0.0.0/8, $my_nets, cidr:/etc/postfix/nets
smtpd_restriction_classes = guarded
guarded = reject_unknown_sender_domain
smtpd_relay_restrictions = permit_mynetworks,
    check_client_access hash:/etc/postfix/access,
    reject_unauth_destination
relay_transport = relay:[mx.example.net]
mydestination = $mydomain, localhost
`;
const MASTER = `smtp      inet  n       -       y       -       -       smtpd
submission inet n       -       y       -       -       smtpd
  -o smtpd_tls_security_level=encrypt
  -o mynetworks=127.0.0.0/8
relay     unix  -       -       y       -       -       smtp
`;
const ACCESS = "198.51.100.7 OK\n198.51.100.8 guarded\n";

let server: Awaited<ReturnType<typeof buildServer>>;
let client: Client;
let folder: string;
const uri = (name: string) => uriOf(join(folder, name));
const texts: Record<string, string> = { "main.cf": MAIN, "master.cf": MASTER, access: ACCESS };

beforeAll(async () => {
	server = await buildServer();
	folder = writeFiles(join(server.folder, "features"), { ...texts, nets: "10.0.0.0/8 OK\n" });
	client = await startClient([server.script], { folders: [folder] });
}, 60_000);
afterAll(async () => {
	expect(await client.stop()).toBe(0);
	expect(client.errors()).toBe("");
	server.remove();
});

/** The position of the first character of some words, or behind `|` in them. */
function at(name: string, words: string) {
	const mark = words.indexOf("|");
	const plain = words.replace("|", "");
	const text = texts[name] ?? "";
	const offset = text.indexOf(plain) + Math.max(0, mark);
	expect(text).toContain(plain);
	const before = text.slice(0, offset).split("\n");
	return { textDocument: { uri: uri(name) }, position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 } };
}

/** The words of a file at a place. */
function wordsAt({ uri: place, range }: Location): string {
	const name = Object.keys(texts).find((one) => uri(one) === place) ?? "";
	const lines = (texts[name] ?? "").split("\n");
	const { start, end } = range;
	const text =
		start.line === end.line
			? (lines[start.line] ?? "").slice(start.character, end.character)
			: lines.slice(start.line, end.line + 1).join("\n");
	return `${name}:${start.line + 1}:${text}`;
}

/** Opens a text beside the others, asks, and closes it again. */
async function withText<R>(name: string, text: string, ask: () => Promise<R>): Promise<R> {
	const before = texts[name];
	texts[name] = text;
	client.open(join(folder, name), text);
	try {
		return await ask();
	} finally {
		await client.connection.sendNotification("textDocument/didClose", { textDocument: { uri: uri(name) } });
		texts[name] = before ?? "";
	}
}

describe("hover", () => {
	const ask = async (name: string, words: string) => {
		const hover = await client.request<Hover | null>("textDocument/hover", at(name, words));
		return hover === null ? null : (hover.contents as { value: string }).value;
	};

	it("says of a parameter its type, what it does, its default and what is in force for each listener", async () => {
		const said = await ask("main.cf", "mynet|works = ");
		expect(said).toMatch(/\*\*mynetworks\*\* \(host-list\)/);
		expect(said).toMatch(/In force for smtp inet: .*192\.0\.2\.0\/24.* — main\.cf:6/);
		expect(said).toMatch(/In force for submission inet: `127\.0\.0\.0\/8` — master\.cf:4/);
		expect(said).toContain("https://www.postfix.org/postconf.5.html#mynetworks");
	});

	it("says of a restriction what it does and what is left for it at its place", async () => {
		expect(await ask("main.cf", "permit_myn|etworks")).toMatch(/every attempt gets here/);
		const said = await ask("main.cf", "reject_unauth|_destination");
		expect(said).toMatch(/Gets here, in smtpd_relay_restrictions.*permit_mynetworks.*check_client_access hash:/s);
	});

	it("says that nothing gets behind an end of the list", async () => {
		const text = MAIN.replace("    reject_unauth_destination", "    reject, permit_sasl_authenticated");
		const said = await withText("main.cf", text, () => ask("main.cf", "permit_sasl|_authenticated"));
		expect(said).toMatch(/Nothing gets here.*`reject`/);
	});

	it("says of a network how large it is and whose", async () => {
		expect(await ask("main.cf", "192.0.2|.0/24")).toMatch(/256 addresses/);
		expect(await ask("main.cf", "127.0|.0.0/8")).toMatch(/16,777,216 addresses, this machine itself/);
	});

	it("says of a $name what it stands for", async () => {
		expect(await ask("main.cf", "$my_n|ets")).toMatch(/\*\*my_nets\*\*.*In force: `192\.0\.2\.0\/24` — main\.cf:5/s);
	});

	it("says of a table where it was read, and of its results what they do", async () => {
		expect(await ask("main.cf", "hash:/etc/post|fix/access")).toMatch(/Read from `access`.*2 keys/s);
		expect(await ask("access", "O|K")).toMatch(/Accepts what the list judges/);
		expect(await ask("access", "198.51|.100.7")).toMatch(/1 address/);
	});

	it("says of a field of a service what may stand there, and of an override what it overrides", async () => {
		expect(await ask("master.cf", "in|et")).toMatch(/\*\*type\*\*/);
		expect(await ask("master.cf", "smtp|d")).toMatch(/\*\*command\*\*.*Relaying here/s);
		expect(await ask("master.cf", "smtpd_tls_sec|urity_level")).toMatch(/\*\*smtpd_tls_security_level\*\*/);
	});

	it("says nothing where there is nothing to say", async () => {
		expect(await ask("main.cf", "# The ser|ver")).toBeNull();
	});
});

describe("completion", () => {
	const ask = async (name: string, line: string) => {
		const text = `${texts[name]}${line}\n`;
		return withText(name, text, async () => {
			const list = await client.request<CompletionList | null>("textDocument/completion", {
				textDocument: { uri: uri(name) },
				position: { line: text.split("\n").length - 2, character: line.length },
			});
			return list?.items ?? [];
		});
	};
	const labels = (items: readonly { readonly label: string }[]) => items.map(({ label }) => label);

	it("offers parameters with what they do, and writes the equals sign", async () => {
		const items = await ask("main.cf", "smtpd_rel");
		const item = items.find(({ label }) => label === "smtpd_relay_restrictions");
		expect(item?.textEdit).toMatchObject({
			newText: "smtpd_relay_restrictions = ",
			range: { start: { character: 0 }, end: { character: 9 } },
		});
		expect(item?.documentation).toMatchObject({ value: expect.stringMatching(/Default/) });
		expect(labels(items)).not.toContain("mail_version");
	});

	it("offers the restrictions that have an effect in a list, and its classes", async () => {
		const items = labels(await ask("main.cf", "smtpd_recipient_restrictions = permit_mynetworks, rej"));
		expect(items).toEqual(expect.arrayContaining(["reject_unauth_destination", "guarded", "permit_sasl_authenticated"]));
		expect(items).not.toContain("check_etrn_access");
		expect(items).not.toContain("mynetworks");
		expect(labels(await ask("main.cf", "smtpd_data_restrictions = "))).toContain("reject_unauth_pipelining");
	});

	it("offers table types where a table is wanted, and files behind the type", async () => {
		expect(labels(await ask("main.cf", "smtpd_client_restrictions = check_client_access "))).toEqual(
			expect.arrayContaining(["hash", "cidr", "pcre"]),
		);
		const files = await ask("main.cf", "transport_maps = hash:/etc/postfix/a");
		expect(labels(files)).toContain("/etc/postfix/access");
		expect(labels(files)).not.toContain("/etc/postfix/main.cf");
	});

	it("offers names behind a dollar sign, the file's own first, with their values", async () => {
		const items = await ask("main.cf", "relay_domains = $my");
		expect(items.find(({ label }) => label === "my_nets")).toMatchObject({
			detail: "192.0.2.0/24",
			sortText: expect.stringMatching(/^1/),
		});
		expect(labels(items)).toContain("mydestination");
	});

	it("offers the words of a boolean and of an enumeration", async () => {
		expect(labels(await ask("main.cf", "smtpd_sasl_auth_enable = "))).toEqual(["yes", "no"]);
		expect(labels(await ask("main.cf", "smtpd_tls_security_level = "))).toContain("encrypt");
	});

	it("offers fields, overrides and their values in master.cf", async () => {
		expect(labels(await ask("master.cf", "smtps "))).toContain("inet");
		expect(labels(await ask("master.cf", "  -o smtpd_sasl"))).toContain("smtpd_sasl_auth_enable");
		expect(labels(await ask("master.cf", "  -o smtpd_sasl_auth_enable="))).toEqual(["yes", "no"]);
	});

	it("offers actions and classes as results of a table", async () => {
		expect(labels(await ask("access", "192.0.2.99 R"))).toEqual(expect.arrayContaining(["REJECT", "DUNNO", "guarded"]));
	});

	it("offers nothing in a comment", async () => {
		expect(await ask("main.cf", "# smtpd")).toEqual([]);
	});
});

describe("signature help", () => {
	it("says what a restriction wants, and which field of a service is written", async () => {
		const ask = (name: string, line: string) =>
			withText(name, `${texts[name]}${line}\n`, () =>
				client.request<SignatureHelp | null>("textDocument/signatureHelp", {
					textDocument: { uri: uri(name) },
					position: { line: (texts[name] ?? "").split("\n").length - 2, character: line.length },
				}),
			);
		expect((await ask("main.cf", "smtpd_client_restrictions = check_client_access "))?.signatures[0]?.label).toBe(
			"check_client_access type:table",
		);
		expect((await ask("master.cf", "smtps inet n "))?.activeParameter).toBe(3);
		expect(await ask("main.cf", "mydomain = ")).toBeNull();
	});
});

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
		const { data } = await client.request<SemanticTokens>("textDocument/semanticTokens/full", {
			textDocument: { uri: uri("main.cf") },
		});
		const lines = MAIN.split("\n");
		const tokens = new Map<string, string>();
		let [line, character] = [0, 0];
		for (let index = 0; index < data.length; index += 5) {
			const [down = 0, right = 0, length = 0, type = 0, bits = 0] = data.slice(index, index + 5);
			[line, character] = [line + down, down === 0 ? character + right : right];
			const names = TOKEN_MODIFIERS.filter((_, bit) => (bits & (1 << bit)) !== 0);
			tokens.set((lines[line] ?? "").slice(character, character + length), [TOKEN_TYPES[type], ...names].join(" "));
		}
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
