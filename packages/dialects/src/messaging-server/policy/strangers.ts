import { evaluateMap } from "../mapping/evaluate.ts";
import { type Ask, type Explored, explore, type Path, type Question } from "../mapping/explore.ts";
import { fold, type Ranges } from "../mapping/pattern.ts";
import { type TableSet, tableNamed } from "../mapping/tables.ts";
import { CLIENT_PORT, meaningOf, sourceChannel } from "./judge.ts";
import { ANYTHING, type Found, type Segment, searchPassing } from "./languages.ts";
import { type AccessTable, RECIPIENT_TABLES } from "./probe-strings.ts";
import { readerOf } from "./readers.ts";
import { rewriteAddress } from "./rewrite.ts";
import { registrableTestSuffixes } from "./suffixes.ts";
import { type Entrance, type MsWorld, outsideChannels, rewriteWorldOf, unseenLetsPass } from "./world.ts";

/** What all attempts of a search have in common. */
export interface Crowd {
	readonly server: string;
	/** A client that stands for all of its cell. */
	readonly client: string;
	readonly tls: boolean;
	readonly login: boolean;
	/** The client's name, where one is tried. */
	readonly name: string | undefined;
	readonly forged: boolean;
}

/** What a client that passes has to say. */
export interface Words {
	readonly helo: string;
	readonly from: string;
	readonly to: string;
}

/** One way of answering the questions, and whether somebody of the crowd passes then. */
export interface Passing {
	readonly kind: "none" | "some" | "maybe";
	readonly source: string | undefined;
	readonly words: Words | undefined;
	/** True where the channel's keywords refuse, whatever the tables say. */
	readonly byChannel?: true;
}

/** How the free parts of a search are spelled. */
export interface Spelling {
	readonly from: "any" | "empty" | "plain" | "stranger";
	readonly to: "any" | "plain";
	readonly helo: "any" | "plain" | "word";
}

/** All that a client may send: what a proof has to look at. */
export const BROAD: readonly Spelling[] = [
	{ from: "any", to: "any", helo: "any" },
	{ from: "empty", to: "any", helo: "any" },
];

/** What a witness may look like, plainest first. */
export const NARROW: readonly Spelling[] = (["plain", "word"] as const).flatMap((helo) =>
	(["plain", "empty", "stranger"] as const).map((from): Spelling => ({ helo, from, to: "plain" })),
);

/** Letters, digits and what a local part may hold unquoted, without what routes. */
const LOCAL: Ranges = [
	[97, 122],
	[48, 57],
	[45, 45],
	[95, 95],
	[124, 124],
	[43, 43],
	[61, 61],
	[46, 46],
];
const DOMAIN: Ranges = [
	[97, 122],
	[48, 57],
];
const DIGITS: Ranges = [[48, 57]];
/** All but blanks, which end a word of HELO. */
const HELO_WORD: Ranges = [[33, 126]];

/** Whether somebody of a crowd can pass to a foreign recipient, for every way of answering the questions. */
export function passingOf(world: MsWorld, entrance: Entrance, crowd: Crowd, spellings: readonly Spelling[]): Explored<Passing> {
	return explore((ask) => passing(world, entrance, crowd, spellings, ask), 128);
}

function passing(world: MsWorld, entrance: Entrance, crowd: Crowd, spellings: readonly Spelling[], ask: Ask): Passing {
	const facts = {
		server: crowd.server,
		client: crowd.client,
		name: crowd.name,
		forged: crowd.forged,
		helo: "",
		tls: crowd.tls,
		login: crowd.login ? { user: "alice", valid: true } : undefined,
		from: "",
		to: "",
	};
	const inputFlags = flagsOf(crowd, ask);
	const table = (name: string, asking: Ask) => tableNamed(world.tables, name, asking);
	const connection = `TCP|${crowd.server}|${entrance.port ?? 25}|${crowd.client}|`;
	const port = evaluateMap("PORT_ACCESS", connection + CLIENT_PORT, { table, inputFlags, ask });
	const none: Passing = { kind: "none", source: undefined, words: undefined };
	const readsPort = dependsOnClientPort(world.tables);
	if (!unseenLetsPass(world, ask)) return none;
	if (!readsPort && meaningOf(port, "PORT_ACCESS", ask) === "refuse") return none;
	const sourced = sourceChannel(world, entrance, facts, ask);
	if (sourced.kind === "refused") return { ...none, byChannel: true };
	const source = sourced.source.name;
	let best: Passing = { kind: "none", source, words: undefined };
	for (const route of routesOf(world, source, ask)) {
		for (const spelling of spellings) {
			const found = search(world, { connection, source, crowd, route, spelling, inputFlags }, ask);
			if (found.found.kind === "none") continue;
			const sure = found.found.kind === "some" && found.found.sure && !readsPort;
			if (sure) return { kind: "some", source, words: found.words };
			if (best.kind === "none" || best.words === undefined) best = { kind: "maybe", source, words: found.words };
		}
	}
	return best;
}

/** Flags that a table may test; whether the client says EHLO, or asks for receipts, it chooses. */
function flagsOf(crowd: Crowd, ask: Ask): { has(flag: string): boolean } {
	return {
		has(flag) {
			if (flag === "A") return crowd.login;
			if (flag === "T") return crowd.tls;
			return ask({ key: `input-flag:${flag}`, text: `the input flag ${flag}, which the client chooses`, choice: true });
		},
	};
}

/** Whether PORT_ACCESS looks at the client's port, which the client chooses. */
function dependsOnClientPort({ tables }: TableSet): boolean {
	return tables
		.filter(({ name }) => name.toUpperCase() === "PORT_ACCESS")
		.some(({ entries }) =>
			entries.some(({ pattern }) => {
				const last = pattern.elements.at(-1);
				return last?.kind !== "wild" || !last.many || last.set !== undefined;
			}),
		);
}

/** A way in which a foreign recipient is written once it is rewritten, and its channel. */
interface Route {
	readonly channel: string;
	/** What stands before and behind the host that the stranger chooses. */
	readonly shape: (host: readonly Segment[], read: number, plain: boolean) => readonly Segment[];
}

const MARK_USER = "relaylintuser";
const MARK_HOST = "relaylinthost";

/** The ways in which foreign recipients reach channels of the outside world. */
function routesOf(world: MsWorld, source: string, ask: Ask): readonly Route[] {
	const routes: Route[] = [];
	const foreign: Ask = (question) => (question.key.startsWith("directory:") ? false : ask(question));
	for (const suffix of registrableTestSuffixes(world)) {
		const host = `${MARK_HOST}${suffix}`;
		const rewritten = rewriteAddress(`${MARK_USER}@${host}`, rewriteWorldOf(world), {
			source,
			direction: "forward",
			ask: foreign,
		});
		if (rewritten.kind === "none") continue;
		const { channel, address } = rewritten;
		if (!outsideChannels(world).some(({ name }) => name === channel.name)) continue;
		const user = address.indexOf(MARK_USER);
		const at = address.indexOf(host);
		const before = user === -1 ? undefined : address.slice(0, user);
		const between = at === -1 ? undefined : address.slice(user + MARK_USER.length, at);
		const after = at === -1 ? "" : address.slice(at + host.length);
		routes.push({
			channel: channel.name,
			shape: (chosenHost, read, plain) => {
				const free: Segment = { kind: "free", ranges: plain ? LOCAL : ANYTHING, least: 1, read, name: "user" };
				if (before === undefined || between === undefined) return [{ ...free, ranges: ANYTHING }];
				return [
					{ kind: "text", text: before, read },
					free,
					{ kind: "text", text: between, read },
					...(plain && suffix !== ".invalid" ? [{ kind: "text" as const, text: "victim", read }] : chosenHost),
					{ kind: "text", text: suffix === ".invalid" ? after : suffix + after, read },
				];
			},
		});
	}
	// A client may name the channel's own host: whatever stands left of it reaches the channel.
	for (const channel of outsideChannels(world)) {
		for (const host of channel.hosts) {
			routes.push({
				channel: channel.name,
				shape: (_chosen, read, plain) => [
					{ kind: "free", ranges: plain ? LOCAL : ANYTHING, least: 1, read, name: "user" },
					...(plain ? [{ kind: "text" as const, text: "%victim.example", read }] : []),
					{ kind: "text", text: `@${host}`, read },
				],
			});
		}
	}
	return routes;
}

/** How many refusals of a table are looked at, at first and at last. */
const LEVELS = [2, 6, 60];

interface Asked {
	readonly connection: string;
	readonly source: string;
	readonly crowd: Crowd;
	readonly route: Route;
	readonly spelling: Spelling;
	readonly inputFlags: { has(flag: string): boolean };
}

function search(world: MsWorld, asked: Asked, ask: Ask): { readonly found: Found; readonly words: Words | undefined } {
	const { connection, source, route, spelling } = asked;
	const present = (["FROM_ACCESS", ...RECIPIENT_TABLES] as const).flatMap((name) => {
		const table = tableNamed(world.tables, name, ask);
		return table === undefined ? [] : [{ name, table }];
	});
	const maps = { table: (name: string, asking: Ask) => tableNamed(world.tables, name, asking), inputFlags: asked.inputFlags };
	const readersWith = (refusals: number) =>
		present.map(({ name, table }) =>
			readerOf(table, name, withConnection(name) ? connection : `${source}|`, maps, ask, refusals),
		);
	const mask = (some: (name: AccessTable) => boolean) =>
		present.reduce((bits, { name }, at) => (some(name) ? bits | (1 << at) : bits), 0);
	const all = mask(() => true);
	const connected = mask(withConnection);
	const fromTable = present.findIndex(({ name }) => name === "FROM_ACCESS");
	const recipient = mask((name) => name !== "FROM_ACCESS");
	const text = (words: string, read: number): Segment => ({ kind: "text", text: fold(words), read });
	const free = (name: string, ranges: Ranges, least: number, read: number): Segment => ({
		kind: "free",
		name,
		ranges,
		least,
		read,
	});
	const withoutBars = (ranges: Ranges) => (world.options.paranoia ? [...outOf(ranges, 124)] : ranges);
	const login = asked.crowd.login ? `alice@${world.localHosts[0] ?? ""}` : "";
	const plainTo = spelling.to === "plain";
	const host: readonly Segment[] = plainTo ? [text("victim.example", recipient)] : [free("host", ANYTHING, 1, recipient)];
	const segments: Segment[] = [
		text(connection, connected),
		free("client-port", DIGITS, 1, connected),
		text("|SMTP/", connected),
		...(spelling.helo === "plain"
			? [text("client.sender.example", connected)]
			: [free("helo", spelling.helo === "any" ? ANYTHING : HELO_WORD, 1, connected)]),
		text("|MAIL|", connected),
		text(`${source}|`, all),
		...fromSegments(spelling, all, withoutBars),
		...(fromTable === -1 ? [] : [text(`|${login}`, 1 << fromTable), { kind: "end" as const, table: fromTable }]),
		text(`|${route.channel}|`, recipient),
		...route
			.shape(host, recipient, plainTo)
			.map((segment) =>
				segment.kind === "free"
					? { ...segment, ranges: withoutBars(segment.ranges) }
					: segment.kind === "text"
						? { ...segment, text: fold(segment.text) }
						: segment,
			),
		...world.options.appended.flatMap((name): Segment[] => [
			text("|", recipient),
			free(`appended-${name}`, ANYTHING, 0, recipient),
		]),
		...present.flatMap(({ name }, table): Segment[] => (name === "FROM_ACCESS" ? [] : [{ kind: "end", table }])),
	];
	const needed = needless(segments);
	let found: Found = { kind: "too-many", sure: false, fields: new Map() };
	// The widest refusals alone are soon looked through, and whom they stop the whole table stops.
	for (const refusals of LEVELS) {
		const readers = readersWith(refusals);
		found = searchPassing(needed, readers);
		if (found.kind === "none" || readers.every(({ whole }) => whole)) break;
	}
	return { found, words: found.kind === "some" ? wordsOf(found, spelling, route) : undefined };
}

/** Segments that no table reads are of no interest. */
function needless(segments: readonly Segment[]): readonly Segment[] {
	return segments.filter((segment) => segment.kind === "end" || segment.read !== 0);
}

function withConnection(name: AccessTable): boolean {
	return name === "FROM_ACCESS" || name.endsWith("MAIL_ACCESS");
}

function fromSegments(spelling: Spelling, read: number, without: (ranges: Ranges) => Ranges): readonly Segment[] {
	const at: Segment = { kind: "text", text: "@", read };
	switch (spelling.from) {
		case "empty":
			return [];
		case "plain":
			return [{ kind: "text", text: "someone@sender.example", read }];
		case "stranger":
			return [
				{ kind: "free", name: "from-user", ranges: without(LOCAL), least: 1, read },
				at,
				{ kind: "free", name: "from-host", ranges: [...DOMAIN, [45, 46]], least: 1, read },
			];
		case "any":
			return [
				{ kind: "free", name: "from-user", ranges: without(ANYTHING), least: 1, read },
				at,
				{ kind: "free", name: "from-host", ranges: without(ANYTHING), least: 1, read },
			];
	}
}

function outOf(ranges: Ranges, unit: number): Ranges {
	return ranges.flatMap(([first, last]): (readonly [number, number])[] =>
		unit < first || unit > last
			? [[first, last]]
			: (
					[
						[first, unit - 1],
						[unit + 1, last],
					] as const
				).filter(([low, high]) => low <= high),
	);
}

function wordsOf({ fields }: Found, spelling: Spelling, route: Route): Words {
	const field = (name: string, otherwise: string) => fields.get(name) ?? otherwise;
	const from =
		spelling.from === "empty"
			? ""
			: spelling.from === "plain"
				? "someone@sender.example"
				: `${field("from-user", "someone")}@${field("from-host", "sender.example")}`;
	const own = route.shape([{ kind: "text", text: "victim.example", read: 1 }], 1, true);
	const to = own
		.map((segment) => (segment.kind === "text" ? segment.text : segment.kind === "free" ? field("user", "someone") : ""))
		.join("");
	return { helo: field("helo", "client.sender.example"), from, to: fields.has("user") ? to : "someone@victim.example" };
}

/** What follows from all ways of answering the questions. */
export type Answer =
	| { readonly kind: "none" }
	/** Whatever the answers are, somebody passes: it is the client's choice. */
	| { readonly kind: "choice"; readonly text: string }
	/** It hangs on something outside the files, or on a gap of the manual. */
	| { readonly kind: "outside"; readonly questions: readonly Question[] }
	/** relaylint cannot tell. */
	| { readonly kind: "limit"; readonly text: string };

/** Joins what was found for every way of answering the questions. */
export function answerOf({ paths, complete }: Explored<Passing>): Answer {
	const passing = paths.filter(({ value }) => value.kind !== "none");
	if (passing.length === 0)
		return complete ? { kind: "none" } : { kind: "limit", text: "too many open questions to follow them all" };
	const sure = passing.filter(({ value }) => value.kind === "some");
	const some = sure.length > 0 ? sure : passing;
	const failing = paths.filter(({ value }) => !(sure.length > 0 ? value.kind === "some" : value.kind !== "none"));
	const covered = failing.every((fails) => some.some((passes) => compatible(passes, fails)));
	const questions = new Map<string, Question>();
	for (const { asked } of some)
		for (const [key, { question }] of asked) if (question.choice !== true) questions.set(key, question);
	if (sure.length === 0 && covered) return { kind: "limit", text: "whether what a client chooses to say satisfies an entry" };
	if (covered) return { kind: "choice", text: "what the client says" };
	return { kind: "outside", questions: [...questions.values()] };
}

/** Whether two ways of answering do not contradict each other in anything but the client's own choices. */
function compatible(one: Path<Passing>, other: Path<Passing>): boolean {
	for (const [key, { question, answer }] of one.asked) {
		if (question.choice === true) continue;
		const there = other.asked.get(key);
		if (there === undefined || there.answer !== answer) return false;
	}
	return true;
}
