import { CLIENT_NAMES, CLIENTS, DOMAINS, mailbox, network } from "../words.ts";
import type { DraftValue } from "./draft.ts";
import { fileOf, listOf, type Workshop } from "./workshop.ts";

/** The four kinds of list. */
export type Kind = "domain" | "host" | "address" | "localpart";

const LOCALS = ["alice", "bob", "user", "x", "boss", "nosuch", "postmaster", "alice+news", "Alice", "root"] as const;

/** A list of a kind, in all its forms. */
export function randomList(workshop: Workshop, kind: Kind, count = listLength(workshop)): DraftValue {
	const { random } = workshop;
	const items = Array.from({ length: count }, () => item(workshop, kind));
	// Rarely: an item that only some lists understand.
	if (random.chance(24)) items.splice(random.below(items.length + 1), 0, "");
	return listOf(workshop, items);
}

function listLength({ random }: Workshop): number {
	return random.weigh([
		[6, 1],
		[5, 2],
		[3, 3],
		[1, 4],
		[1, 6],
	]);
}

function item(workshop: Workshop, kind: Kind): string {
	const { random, lists } = workshop;
	const bare = random.weigh<() => string>([
		[12, () => ITEMS[kind](workshop)],
		[lists[kind].length > 0 ? 5 : 0, () => `+${random.pick(lists[kind])}`],
		[2, () => lookup(workshop, kind)],
		[1, () => listFile(workshop, kind)],
	])();
	return random.chance(5) ? `!${random.pick(["", " "])}${bare}` : bare;
}

const ITEMS: Readonly<Record<Kind, (workshop: Workshop) => string>> = {
	domain: (workshop) => domainItem(workshop),
	host: (workshop) => hostItem(workshop),
	address: (workshop) => addressItem(workshop),
	localpart: (workshop) => localPartItem(workshop),
};

function domainItem({ random }: Workshop): string {
	return random.weigh<() => string>([
		[8, () => random.pick(DOMAINS)],
		[2, () => `*.${random.pick(DOMAINS)}`],
		[1, () => `*${random.pick(DOMAINS)}`],
		[1, () => random.pick(["@", "@[]", "*", "@mx_any", "@mx_primary", "@mx_secondary", "RELAY.example"])],
		[2, () => expression(random.pick(DOMAINS), random.below(5))],
	])();
}

function hostItem({ random }: Workshop): string {
	return random.weigh<() => string>([
		[8, () => network(random).replace(/[[\]]/g, "")],
		[4, () => random.pick(CLIENTS)],
		[3, () => `*.${random.pick(CLIENT_NAMES)}`],
		[1, () => expression(random.pick(CLIENT_NAMES), random.below(5))],
		[1, () => random.pick(CLIENT_NAMES)],
		[1, () => random.pick(["mail.other.net", "victim.example", "localhost", "mx.example.com", "nosuch.invalid"])],
		[1, () => random.pick(["*", "@", "@[]", "10.0.0.1/8", "127.0.0.1", "::1"])],
		[1, () => random.pick(["+ignore_unknown", "+include_unknown", "+ignore_defer", "+include_defer"])],
	])();
}

function addressItem({ random, lists }: Workshop): string {
	return random.weigh<() => string>([
		[5, () => mailbox(random)],
		[4, () => `*@${random.pick(DOMAINS)}`],
		[2, () => random.pick(DOMAINS)],
		[1, () => `*.${random.pick(DOMAINS)}`],
		[1, () => `*@*.${random.pick(DOMAINS)}`],
		[1, () => `${random.pick(LOCALS)}@*`],
		[1, () => `${random.pick(["^a.*", "^[^x].*", "*"])}@${random.pick(DOMAINS)}`],
		[1, () => `^.*@${random.pick(DOMAINS).replaceAll(".", "\\.")}$`],
		[lists.domain.length > 0 ? 1 : 0, () => `*@+${random.pick(lists.domain)}`],
		[1, () => random.pick(["", "*", "*@*", "*@example"])],
	])();
}

function localPartItem({ random }: Workshop): string {
	return random.weigh<() => string>([
		[8, () => random.pick(LOCALS)],
		[1, () => `*${random.pick(["ce", "+news", "b", "-list"])}`],
		[2, () => random.pick(["^[.]", "^.*[@%!/|]", "^a", "^[a-m]", "^.*\\\\+"])],
		[1, () => "*"],
		[1, () => "+caseful"],
	])();
}

/** An expression about a name, in the forms that people write. */
function expression(name: string, form: number): string {
	const dotted = name.replaceAll(".", form % 2 === 0 ? "\\." : ".");
	// In a list the backslash of an expression is written twice, or the item is protected as a whole.
	const body = [`^${dotted}$`, `^(.*\\.)?${dotted}$`, `^.*${dotted}`, `^[^.]+\\.${dotted}$`, `^${name.split(".")[0]}`][
		form
	] as string;
	return form < 2 ? `\\N${body}\\N` : body.replaceAll("\\", "\\\\");
}

/** A key of an indexed file. */
function key({ random }: Workshop, kind: Kind): string {
	switch (kind) {
		case "domain":
			return random.weigh<() => string>([
				[5, () => random.pick(DOMAINS)],
				[1, () => `*.${random.pick(DOMAINS)}`],
				[1, () => random.pick(["*", "EXAMPLE.com"])],
			])();
		case "host":
			return random.pick([random.pick(CLIENT_NAMES), `*.${random.pick(CLIENT_NAMES)}`, random.pick(CLIENTS).replace(/:/g, ".")]);
		case "address":
			return random.pick([mailbox(random), mailbox(random), `*@${random.pick(DOMAINS)}`, random.pick(DOMAINS), "*"]);
		case "localpart":
			return random.pick(LOCALS);
	}
}

/** The lines of an indexed file; quotes where a key needs them. */
export function indexLines(workshop: Workshop, kind: Kind, value: () => string): readonly string[] {
	const { random } = workshop;
	const keys = new Set(Array.from({ length: 1 + random.below(5) }, () => key(workshop, kind)));
	return [...keys].map((one) => `${/[:\s#"]/.test(one) ? `"${one}"` : one}${random.pick([": ", " : ", "  "])}${value()}`);
}

/** A look-up in a file as an item of a list. */
function lookup(workshop: Workshop, kind: Kind): string {
	const { random } = workshop;
	const value = () => random.pick(["yes", "no", "", "x"]);
	const indexed = (type: string) => `${type};${fileOf(workshop, indexLines(workshop, kind, value))}`;
	if (kind === "host")
		return random.weigh<() => string>([
			[4, () => `net-iplsearch;${fileOf(workshop, networkLines(workshop))}`],
			[3, () => `net-lsearch;${fileOf(workshop, addressLines(workshop, ""))}`],
			[2, () => `net24-lsearch;${fileOf(workshop, addressLines(workshop, "/24"))}`],
			[2, () => indexed("lsearch")],
			[1, () => indexed("partial-lsearch")],
			[1, () => indexed("wildlsearch")],
		])();
	if (kind === "address")
		return random.weigh<() => string>([
			[4, () => indexed("lsearch")],
			[2, () => indexed("lsearch*@")],
			[1, () => indexed("lsearch*")],
			[
				2,
				() =>
					`@@lsearch;${fileOf(
						workshop,
						indexLines(workshop, "domain", () => random.pick(["alice : bob", "*", "!x : *", "^a", "alice : > *"])),
					)}`,
			],
		])();
	return indexed(
		random.weigh([
			[5, "lsearch"],
			[1, "lsearch*"],
			[kind === "domain" ? 2 : 0, "partial-lsearch"],
			[kind === "domain" ? 1 : 0, "partial1-lsearch"],
			[kind === "domain" ? 1 : 0, "partial(.)lsearch"],
			[2, "wildlsearch"],
			[1, "nwildlsearch"],
		]),
	);
}

function networkLines({ random }: Workshop): readonly string[] {
	const lines = Array.from({ length: 1 + random.below(4) }, () => network(random).replace(/[[\]]/g, ""));
	return lines.map((one) => `${one.includes(":") ? `"${one}"` : one}: yes`);
}

function addressLines({ random }: Workshop, suffix: string): readonly string[] {
	const lines = Array.from({ length: 1 + random.below(4) }, () => random.pick(CLIENTS.filter((one) => !one.includes(":"))));
	return lines.map((one) => `${suffix === "" ? one : `${one.replace(/\.\d+$/, ".0")}${random.chance(8) ? "" : suffix}`}: yes`);
}

/** A file whose lines are items. */
function listFile(workshop: Workshop, kind: Kind): string {
	const { random } = workshop;
	const lines = Array.from({ length: 1 + random.below(3) }, () => {
		const own = ITEMS[kind](workshop);
		return /^\\N|^\+|\\\\/.test(own)
			? random.pick(DOMAINS)
			: `${random.chance(6) ? "!" : ""}${own}${random.chance(8) ? " # why" : ""}`;
	});
	return fileOf(workshop, lines);
}
