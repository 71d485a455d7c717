import {
	ALL_ADDRESSES,
	byDefault,
	type Configuration,
	type Dialect,
	defineRule,
	type Environment,
	FALSE,
	type FileReader,
	inFile,
	LOOPBACK,
	type Origin,
	type PolicyRule,
	parseAddressSet,
	type RelayPolicy,
	type SourceFile,
	TRUE,
	truthOf,
	unionOf,
} from "@relaylint/core";
import type { DialectEntry } from "@relaylint/dialects";

/**
 * A mail server that nobody runs, small enough to see through: `toy.conf` holds `trust ADDRESS`, `riddle` (a condition that nobody
 * meets, which no proof sees through), `table FILE` (whose lines are addresses to trust), `bad` (a syntax error), `crash` (reading it
 * throws) and comments.
 */
export const toyDialect: Dialect = {
	id: "postfix",
	title: "Toy",
	recognise(path, head) {
		if (/(^|\/)toy\.part$/.test(path)) return { kind: "part", main: ["toy.conf"] };
		return /(^|\/)toy\.conf[^/]*$/.test(path) || head.startsWith("#!toy") ? { kind: "main", main: [] } : undefined;
	},
	lineSyntax: () => ({ comments: ["#"], continues: (line) => line.startsWith(" ") }),
	isTemplate: (text) => text.includes("{{"),
	read,
	rules: [
		defineRule({
			id: "toy-open",
			severity: "error",
			summary: "Strangers relay.",
			check({ configuration, analysis }, report) {
				for (const { witness } of analysis().listeners) {
					if (witness === undefined) continue;
					const main = configuration.files[0];
					if (main === undefined) return;
					const decisive = witness.decision.trace.find((step) => step.origin.kind === "file")?.origin;
					report({
						certainty: "proven",
						origin: decisive?.kind === "file" ? decisive : inFile(main, { start: 0, end: 0 }),
						message: "Every client may relay. Spam leaves through this server. Trust only your own networks.",
						witness: { attempt: witness.attempt, dns: witness.dns },
						trace: witness.decision.trace,
					});
				}
			},
		}),
		defineRule({
			id: "toy-crash",
			severity: "info",
			summary: "Fails where it meets the word explode.",
			check({ configuration }) {
				if (configuration.files[0]?.text.includes("explode")) throw new Error("it exploded");
			},
		}),
		defineRule({
			id: "toy-liar",
			severity: "error",
			summary: "Shows a witness that is refused, where it meets the word lie.",
			check({ configuration }, report) {
				const main = configuration.files[0];
				const at = main?.text.indexOf("lie") ?? -1;
				if (main === undefined || at < 0) return;
				const attempt = {
					client: "203.0.113.7",
					forged: false,
					helo: "x",
					port: 25,
					tls: false,
					clientCertificate: false,
					from: "",
					mailArguments: "",
					to: "x@victim.example",
				};
				report({
					certainty: "proven",
					origin: inFile(main, { start: at, end: at + 3 }),
					message: "Untrue.",
					witness: { attempt, dns: {} },
				});
			},
		}),
	],
};

/** The registry of a world in which there is only the toy. */
export const toyDialects: readonly DialectEntry[] = [
	{
		id: "postfix",
		title: "Toy",
		mayRecognise: (baseName, head) => baseName.startsWith("toy.") || head.startsWith("#!toy"),
		serverDirectories: ["etc/toy"],
		load: async () => toyDialect,
	},
];

function read(main: SourceFile, reader: FileReader, environment: Environment): Configuration {
	if (main.text.includes("crash")) throw new Error("the toy broke");
	const files: SourceFile[] = [main];
	const diagnostics: Configuration["diagnostics"][number][] = [];
	const rules: PolicyRule[] = [];
	const trust = (text: string, origin: Origin) => {
		const set = parseAddressSet(text);
		if (set !== undefined)
			rules.push({ match: { kind: "address", fact: "client", set, origin }, action: { kind: "accept" }, origin });
	};
	for (const { start, text } of linesOf(main)) {
		const [word = "", value = ""] = text.split(" ");
		const at = inFile(main, { start: start + word.length + 1, end: start + text.length });
		if (word === "trust") trust(value, at);
		if (word === "riddle") rules.push({ match: riddle(at), action: { kind: "accept" }, origin: at });
		if (word === "bad") {
			const origin = inFile(main, { start, end: start + text.length });
			diagnostics.push({ rule: "toy-syntax", severity: "warning", certainty: "proven", origin, message: "This is bad." });
		}
		if (word !== "table") continue;
		const outcome = reader.read(value);
		if (outcome.kind !== "text") {
			const reason = outcome.kind === "unreadable" ? `unreadable: ${outcome.reason}` : outcome.kind;
			diagnostics.push({
				rule: "toy-table",
				severity: "info",
				certainty: "proven",
				origin: at,
				message: `${value} is ${reason}`,
			});
			continue;
		}
		files.push(outcome.file);
		for (const line of linesOf(outcome.file)) {
			trust(line.text, inFile(outcome.file, { start: line.start, end: line.start + line.text.length }));
		}
	}
	const origin = byDefault("relaying is refused (default)");
	const policy: RelayPolicy = {
		listeners: [
			{
				name: "smtp inet",
				port: 25,
				addresses: unionOf([ALL_ADDRESSES, LOOPBACK]),
				stages: [
					{
						name: "relay",
						at: "rcpt",
						origin,
						rules: [...rules, { match: { kind: "always" }, action: { kind: "refuse", outcome: "reject" }, origin }],
					},
				],
				relays: {
					kind: "computed",
					name: "foreign domain",
					reads: ["recipient"],
					origin,
					evaluate: ({ attempt }) => truthOf(!attempt.to.endsWith("@local.example")),
					over: () => TRUE,
				},
				origin,
			},
		],
		facts: { name: () => undefined },
		claimed: { claims: (domain) => truthOf(domain === "local.example") },
		foreign: [{ name: "elsewhere", exists: TRUE }],
		localDomains: ["local.example"],
		depends: [],
	};
	const assumptions = environment.release === undefined ? ["the newest release"] : [];
	return { dialect: "postfix", files, settings: [], policy, diagnostics, assumptions, model: undefined };
}

function riddle(origin: Origin): PolicyRule["match"] {
	return { kind: "computed", name: "riddle", reads: ["recipient"], origin, evaluate: () => FALSE };
}

function linesOf(file: SourceFile): readonly { start: number; text: string }[] {
	const lines: { start: number; text: string }[] = [];
	let start = 0;
	for (const text of file.text.split("\n")) {
		if (text !== "" && !text.startsWith("#")) lines.push({ start, text });
		start += text.length + 1;
	}
	return lines;
}
