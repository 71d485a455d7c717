import { containsAddress, inFile, lineStartsOf, originText, parseAddress, sizeOf, sourceFromText } from "@relaylint/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePostcast } from "./ast.ts";
import { postcast } from "./index.ts";
import { lexLine } from "./lexer.ts";
import { doubtOf, readPrefix } from "./prefix.ts";
import { resolvePostcast } from "./resolve.ts";

const parsed = (text: string) => parsePostcast(sourceFromText("postcast.ini", text));
const resolved = (text: string) => resolvePostcast(parsed(text));

/** Lines such as people write, and worse. */
const anyText = fc
	.array(
		fc.oneof(
			fc.constantFrom(
				"[System]",
				"[Sec",
				"Host Name = 127.0.0.1",
				"  192.168.0, 10.",
				"Allow access = ",
				"; x",
				"  # y",
				"= z",
				'"a',
				"a;b = c ;d",
			),
			fc.string({ maxLength: 20 }),
		),
	)
	.map((lines) => lines.join("\n"));

describe("the file", () => {
	it("has settings whose lists go on over indented lines and over lines of their own", () => {
		const file = parsed(`; relaylint: postcast-settings 1
[Security]
Allow access ONLY for users with these IP addresses = 10. ; the office
	192.168.0., "172.16."
  # not a value

    127.0.0.1
ALLOW-ACCESS = 198.51.100.7
`);
		expect(file.settings.map(({ label, values }) => [label, values.map(({ text }) => text)])).toEqual([
			["Allow access ONLY for users with these IP addresses", ["10.", "192.168.0.", "172.16.", "127.0.0.1"]],
			["ALLOW-ACCESS", ["198.51.100.7"]],
		]);
		expect(file.comments.map(({ start, end }) => file.file.text.slice(start, end))).toEqual([
			"; relaylint: postcast-settings 1",
			"; the office",
			"# not a value",
		]);
		expect(file.settings[0]?.values.map(({ origin }) => originText(origin))).toEqual([
			"10.",
			"192.168.0.",
			'"172.16."',
			"127.0.0.1",
		]);
	});

	it("may be indented as a whole", () => {
		expect(
			parsed("[System]\n  Host Name = 127.0.0.1\n  Server Port = 26\n  [Security]\n").settings.map(({ label }) => label),
		).toEqual(["Host Name", "Server Port"]);
	});

	it("may have a byte-order mark and carriage returns", () => {
		const settings = resolved("\ufeff[System]\r\nHost Name = 127.0.0.1\r\nServer Port = 26\r\n");
		expect([settings.exposure, settings.port, settings.unknown]).toEqual(["loopback", 26, []]);
	});

	it("says which lines are none of its own", () => {
		const { problems } = parsed("[System\nHost Name 127.0.0.1\n= x\n[System] x\n");
		expect(problems.map(({ message, origin }) => [originText(origin), message])).toEqual([
			["[System", 'No "=" follows the name of a setting'],
			["Host Name 127.0.0.1", 'No "=" follows the name of a setting'],
			["=", 'In this line "=" is not expected here'],
			["[System] x", 'No "=" follows the name of a setting'],
		]);
	});

	it("never throws, and every span lies in the text", () => {
		fc.assert(
			fc.property(anyText, (text) => {
				const file = parsed(text);
				const origins = [
					...file.problems.map(({ origin }) => origin),
					...file.settings.flatMap(({ origin, labelOrigin, values }) => [
						origin,
						labelOrigin,
						...values.map((value) => value.origin),
					]),
					...file.comments.map((span) => inFile(file.file, span)),
				];
				for (const { span } of origins) {
					expect(span.start).toBeGreaterThanOrEqual(0);
					expect(span.end).toBeGreaterThanOrEqual(span.start);
					expect(span.end).toBeLessThanOrEqual(text.length);
				}
				postcast.read(
					file.file,
					{ read: (path) => ({ kind: "missing", path }), list: () => undefined },
					{ complete: false, unbuilt: [] },
				);
			}),
		);
	});

	it("is rebuilt by the tokens of its lines", () => {
		fc.assert(
			fc.property(fc.stringMatching(/^[^\n]{0,30}$/), fc.constantFrom("line", "values"), (line, mode) => {
				expect(
					lexLine(line, mode as "line" | "values")
						.map((token) => token.image)
						.join(""),
				).toBe(line);
			}),
		);
	});

	it("is read line by line: each line's settings are those of the text", () => {
		const file = parsed("a = 1\n\nb = 2\n");
		expect(file.settings.map(({ origin }) => lineStartsOf(file.file).indexOf(origin.span.start))).toEqual([0, 2]);
	});
});

describe("the settings", () => {
	it.each([
		["localhost", "loopback"],
		["127.8.0.1", "loopback"],
		["::1", "loopback"],
		["192.168.0.2", "private"],
		["100.64.0.1", "private"],
		["203.0.113.40", "public"],
		["0.0.0.0", "unknown"],
		["mailpc", "unknown"],
		["", "unknown"],
	])("take %j for an address of the kind %s", (host, exposure) => {
		expect(resolved(`Host Name = ${host}`).exposure).toBe(exposure);
	});

	it.each([
		["", 25],
		["Server Port =", 25],
		["Server Port = 2525", 2525],
		["Server Port = 0", undefined],
		["Server Port = 65536", undefined],
		["Server Port = smtp", undefined],
	])("%j is port %s", (text, port) => {
		expect(resolved(text).port).toBe(port);
	});

	it("take an answer that is none for not said, and say so", () => {
		const settings = resolved("Port forwarded from Internet = maybe\nReject mail if sender has no MX record = yes\n");
		expect([settings.forwarded, settings.senderMx]).toEqual([undefined, true]);
		expect(settings.misread.map(({ value }) => value.text)).toEqual(["maybe"]);
	});
});

describe("a value of an access list", () => {
	const has = (text: string, address: string) => {
		const client = parseAddress(address);
		if (client === undefined) throw new Error(address);
		const { textual, octets } = readPrefix(text);
		return [containsAddress(textual, client), containsAddress(octets, client)];
	};

	it.each([
		["192.168.0", "192.168.0.200", true, true],
		["192.168.1", "192.168.1.9", true, true],
		["192.168.1", "192.168.10.9", true, false],
		["192.168.1", "192.168.199.9", true, false],
		["192.168.1", "192.168.2.9", false, false],
		["192.168.1.", "192.168.10.9", false, false],
		["192.168.1.", "192.168.1.9", true, true],
		["10", "109.1.2.3", true, false],
		["1", "1.2.3.4", true, true],
		["1", "199.2.3.4", true, false],
		["192.168.0.5", "192.168.0.5", true, true],
		["192.168.0.5", "192.168.0.59", true, false],
		["", "203.0.113.7", true, false],
	])("%j takes %s as text: %s, by octets: %s", (text, address, textual, octets) => {
		expect(has(text, address)).toEqual([textual, octets]);
	});

	it("takes as text just what begins with it", () => {
		const octet = fc.integer({ min: 0, max: 255 });
		fc.assert(
			fc.property(
				fc.tuple(octet, octet, octet, octet),
				fc.integer({ min: 0, max: 15 }),
				fc.tuple(octet, octet, octet, octet),
				(a, cut, b) => {
					const prefix = a.join(".").slice(0, cut);
					for (const client of [a.join("."), b.join("."), [...a.slice(0, 2), ...b.slice(2)].join(".")])
						expect(has(prefix, client)[0]).toBe(client.startsWith(prefix));
				},
			),
		);
	});

	it("that is no beginning of an address takes nothing as it stands, and what it may mean is in doubt", () => {
		expect(
			["192.168.0.0/24", "192.168.0.*", "2001:db8::", "office.example", "300.1", "01.2"].map((text) => readPrefix(text).kind),
		).toEqual(["foreign", "foreign", "foreign", "none", "none", "none"]);
		expect(sizeOf(readPrefix("192.168.0.0/24").meant).v4).toBe(256);
		expect(sizeOf(doubtOf(readPrefix("192.168.0.0/24"))).v4).toBe(0);
	});
});

describe("recognition", () => {
	it.each([
		["postcast.ini", "", true],
		["PostCast.INI", "[System]", true],
		["server.txt", "; relaylint: postcast-settings 1\n", true],
		["server.txt", "# about\n; relaylint: postcast-settings 1\n", false],
		["php.ini", "[System]\nHost Name = x\n", false],
	])("%s with %j: %s", (path, head, is) => {
		expect(postcast.recognise(path, head) !== undefined).toBe(is);
	});
});
