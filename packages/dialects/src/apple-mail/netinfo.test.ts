import { originText, sourceFromText } from "@relaylint/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formOf, parseAppleDump } from "./ast.ts";
import { appleMail } from "./index.ts";
import { lexFrom } from "./lexer.ts";
import { netInfoSettings } from "./netinfo.ts";
import { recogniseApple } from "./recognise.ts";
import { readEntry } from "./relay-list.ts";
import { eraOf, parseMacRelease } from "./release.ts";

function settingsOf(text: string) {
	const { of, form, directory } = netInfoSettings(parseAppleDump(sourceFromText("dump", text)));
	const values = (name: keyof typeof of) => {
		const shown = of[name].values?.map((value) => value.text) ?? "absent";
		return of[name].open ? { open: shown } : shown;
	};
	return {
		form,
		found: directory !== undefined,
		flag: values("open_relay_addr_flag"),
		list: values("open_relay_addr_list"),
		login: values("smtp_plain_login_flag"),
	};
}

const TWO = { found: true, flag: ["1"], list: ["127.0.0.1", "10.0.0.0/8"], login: ["0"] };

describe("a dump of the directory", () => {
	it.each([
		[
			"property list",
			`{ "name" = ( "AppleMailServer" ); "open_relay_addr_flag" = ( "1" );
"open_relay_addr_list"=("127.0.0.1","10.0.0.0/8");"smtp_plain_login_flag" = ( "0" ) ; }`,
		],
		["property list", "open_relay_addr_flag = 1;\nopen_relay_addr_list = (127.0.0.1, 10.0.0.0/8,);\nsmtp_plain_login_flag = 0"],
		[
			"property list",
			`root# nidump -r /config .
{ name = (config); CHILDREN = ( { name = (other); open_relay_addr_flag = (0); },
 /* the one */ { smtp_plain_login_flag = "0"; name = (AppleMailServer); open_relay_addr_flag = "1"; // safe
 open_relay_addr_list = ("127.0.0.1", # here
 "10.0.0.0/8"); } ); }`,
		],
		[
			"listing",
			'mail:~ admin$ sudo niutil -read . /config/AppleMailServer\nname: AppleMailServer\nopen_relay_addr_flag: 1\nopen_relay_addr_list: 127.0.0.1 "10.0.0.0/8"\n\nsmtp_plain_login_flag: 0\n',
		],
	])("is read as a %s", (form, text) => {
		expect(settingsOf(text)).toEqual({ form, ...TWO });
	});

	it("that is cut off leaves open what follows", () => {
		expect(settingsOf('{ "open_relay_addr_flag" = ( "1" ); "open_relay_addr_list" = ( "127.0.0.1"')).toEqual({
			form: "property list",
			found: true,
			flag: ["1"],
			list: { open: ["127.0.0.1"] },
			login: { open: "absent" },
		});
	});

	it("may show another directory alone", () => {
		expect(settingsOf('{ "name" = ( "users" ); }').found).toBe(false);
	});

	it("tells an empty list from an absent one", () => {
		expect(settingsOf("{ name = (AppleMailServer); open_relay_addr_list = ( ); }")).toMatchObject({ list: [], flag: "absent" });
		expect(settingsOf("name: AppleMailServer\nopen_relay_addr_list:\n")).toMatchObject({ list: [], flag: "absent" });
	});

	it("that nests without end is a problem, not a crash", () => {
		const { problems } = parseAppleDump(sourceFromText("dump", "{ a = ( ".repeat(20_000)));
		expect(problems.map(({ message }) => message)).toEqual(["Nested deeper than 100 levels"]);
	});

	it("has its values where they stand", () => {
		const dump = parseAppleDump(sourceFromText("dump", '{ "open_relay_addr_list" = ( "127.0.0.1", mail ); }'));
		const { of } = netInfoSettings(dump);
		expect(of.open_relay_addr_list.values?.map(({ origin }) => originText(origin))).toEqual(["127.0.0.1", "mail"]);
	});
});

describe("commands", () => {
	it("leave what they set, and what they do not set stays open", () => {
		expect(
			settingsOf(`# set up
niutil -createprop . /config/AppleMailServer open_relay_addr_flag 0
sudo niutil -createprop . /config/AppleMailServer open_relay_addr_flag 1 # safe
# niutil -createprop -t host/local . /config/AppleMailServer x y
nicl . -create /config/AppleMailServer open_relay_addr_list 127.0.0.1 '10.0.0.0/8' 192.0.2.1
nicl . -delete /config/AppleMailServer open_relay_addr_list 192.0.2.1
niutil -createprop . /config/AppleFileServer smtp_plain_login_flag 1
`),
		).toEqual({ form: "commands", found: true, flag: ["1"], list: ["127.0.0.1", "10.0.0.0/8"], login: { open: "absent" } });
	});

	it("that only add to the list leave the rest of it open", () => {
		expect(settingsOf("niutil -appendprop . /config/AppleMailServer open_relay_addr_list 10.0.0.1\n").list).toEqual({
			open: ["10.0.0.1"],
		});
	});

	it("that remove an attribute leave it absent", () => {
		expect(settingsOf("niutil -destroyprop . /config/AppleMailServer open_relay_addr_flag\n").flag).toBe("absent");
	});
});

const pieces = fc.constantFrom(
	"{",
	"}",
	"(",
	")",
	"=",
	";",
	",",
	'"',
	"\\",
	"name",
	'"AppleMailServer"',
	"open_relay_addr_list",
	"127.0.0.1",
	"\n",
	" ",
	"#",
	"/*",
	"//",
	"mail:postfix:mynetworks",
	"_array_index:0",
	":",
	"niutil -createprop . /config/AppleMailServer ",
	"nicl . -read ",
	"'",
);

describe("any text", () => {
	const anyText = fc.oneof(
		fc.string({ maxLength: 60 }),
		fc.array(pieces, { maxLength: 25 }).map((all) => all.join("")),
	);

	it("is read without an exception, and every span lies in it", () => {
		fc.assert(
			fc.property(anyText, (text) => {
				const file = sourceFromText("dump", text);
				const dump = parseAppleDump(file);
				const origins = [
					...dump.problems.map(({ origin }) => origin),
					...(dump.kind === "settings" ? dump.settings.flatMap(({ origin, pathOrigin }) => [origin, pathOrigin]) : []),
					...(dump.kind === "commands" ? dump.commands.map(({ property }) => property.origin) : []),
				];
				for (const { span } of origins) {
					expect(span.start).toBeGreaterThanOrEqual(0);
					expect(span.end).toBeGreaterThanOrEqual(span.start);
					expect(span.end).toBeLessThanOrEqual(text.length);
				}
				appleMail.read(
					file,
					{ read: (path) => ({ kind: "missing", path }), list: () => undefined },
					{ complete: false, unbuilt: [] },
				);
				recogniseApple("dump", text);
			}),
			{ numRuns: 400 },
		);
	});

	it("is covered by the tokens, and white space and comments between them", () => {
		fc.assert(
			fc.property(anyText, fc.constantFrom("dump", "property", "words", "path"), (text, mode) => {
				const line = mode === "dump" ? text : text.replaceAll("\n", " ");
				let at = 0;
				for (const token of lexFrom(line, mode as "dump")) {
					expect(line.slice(at, token.startOffset)).toMatch(/^(?:\s|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*$/);
					expect(line.slice(token.startOffset, token.startOffset + token.image.length)).toBe(token.image);
					at = token.startOffset + token.image.length;
				}
				expect(line.slice(at)).toMatch(/^(?:\s|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*$/);
			}),
			{ numRuns: 400 },
		);
	});
});

describe("an entry of the list", () => {
	it.each([
		["192.0.2.1", "address"],
		["192.0.2.0/24", "network"],
		["0.0.0.0/0", "network"],
		["*", "everything"],
		["0", "everything"],
		["192.0.2.1-192.0.2.9", "range"],
		["192.0.2.*", "range"],
		["192.0.2", "range"],
		["mail.example.com", "name"],
		[".example.com", "name"],
		["*.example.com", "name"],
		["mail", "name"],
		["a b", "malformed"],
		["", "malformed"],
		["1.2.3.4.5", "malformed"],
	])("%j is of the kind %s", (text, kind) => {
		expect(readEntry(text).kind).toBe(kind);
	});
});

describe("a release", () => {
	it.each([
		["apple-10.1.3", "10.1"],
		["10.1", "10.1"],
		["Mac OS X Server 10.2", "10.2"],
		["Mac OS X Server 10.2.3", "10.2"],
		["OS X Server 10.2.4", "10.2.4"],
		["apple-10.6", "postfix"],
	])("%s is of the era %s", (text, era) => {
		const release = parseMacRelease(text);
		expect(release && eraOf(release)).toBe(era);
	});

	it.each(["3.7", "apple", "11.0", "10", "10.6.x"])("%s is none", (text) => {
		expect(parseMacRelease(text)).toBeUndefined();
	});
});

describe("recognition", () => {
	it.each([
		["AppleMailServer.nidump", '{\n  "name" = ( "AppleMailServer" );\n'],
		["x", "{ name = (AppleMailServer);\n"],
		["x", "open_relay_addr_flag = 1;\n"],
		["x", 'root# nidump -r / .\n{\n  "master" = ( "localhost/local" );\n'],
		["x", '{\n  "name" = ( "config" );\n  CHILDREN = (\n'],
		["x", "name: AppleMailServer\nopen_relay_addr_flag: 1\n"],
		["x", "sudo niutil -createprop . /config/AppleMailServer open_relay_addr_flag 1\n"],
		["x", "nicl . -create /config/AppleMailServer open_relay_addr_flag 1\n"],
		["mail.settings", 'mail:postfix:mynetworks:_array_index:0 = "127.0.0.0/8"\n'],
		["x", "sudo serveradmin settings mail:postfix:relayhost = yes\n"],
		["all.settings", 'afp:a = "b"\nafp:b = 1\nafp:c = yes\ndhcp:d = "e"\ndhcp:f:_array_index:0 = "g"\ndns:h'],
	])("%s with %j is one", (path, head) => {
		expect(recogniseApple(path, head)).toEqual({ kind: "main", main: [path] });
	});

	it.each([
		["README.md", "open_relay_addr_flag = 1\n"],
		["notes.txt", "The attribute open_relay_addr_flag of AppleMailServer has to be 1.\n"],
		["notes.txt", "Run nidump -r /config/AppleMailServer . and look.\n"],
		["x.json", '{ "name" = ( "AppleMailServer" );'],
		["setup.sh", "#!/bin/sh\nniutil -createprop . /config/AppleMailServer open_relay_addr_flag 1\n"],
		["main.cf", "mynetworks = 127.0.0.0/8\nmailbox_command = mail:x = y\n"],
		["aliases", "mail: root\n"],
		["Info.plist", "{ CFBundleName = x; }\n"],
	])("%s with %j is none", (path, head) => {
		expect(recogniseApple(path, head)).toBeUndefined();
	});

	it("tells the forms apart", () => {
		expect(["{ a = (b); }", "a = b;", "a: b c", "niutil -createprop . /x a b", "mail:a = b"].map(formOf)).toEqual([
			"dump",
			"dump",
			"read",
			"commands",
			"settings",
		]);
	});
});
