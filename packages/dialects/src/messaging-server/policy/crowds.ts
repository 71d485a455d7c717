import {
	type AddressSet,
	containsAddress,
	type Dependency,
	intersectionOf,
	isEmptyAddressSet,
	isPublicSuffix,
	PUBLIC_ADDRESSES,
	parseAddress,
	type Region,
} from "@relaylint/core";
import { dependencyOf, type Question } from "../mapping/explore.ts";
import { type Cell, cellsOf } from "./cells.ts";
import { switchesByName, switching } from "./channels.ts";
import { type Answer, answerOf, BROAD, type Crowd, NARROW, passingOf, type Words } from "./strangers.ts";
import type { Entrance, MsWorld } from "./world.ts";

/** What becomes of the strangers of a region at one entrance. */
export interface RegionAnswer {
	readonly answer: "none" | "choice" | Dependency;
	/** The source channels that they may have. */
	readonly sources: ReadonlySet<string>;
}

/** Who comes from one cell, and what they have to say. */
export interface CellAnswer {
	readonly cell: Cell;
	readonly answer: Answer;
	readonly sources: ReadonlySet<string>;
}

/** Names that a client may have so that switching by name changes something. */
interface NameChoice {
	readonly name: string | undefined;
	readonly forged: boolean;
}

interface Knowledge {
	readonly suffixes: boolean;
	readonly cells: Map<string, CellAnswer>;
}

const known = new WeakMap<Entrance, Knowledge>();

/** The server's own addresses that tables name, and one that they do not name: the address to which a client connects is not in the files. */
export function serverAddresses(world: MsWorld, entrance: Entrance): readonly string[] {
	if (entrance.address !== undefined && parseAddress(entrance.address) !== undefined) return [entrance.address];
	const named = new Set<string>();
	for (const { entries } of world.tables.tables) {
		for (const { pattern } of entries) {
			const [first] = pattern.elements;
			const found = first?.kind === "text" ? /^tcp\|([0-9a-f.:]+)\|/.exec(first.text)?.[1] : undefined;
			if (found !== undefined && parseAddress(found) !== undefined) named.add(found);
		}
	}
	return [...[...named].slice(0, 4), UNNAMED_SERVER].filter((one, at, all) => all.indexOf(one) === at);
}

/** An address of the server's that no table can name. */
const UNNAMED_SERVER = "0.0.0.1";

/** What becomes of strangers from a set of addresses: over all cells that it meets. */
export function answerOver(world: MsWorld, entrance: Entrance, region: Region): RegionAnswer {
	const sources = new Set<string>();
	let worst: Answer = { kind: "none" };
	for (const server of serverAddresses(world, entrance)) {
		for (const cell of cellsOf(world, server, entrance.port ?? 25)) {
			if (isEmptyAddressSet(intersectionOf(cell.addresses, region.addresses))) continue;
			const states = region.fixed === undefined ? tlsStates(world) : [region.fixed.tls];
			const login = region.fixed?.login === true;
			for (const tls of states) {
				const found = cellAnswer(world, entrance, { server, cell, tls, login });
				for (const source of found.sources) sources.add(source);
				worst = worse(worst, onServer(found.answer, server, world, entrance));
			}
		}
	}
	return { answer: dependencyOfAnswer(worst), sources };
}

/** What is found for one address of the server alone hangs on that address. */
function onServer(answer: Answer, server: string, world: MsWorld, entrance: Entrance): Answer {
	if (server === UNNAMED_SERVER || answer.kind !== "choice" || serverAddresses(world, entrance).length === 1) return answer;
	const question: Question = { key: `server:${server}`, text: `whether the server's address is ${server}` };
	return { kind: "outside", questions: [question] };
}

const ORDER: readonly Answer["kind"][] = ["none", "outside", "limit", "choice"];

function worse(one: Answer, other: Answer): Answer {
	return ORDER.indexOf(other.kind) > ORDER.indexOf(one.kind) ? other : one;
}

function dependencyOfAnswer(answer: Answer): RegionAnswer["answer"] {
	switch (answer.kind) {
		case "none":
		case "choice":
			return answer.kind;
		case "limit":
			return { kind: "limit", key: `messaging-server:limit:${answer.text}`, text: answer.text };
		case "outside": {
			const [first, ...more] = answer.questions;
			if (first === undefined) return "choice";
			const dependency = dependencyOf(first);
			return { ...dependency, text: [first, ...more.slice(0, 2)].map(({ text }) => text).join("; ") };
		}
	}
}

/** What becomes of those who come from one cell. */
export function cellAnswer(
	world: MsWorld,
	entrance: Entrance,
	{ server, cell, tls, login }: { readonly server: string; readonly cell: Cell; readonly tls: boolean; readonly login: boolean },
): CellAnswer {
	const suffixes = isPublicSuffix("com") !== undefined;
	let knowledge = known.get(entrance);
	if (knowledge === undefined || knowledge.suffixes !== suffixes) {
		knowledge = { suffixes, cells: new Map() };
		known.set(entrance, knowledge);
	}
	const key = `${server} ${cell.sample} ${tls} ${login}`;
	let answer = knowledge.cells.get(key);
	if (answer === undefined) {
		const sources = new Set<string>();
		let worst: Answer = { kind: "none" };
		// Where no client is switched, a channel that wants a login wants it of every address.
		let everybody = switching(world.channels.named(entrance.channel)) !== "switch";
		for (const { name, forged } of nameChoices(world, entrance)) {
			const crowd: Crowd = { server, client: cell.sample, tls, login, name, forged };
			const explored = passingOf(world, entrance, crowd, BROAD);
			for (const { value } of explored.paths) if (value.source !== undefined) sources.add(value.source);
			worst = worse(worst, answerOf(explored));
			everybody &&= explored.complete && explored.paths.every(({ value }) => value.byChannel === true);
		}
		if (cell.vague && worst.kind === "none" && !everybody)
			worst = { kind: "limit", text: "which of the addresses a pattern with wildcards takes" };
		answer = { cell, answer: worst, sources };
		knowledge.cells.set(key, answer);
	}
	return answer;
}

/** What the strangers who may pass would say, for the search for a witness. */
export function passingWords(
	world: MsWorld,
	entrance: Entrance,
): readonly (Words & { readonly name?: string; readonly addresses: AddressSet })[] {
	const found: (Words & { readonly name?: string; readonly addresses: AddressSet })[] = [];
	const believed = world.channels.named(entrance.channel).said.get("proxy")?.keyword === "proxyprotocol";
	for (const server of serverAddresses(world, entrance)) {
		const cells = cellsOf(world, server, entrance.port ?? 25).filter(
			({ addresses }) => believed || !isEmptyAddressSet(intersectionOf(addresses, PUBLIC_ADDRESSES)),
		);
		for (const cell of cells.slice(0, MOST_SEARCHED)) {
			for (const tls of tlsStates(world)) {
				if (cellAnswer(world, entrance, { server, cell, tls, login: false }).answer.kind === "none") continue;
				for (const { name, forged } of nameChoices(world, entrance)) {
					const crowd: Crowd = { server, client: cell.sample, tls, login: false, name, forged };
					for (const spelling of NARROW) {
						const passing = passingOf(world, entrance, crowd, [spelling]).paths.find(({ value }) => value.words !== undefined);
						if (passing?.value.words === undefined) continue;
						found.push({ ...passing.value.words, addresses: cell.addresses, ...(name === undefined ? {} : { name }) });
						break;
					}
				}
			}
		}
	}
	return found;
}

const MOST_SEARCHED = 24;

/** Whether TLS changes anything here: a channel to switch to, a demand, a flag that a template tests. */
function tlsStates(world: MsWorld): readonly boolean[] {
	const channels = world.channels.all.some(
		({ said }) => said.has("tlsswitch") || said.get("tls")?.keyword.startsWith("must") === true,
	);
	const tests = world.tables.tables.some(({ entries }) =>
		entries.some(({ template }) => template.some((part) => part.kind === "flag-test" && part.flag === "T")),
	);
	return channels || tests ? [false, true] : [false];
}

/** A stranger has no name, a name of its own, or a forged one that some rewrite rule sends to a channel. */
function nameChoices(world: MsWorld, entrance: Entrance): readonly NameChoice[] {
	const channel = world.channels.named(entrance.channel);
	const choices: NameChoice[] = [{ name: undefined, forged: false }];
	if (switching(channel) !== "switch" || !switchesByName(channel)) return choices;
	choices.push({ name: "pc.client.example", forged: false });
	const names = new Set<string>();
	for (const { pattern } of world.rules) {
		if (/^[$[]/.test(pattern) || pattern === ".") continue;
		names.add(pattern.startsWith(".") ? `host${pattern}` : pattern.replaceAll("*", "host"));
	}
	for (const { hosts } of world.channels.all) for (const host of hosts) names.add(host);
	for (const name of [...names].slice(0, 100)) choices.push({ name, forged: true });
	return choices;
}

/** Whether an address is in a cell; for tests. */
export function cellAt(cells: readonly Cell[], client: string): Cell | undefined {
	const address = parseAddress(client);
	return address === undefined ? undefined : cells.find((cell) => containsAddress(cell.addresses, address));
}
