import { describe, expect, it } from "vitest";
import { readArguments } from "./args.ts";

const mistake = (...argv: string[]) => {
	const command = readArguments(argv);
	return command.kind === "usage-error" ? command.message : `no mistake: ${command.kind}`;
};

describe("arguments", () => {
	it("check the working directory unless told otherwise", () => {
		expect(readArguments([])).toEqual({
			kind: "check",
			paths: ["."],
			listFiles: false,
			severity: "info",
			failOn: "error",
			requireClosed: false,
			locked: false,
			complete: false,
			host: false,
			fix: false,
			diff: false,
			unsafeFixes: false,
			output: { format: "pretty" },
		});
		expect(readArguments(["check", "a", "b"])).toMatchObject({ kind: "check", paths: ["a", "b"] });
		expect(readArguments(["a", "check"])).toMatchObject({ kind: "check", paths: ["a", "check"] });
	});

	it("take options before and after the command", () => {
		expect(readArguments(["--format", "json", "check", "x", "--fail-on=never", "--select", "a,b", "--select=c"])).toMatchObject({
			kind: "check",
			paths: ["x"],
			failOn: "never",
			select: ["a", "b", "c"],
			output: { format: "json" },
		});
	});

	it("read one text for a mapping table, or a file of them", () => {
		expect(readArguments(["map", "x", "--table", "T", ""])).toMatchObject({
			kind: "map",
			path: "x",
			asked: { table: "T", input: "", inputFlags: [] },
		});
		expect(readArguments(["map", "x", "--table", "T", "--input-flags", "at"])).toMatchObject({
			asked: { table: "T", inputFlags: ["A", "T"] },
		});
		expect(readArguments(["map", "x", "--maps", "-"])).toMatchObject({ kind: "map", maps: "-" });
		expect(mistake("map", "x")).toContain("--table");
		expect(mistake("map", "x", "--maps", "-", "--table", "T")).toContain("takes the place");
	});

	it("read one attempt", () => {
		const argv =
			"probe x --client 198.51.100.7 --client-name pc.example --forged-name --helo h --auth eve --tls --client-cert --port 587";
		expect(readArguments([...argv.split(" "), "--from", "", "--to", "x@victim.example"])).toMatchObject({
			kind: "probe",
			path: "x",
			attempt: {
				client: "198.51.100.7",
				name: "pc.example",
				forged: true,
				helo: "h",
				login: { user: "eve", valid: true },
				tls: true,
				clientCertificate: true,
				port: 587,
				from: "",
				to: "x@victim.example",
			},
		});
		expect(readArguments(["probe", "x", "--to", "a", "--from", "<>"])).toMatchObject({
			attempt: { from: "", helo: "client.sender.example" },
		});
		expect(readArguments(["probe", "x", "--probes", "-"])).toMatchObject({ kind: "probe", probes: "-" });
	});

	it("give help and the version", () => {
		expect(readArguments(["--help"])).toEqual({ kind: "help", topic: "check" });
		expect(readArguments(["probe", "-h"])).toEqual({ kind: "help", topic: "probe" });
		expect(readArguments(["--version"])).toEqual({ kind: "version" });
		expect(readArguments(["rule", "open-relay"])).toMatchObject({ kind: "rule", id: "open-relay" });
	});

	it.each([
		[["--colour"], /--colour/],
		[["--format"], /--format.*argument/],
		[["--format", "xml"], /--format xml is none of pretty, compact, json/],
		[["--fail-on", "all"], /--fail-on all is none of error, warning, info, never/],
		[["--severity", "never"], /--severity never is none of/],
		[["--dialect", "qmail"], /--dialect qmail is none of postfix/],
		[["--mta-version", "new"], /--mta-version new is no release/],
		[["--complete=yes"], /--complete/],
		[["--to", "x"], /--to does not belong to check/],
		[["rule", "a", "b"], /rule takes one id/],
		[["rule", "--complete"], /--complete does not belong to rule/],
		[["a", "--stdin-filename", "main.cf"], /takes the place of PATH/],
		[[""], /a path is empty/],
		[["probe"], /needs the PATH/],
		[["probe", "a", "b", "--to", "x"], /one PATH/],
		[["probe", "a"], /--to ADDRESS/],
		[["probe", "a", "--to", "x", "--client", "300.1.1.1"], /300\.1\.1\.1 is no IP address/],
		[["probe", "a", "--to", "x", "--port", "0x19"], /--port 0x19/],
		[["probe", "a", "--to", "x", "--port", "65536"], /--port 65536/],
		[["probe", "a", "--to", "x", "--forged-name"], /needs --client-name/],
		[["probe", "a", "--to", "x", "--client-cert"], /needs --tls/],
		[["probe", "a", "--to", "x", "--probes", "f"], /--probes and --to exclude each other/],
		[["probe", "a", "--to", "x", "--list-files"], /--list-files does not belong to probe/],
	])("refuse %j", (argv, expected) => {
		expect(mistake(...argv)).toMatch(expected);
	});
});
