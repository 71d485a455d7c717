import { byDefault } from "@relaylint/core";
import { describe, expect, test } from "vitest";
import { createTableStore } from "./table-store.ts";
import { memoryReader, shown, wholeServer } from "./testing.ts";

const open = (name: string, files: Record<string, string> = {}, environment = wholeServer) =>
	createTableStore(memoryReader(files), environment).open(name);
const ask = (name: string, key = "x") => shown(open(name).lookup(key));

// Each answer was seen in postmap -q or, where a table cannot be opened, in smtpd's log.
describe("tables that stand in their name", () => {
	test("static", () => {
		expect(ask("static:OK")).toBe("OK");
		expect(ask("static:{ a b }")).toBe("a b");
		expect(ask("static:{}")).toBe("");
		expect(open("static:OK").keyStyle).toBe("fixed");
	});

	test("inline: keys fold, the last of equal keys counts, quotes stay", () => {
		expect(ask("inline:{x=1, X=2}")).toBe("2");
		expect(ask("inline:{É=1}", "é")).toBe("1");
		expect(ask('inline:{{"a b" = c}}', '"a b"')).toBe("c");
		expect(ask("inline:{a=b}")).toBe("<not-found>");
		expect(ask("inline:{a=b, c}")).toBe("<error>");
	});

	test("unionmap joins what is found; an empty first result leaves no comma", () => {
		expect(ask("unionmap:{static:a,inline:{x=b},inline:{y=c}}")).toBe("a,b");
		expect(ask("unionmap:{static:{},static:b}")).toBe("b");
		expect(ask("unionmap:{static:a,static:{},static:b}")).toBe("a,,b");
		expect(ask("unionmap:{static:{},static:{}}")).toBe("<not-found>");
		expect(ask("unionmap:{static:a,fail:x}")).toBe("<error>");
		expect(ask("unionmap:{static:a,ldap:/x}")).toBe("<unknown lookup>");
		expect(ask("unionmap:{ldap:/x,fail:x}")).toBe("<error>");
		expect(open("unionmap:{cidr:{{::/0 x}},static:a}").keyStyle).toBe("pattern");
	});

	test("pipemap asks each with the result before it", () => {
		expect(ask("pipemap:{static:a,inline:{a=z}}")).toBe("z");
		expect(ask("pipemap:{inline:{y=a},foo:bar}")).toBe("<not-found>");
		expect(ask("pipemap:{static:a,foo:bar}")).toBe("<error>");
	});

	test("randmap is known only where its values are the same", () => {
		expect(ask("randmap:{a,a}")).toBe("a");
		expect(ask("randmap:{a,b}")).toBe("<unknown lookup>");
	});

	test("a name without type or name ends the daemon, also inside another table; an unknown type answers 451", () => {
		expect(open("hash:").lookup("x")).toMatchObject({ kind: "error", fatal: true });
		expect(open("unionmap:{static:a,:x}").lookup("x")).toMatchObject({ kind: "error", fatal: true });
		expect(open("proxy:x").lookup("x")).toMatchObject({ kind: "error", fatal: true });
		expect(open("foo:/x").lookup("x")).toEqual({ kind: "error", reason: "unsupported dictionary type: foo" });
	});

	test("the lines of a cidr table in a name are placed in the name", () => {
		const table = createTableStore(memoryReader({}), wholeServer).open("cidr:{{10.0.0.0/8 a},{0.0.0.0/0 b}}", {
			originOf: (span) => byDefault(`${span.start}..${span.end}`),
		});
		expect(table.lookup("10.1.1.1")).toMatchObject({ value: "a", origin: { text: "7..19" } });
		expect(table.lookup("11.1.1.1")).toMatchObject({ value: "b", origin: { text: "22..33" } });
	});
});

describe("tables outside the files", () => {
	test("name what they ask", () => {
		for (const name of [
			"ldap:/etc/postfix/ldap.cf",
			"mysql:/m.cf",
			"tcp:h:1",
			"socketmap:inet:h:1:n",
			"environ:PATH",
			"nisplus:x",
		]) {
			expect(open(`proxy:${name}`).lookup("x")).toEqual({ kind: "unknown", reason: name, what: "lookup" });
		}
		expect([open("tcp:h:1").keyStyle, open("ldap:/x").keyStyle]).toEqual(["pattern", "fixed"]);
	});

	test("NIS answers nothing on a whole server: smtpd logs that no NIS domain is set and turns its lookups off", () => {
		expect(shown(open("nis:mail.aliases").lookup("x"))).toBe("<not-found>");
		expect(shown(open("nis:mail.aliases", {}, { complete: false, unbuilt: [] }).lookup("x"))).toBe("<unknown lookup>");
	});

	test("accounts are known as far as they are told", () => {
		const name = "proxy:unix:passwd.byname";
		const told = open(name, {}, { ...wholeServer, users: ["alice"] });
		expect(["alice", "Alice", "root", "bob", "daemon"].map((user) => told.lookup(user).kind)).toEqual([
			"found",
			"found",
			"found",
			"not-found",
			"unknown",
		]);
		expect(open(name).lookup("alice").kind).toBe("unknown");
		expect(open("unix:shadow").lookup("alice").kind).toBe("error");
	});
});

describe("files", () => {
	test("a missing file is an error on a whole server and unknown elsewhere", () => {
		for (const type of ["hash", "cidr", "pcre", "regexp", "texthash"]) {
			expect(open(`${type}:/nope`).lookup("x").kind).toBe("error");
			expect(open(`${type}:/nope`, {}, { complete: false, unbuilt: [] }).lookup("x")).toMatchObject({
				kind: "unknown",
				what: "file",
			});
		}
	});

	test("a table that was not built is missing, though its text is there", () => {
		const environment = { ...wholeServer, unbuilt: ["access"] };
		const files = { "/etc/postfix/access": "a OK\n" };
		expect(shown(open("hash:/etc/postfix/access", files, environment).lookup("a"))).toBe("<error>");
		expect(shown(open("texthash:/etc/postfix/access", files, environment).lookup("a"))).toBe("OK");
	});

	test("a built table without its text is unknown", () => {
		expect(shown(open("hash:/etc/a", { "/etc/a.db": "" }).lookup("a"))).toBe("<unknown file>");
		expect(shown(open("lmdb:/etc/a", { "/etc/a.db": "" }).lookup("a"))).toBe("<error>");
	});

	test("the daemons look for relative names in the queue directory", () => {
		const files = { t: "a OK\n", "/var/spool/postfix/u": "a OK\n" };
		expect(shown(open("hash:t", files).lookup("a"))).toBe("<error>");
		expect(shown(open("hash:u", files).lookup("a"))).toBe("OK");
	});

	test("each file is read once", () => {
		let reads = 0;
		const reader = memoryReader({ "/t": "a OK\n" });
		const read = (path: string) => {
			reads++;
			return reader.read(path);
		};
		const store = createTableStore({ ...reader, read }, wholeServer);
		for (let at = 0; at < 3; at++) store.open("hash:/t").lookup("a");
		store.open("proxy:hash:/t").lookup("a");
		expect(reads).toBe(1);
		expect(store.opened).toHaveLength(1);
	});

	test("two texthash lines with one key make the daemon refuse the table", () => {
		const table = open("texthash:/t", { "/t": "a OK\nA no\n" });
		expect(table.lookup("b")).toMatchObject({ kind: "error" });
		expect(shown(open("hash:/t", { "/t": "a OK\nA no\n" }).lookup("A"))).toBe("OK");
	});

	test("alias files are read as postalias does", () => {
		const files = { "/etc/aliases": 'Root: alice\n"a b": bob\nfirst . last: x\nx@y: bob\nroot: carol\nbob:\n' };
		const aliases = createTableStore(memoryReader(files), wholeServer, { aliasDatabases: () => ["hash:/etc/aliases"] }).open(
			"hash:/etc/aliases",
		);
		const keys = ["root", "a b", "first.last", "x@y", "bob", "@"];
		expect(keys.map((key) => shown(aliases.lookup(key)))).toEqual(["alice", "bob", "x", "<not-found>", "<not-found>", "@"]);
		expect(aliases.diagnostics.map(({ code }) => code)).toEqual(["alias-not-local", "duplicate-key", "missing-value"]);
	});
});
