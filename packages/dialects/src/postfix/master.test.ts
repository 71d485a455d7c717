import { originText, sourceFromText } from "@relaylint/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalEndpoint, parseEndpoint, portNumber } from "./endpoint.ts";
import { findService, parseMasterCf, servicesInForce } from "./master.ts";

const parse = (text: string) => parseMasterCf(sourceFromText("master.cf", text));
const codes = (text: string) => parse(text).problems.map((problem) => [problem.code, problem.effect]);
const smtpd = (args: string) => {
	const [service] = parse(`smtp inet n - n - - smtpd ${args}\n`).services;
	if (service === undefined) throw new Error("no service");
	return service;
};
const overrides = (args: string) => smtpd(args).overrides.map((override) => [override.name, override.value.tree.text]);

describe("parseMasterCf, master(5)", () => {
	it("reads the eight fields and joins indented lines", () => {
		const [service] = parse("# smtpd\nsmtp inet n - y 5? 10 smtpd\n  -v\n\n  -o a=b\n").services;
		expect(service).toMatchObject({
			name: { text: "smtp" },
			type: { text: "inet" },
			private: { text: "n" },
			chroot: { text: "y" },
			wakeup: { text: "5?" },
			processLimit: { text: "10" },
			command: { text: "smtpd" },
		});
		expect(service?.args.map((field) => field.text)).toEqual(["-v", "-o", "a=b"]);
	});

	it("reads -o in each of its spellings", () => {
		// On the daemon every one of these sets mynetworks.
		expect(overrides("-o mynetworks=0.0.0.0/0")).toEqual([["mynetworks", "0.0.0.0/0"]]);
		expect(overrides("-o { mynetworks = 10.0.0.0/8 0.0.0.0/0 }")).toEqual([["mynetworks", "10.0.0.0/8 0.0.0.0/0"]]);
		expect(overrides("-vomynetworks=0.0.0.0/0")).toEqual([["mynetworks", "0.0.0.0/0"]]);
		expect(overrides("{-o} {mynetworks=0.0.0.0/0}")).toEqual([["mynetworks", "0.0.0.0/0"]]);
	});

	it("knows the place of an override", () => {
		const [override] = smtpd("-o { a = $b c }").overrides;
		expect(override && [originText(override.nameOrigin), originText(override.valueOrigin), originText(override.origin)]).toEqual([
			"a",
			"$b c",
			"-o { a = $b c",
		]);
	});

	it("stops reading options at the first word that is none", () => {
		// The daemon: "unexpected command-line argument: foo".
		expect(overrides("foo -o a=b")).toEqual([]);
		expect(smtpd("foo -o a=b").positional.map((field) => field.text)).toEqual(["foo", "-o", "a=b"]);
		expect(smtpd("-o a=b c").positional.map((field) => field.text)).toEqual(["c"]);
	});

	it("says when an option stops the service", () => {
		expect(smtpd("-o mynetworks = x").fatal?.reason).toContain("name=value");
		expect(smtpd("-q").fatal?.reason).toContain("-q");
		expect(smtpd("-o").fatal?.reason).toContain("argument");
	});

	it.each([
		["587 inet n - n - - smtpd -o { a = b", "unbalanced-brace"],
		["587 inet n - n - - smtpd -o {a}b", "unbalanced-brace"],
		["foo inet n - n - -", "bad-service"],
		["587 inet n - q - - smtpd", "bad-service"],
		["587 inet - - n - - smtpd", "bad-service"],
		["587 tcp n - n - - smtpd", "bad-service"],
		["587 inet n - n x - smtpd", "bad-service"],
		["587 inet n - n - - -", "bad-service"],
	])("says when master does not start: %s", (line, code) => {
		expect(codes(`${line}\n`)).toContainEqual([code, "fatal"]);
	});

	it("takes the last of several lines for one endpoint, in any spelling", () => {
		// The daemon: "duplicate master.cf entry for service "smtp" (25) -- using the last entry".
		const { services } = parse(
			"smtp inet n - n - - smtpd\n25 inet n - n - - smtpd -o a=b\nx unix - - n - - smtp\nx unix n - n - - lmtp\n",
		);
		expect(servicesInForce(services).map((service) => [service.name.text, service.command.text])).toEqual([
			["25", "smtpd"],
			["x", "smtp"],
			["x", "lmtp"],
		]);
		expect(findService(services, "x", "unix")?.command.text).toBe("lmtp");
	});

	it("follows templates: a line that may not be there, options that may not", () => {
		const master = parse(
			"smtp inet n - n - - smtpd\n{% if x %}\n  -o a={{ y }}\n{% endif %}\n<% if s -%>\nsubmission inet n - n - - smtpd\n<% end -%>\n",
		);
		expect(master.problems).toEqual([]);
		const [smtp, submission] = master.services;
		expect(smtp?.overrides.map((override) => [override.name, override.condition !== undefined])).toEqual([["a", true]]);
		expect(smtp?.condition).toBeUndefined();
		expect(submission?.condition && originText(submission.condition)).toBe("<% if s -%>");
		expect(parse("{{ port }} inet n - n - - smtpd\n").services[0]?.name.hole).toBe(true);
	});

	it("never throws", () => {
		const part = fc.constantFrom(
			"a",
			"inet",
			"n",
			"-",
			"-o",
			" ",
			"{",
			"}",
			"=",
			"smtpd",
			"\n",
			"\n ",
			"#",
			"{{",
			"}}",
			"{% if %}",
			"\0",
		);
		fc.assert(fc.property(fc.array(part, { maxLength: 40 }), (parts) => void parse(parts.join(""))));
	});
});

describe("endpoints", () => {
	it.each([
		["smtp", { host: "", port: "smtp" }],
		["127.0.0.1:10026", { host: "127.0.0.1", port: "10026" }],
		["[::1]:25", { host: "::1", port: "25" }],
		["[IPv6:::1]:25", { host: "::1", port: "25" }],
		["localhost:smtp", { host: "localhost", port: "smtp" }],
	])("%s", (name, endpoint) => {
		expect(parseEndpoint(name)).toEqual(endpoint);
	});

	it("knows the ports of mail", () => {
		expect(["smtp", "submission", "submissions", "smtps", "2525", "99999", "foo"].map((name) => portNumber(name))).toEqual([
			25,
			587,
			465,
			465,
			2525,
			undefined,
			undefined,
		]);
		expect(portNumber("foo", ["foo=bar=26"])).toBe(26);
	});

	it("compares endpoints by what they mean", () => {
		expect(canonicalEndpoint("smtp")).toBe(canonicalEndpoint("25"));
		expect(canonicalEndpoint("[0:0:0:0:0:0:0:1]:25")).toBe(canonicalEndpoint("::1:smtp"));
		expect(canonicalEndpoint("127.0.0.1:25")).not.toBe(canonicalEndpoint("25"));
	});
});
