import type { Random } from "../random.ts";
import type { DraftTable } from "./draft.ts";
import { CLIENT_NAMES, CLIENTS, DOMAINS, mailbox, network } from "./words.ts";

/** What a table is asked about. */
export type Subject = "client" | "helo" | "sender" | "recipient" | "domain" | "address";

/** What is under way: the source of choices, and the tables and classes so far. */
export interface Workshop {
	readonly random: Random;
	readonly tables: DraftTable[];
	/** Restriction classes that lists and tables may name. */
	readonly classes: readonly string[];
}

/** A reference to a new lookup table, `type:name`; its content is added to the workshop. */
export function tableReference(workshop: Workshop, subject: Subject, value: () => string, depth = 0): string {
	const { random } = workshop;
	const type = random.weigh<string>([
		[8, "hash"],
		[2, "btree"],
		[2, "lmdb"],
		[3, "texthash"],
		[subject === "client" || subject === "address" ? 5 : 1, "cidr"],
		[3, "pcre"],
		[3, "regexp"],
		[2, "inline"],
		[1, "static"],
		[1, "union"],
		[1, "pipe"],
		[1, "proxy"],
		[1, "rand"],
	]);
	const nested = () => tableReference(workshop, subject, value, depth + 1);
	switch (type) {
		case "inline": {
			const pairs = Array.from({ length: 1 + random.below(3) }, () => `{ ${key(random, subject)} = ${value()} }`);
			return `inline:{ ${pairs.join(", ")} }`;
		}
		case "static": {
			const said = value();
			return /\s/.test(said) ? `static:{${said}}` : `static:${said}`;
		}
		case "union":
			return depth > 0 ? nested() : `unionmap:{${nested()}, ${nested()}}`;
		case "pipe":
			return depth > 0
				? nested()
				: `pipemap:{${nested()}, inline:{${value().replace(/\s.*/, "")}=${value().replace(/\s.*/, "")}, OK=${value().replace(/\s.*/, "")}}}`;
		case "rand":
			return `randmap:{${value().replace(/\s.*/, "")}}`;
		case "proxy":
			return `proxy:${file(workshop, random.pick(["hash", "texthash", "btree"]), subject, value)}`;
		default:
			return file(workshop, type, subject, value);
	}
}

function file(workshop: Workshop, type: string, subject: Subject, value: () => string): string {
	const { random, tables } = workshop;
	const name = `t${tables.length + 1}`;
	// The place is taken before the values, which may need tables of their own.
	const at = tables.push({ file: name, lines: [] }) - 1;
	tables[at] = { file: name, lines: linesOf(random, type, subject, value) };
	return `${type}:${random.chance(5) ? "$config_directory" : "/etc/postfix"}/${name}`;
}

function linesOf(random: Random, type: string, subject: Subject, value: () => string): readonly string[] {
	const count = 1 + random.below(6);
	if (type === "cidr") return Array.from({ length: count }, () => cidrLine(random, value));
	if (type === "pcre" || type === "regexp") {
		const lines = Array.from({ length: count }, () => `${expression(random, subject, type)}   ${value()}`);
		if (random.chance(6)) return [`if ${expression(random, subject, type)}`, ...lines, "endif", `/./   ${value()}`];
		return lines;
	}
	const keys = new Set<string>();
	while (keys.size < count) keys.add(key(random, subject));
	return [...keys].map((one) => `${one.includes(" ") ? `"${one}"` : one}   ${value()}`);
}

function cidrLine(random: Random, value: () => string): string {
	const bare = network(random).replace(/[[\]]/g, "");
	return `${random.chance(8) ? "!" : ""}${bare}   ${value()}`;
}

/** A key of an indexed table, of the forms that access(5) looks up and some that it does not. */
function key(random: Random, subject: Subject): string {
	const domain = () =>
		`${random.weigh([
			[3, ""],
			[1, "."],
		])}${random.pick(DOMAINS)}`;
	switch (subject) {
		case "client":
			return random.weigh<() => string>([
				[3, () => random.pick(CLIENTS)],
				[3, () => random.pick(CLIENTS).replace(/[.:][^.:]*$/, "")],
				[1, () => random.pick(CLIENTS).replace(/[.:].*$/, "")],
				[1, () => network(random).replace(/[[\]]/g, "")],
				[4, () => `${random.chance(3) ? "." : ""}${random.pick(CLIENT_NAMES)}`],
				[1, () => random.pick(["unknown", "example", ".example", "net", "10."])],
			])();
		case "helo":
			return random.weigh<() => string>([
				[
					3,
					() =>
						random.pick([
							"helo.example",
							".helo.example",
							"mx.example.com",
							"localhost",
							"example",
							"client.sender.example",
							"sender.example",
						]),
				],
				[2, domain],
				[1, () => random.pick(["[203.0.113.7]", "203.0.113.7", "203.0.113"])],
			])();
		case "sender":
		case "recipient":
		case "address":
			return random.weigh<() => string>([
				[4, () => mailbox(random)],
				[4, domain],
				[2, () => `${random.pick(["alice", "bob", "user", "x", "boss", "alice+news", "postmaster"])}@`],
				[1, () => random.pick(["<>", "alice", "bob", "x", "example", "@victim.example", "@example.com", "MAILER-DAEMON"])],
			])();
		case "domain":
			return random.weigh<() => string>([
				[6, domain],
				[1, () => random.pick(["example", ".example", "*", ".", "com", "VICTIM.EXAMPLE"])],
			])();
	}
}

function expression(random: Random, subject: Subject, type: string): string {
	const dots = (text: string) => text.replaceAll(".", random.chance(4) ? "." : "\\.");
	const body = random.weigh<() => string>([
		[3, () => `${dots(random.pick(DOMAINS))}$`],
		[2, () => `^${dots(random.pick(DOMAINS))}$`],
		[subject === "client" ? 4 : 0, () => `^${dots(random.pick(CLIENTS).replace(/[.:][^.:]*$/, ""))}`],
		[
			subject === "sender" || subject === "recipient" ? 3 : 0,
			() =>
				`${random.chance(2) ? "^" : ""}${random.pick(["alice", "bob", "x", "[a-m].*", ".*", "boss"])}@${dots(random.pick(DOMAINS))}${random.chance(2) ? "$" : ""}`,
		],
		[1, () => "."],
		[1, () => random.pick(["^unknown$", "^<>$", "[0-9]+", "(alice|bob)", "%", "!", "^[^@]+$", "\\.example$"])],
		[type === "pcre" ? 1 : 0, () => random.pick(["^(?!alice)", "\\d+\\.\\d+", "^x(?=@)", "(?:friend|victim)\\.example"])],
	])();
	return `${random.chance(7) ? "!" : ""}/${body}/${random.chance(8) ? "i" : ""}`;
}
