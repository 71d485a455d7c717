import { type Address, type AddressSet, formatAddress, parseAddress } from "@relaylint/core";
import { type Automaton, automatonOf, stepText } from "../mapping/automaton.ts";
import { evaluateMap } from "../mapping/evaluate.ts";
import { explore } from "../mapping/explore.ts";
import type { Pattern } from "../mapping/pattern.ts";
import { reachedTables } from "../mapping/reached.ts";
import type { Table } from "../mapping/table.ts";
import { tableNamed } from "../mapping/tables.ts";
import { ACCESS_TABLES, PROBE_FIELDS } from "./probe-strings.ts";
import type { MsWorld } from "./world.ts";

/** Client addresses that no table and no rewrite rule tells apart. */
export interface Cell {
	readonly addresses: AddressSet;
	/** One of them. */
	readonly sample: string;
	/** True where a pattern may still tell them apart: nothing is proven over the cell. */
	readonly vague: boolean;
}

/** Past this many boundaries a pattern, or all together, is vague. */
const MOST_BOUNDS = 60_000;
const SPACE = 2 ** 32;

const known = new WeakMap<MsWorld, Map<string, readonly Cell[]>>();

/** Cuts all addresses where a server at `server` that is reached on `port` tells them apart. */
export function cellsOf(world: MsWorld, server: string, port: number): readonly Cell[] {
	const ofWorld = known.get(world) ?? new Map<string, readonly Cell[]>();
	known.set(world, ofWorld);
	const key = `${server} ${port}`;
	let cells = ofWorld.get(key);
	if (cells === undefined) {
		cells = makeCells(world, `tcp|${server}|${port}|`);
		ofWorld.set(key, cells);
	}
	return cells;
}

function isConnectionTable(name: string): boolean {
	const table = ACCESS_TABLES.find((one) => one === name.toUpperCase());
	return table !== undefined && PROBE_FIELDS[table].includes("client");
}

function isAccessTable(name: string): boolean {
	return ACCESS_TABLES.some((one) => one === name.toUpperCase());
}

interface Reading {
	/** Patterns that read the address behind a prefix. */
	readonly inside: readonly { readonly automaton: Automaton; readonly from: number }[];
	/** Patterns that read the address alone. */
	readonly whole: readonly Pattern[];
	readonly wholeTables: readonly Table[];
	readonly literals: readonly string[];
}

function makeCells(world: MsWorld, prefix: string): readonly Cell[] {
	const { tables } = world.tables;
	const connection = tables.filter(({ name }) => isConnectionTable(name));
	const reached = reachedTables(tables, ACCESS_TABLES, world.rules);
	const wholeTables = tables.filter(({ name }) => !isAccessTable(name) && reached.has(name.toUpperCase()));
	const inside = connection.flatMap(({ entries }) =>
		entries.flatMap(({ pattern }) => {
			const automaton = automatonOf(pattern);
			const from = stepText(automaton, automaton.start, prefix);
			return from === 0 ? [] : [{ automaton, from }];
		}),
	);
	const whole = wholeTables.flatMap(({ entries }) => entries.map(({ pattern }) => pattern));
	const literals = world.rules.map(({ pattern }) => pattern).filter((pattern) => pattern.startsWith("["));
	const reading: Reading = { inside, whole, wholeTables, literals };
	return [...cells4(world, reading), ...cells6(world, reading)];
}

function cells4(world: MsWorld, reading: Reading): readonly Cell[] {
	const bounds = new Set<number>([0]);
	let vague = false;
	const add = (some: readonly number[] | undefined) => {
		if (some === undefined || bounds.size + some.length > MOST_BOUNDS) vague = true;
		else for (const bound of some) if (bound < SPACE) bounds.add(bound);
	};
	for (const pattern of reading.whole) add(boundsOf(pattern));
	for (const { automaton, from } of reading.inside) add(automatonBounds(automaton, from, false));
	for (const literal of reading.literals) add(literalBounds(literal));
	const sorted = [...bounds].sort((a, b) => a - b);
	const bySignature = new Map<string, number[]>();
	sorted.forEach((start, index) => {
		const end = (sorted[index + 1] ?? SPACE) - 1;
		const key = signature(world, reading, formatAddress({ family: 4, value: start }));
		const intervals = bySignature.get(key);
		if (intervals === undefined) bySignature.set(key, [start, end]);
		else if ((intervals.at(-1) ?? 0) + 1 === start) intervals[intervals.length - 1] = end;
		else intervals.push(start, end);
	});
	return [...bySignature.values()].map((v4) => ({
		addresses: { v4, v6: [] },
		sample: formatAddress({ family: 4, value: v4[0] ?? 0 }),
		vague,
	}));
}

/** What every table says of an address, and how far every pattern has come behind it. */
function signature(world: MsWorld, reading: Reading, address: string): string {
	const parts: string[] = [];
	for (const { automaton, from } of reading.inside) parts.push(String(stepText(automaton, from, address)));
	for (const { name } of reading.wholeTables) {
		const { paths, complete } = explore((ask) => {
			const result = evaluateMap(name, address, {
				table: (wanted, asking) => tableNamed(world.tables, wanted, asking),
				inputFlags: new Set(),
				ask,
			});
			const output = result.output?.replaceAll(address, "<address>");
			return `${result.deciding?.index ?? -1}${[...result.flags].sort().join("")}${output ?? "?"}${result.unresolved === undefined ? "" : "!"}`;
		}, 16);
		parts.push(paths.map(({ value }) => value).join("/"));
		// What was not followed may tell this address from any other.
		if (!complete) parts.push(address);
	}
	const bracketed = `[${address}`;
	parts.push(
		reading.literals
			.filter((literal) => (literal.endsWith(".]") ? bracketed.startsWith(literal.slice(0, -1)) : literal === `${bracketed}]`))
			.join(" "),
	);
	return parts.join(";");
}

/** Where the truth of a pattern over written addresses changes; undefined where that is too often. */
function boundsOf(pattern: Pattern): readonly number[] | undefined {
	const [only, second] = pattern.elements;
	if (only?.kind === "address" && second === undefined) return endpoints(only.set.v4);
	if (only?.kind === "text" && second === undefined) {
		const address = parseAddress(only.text);
		return address?.family === 4 ? [address.value, address.value + 1] : [];
	}
	if (only?.kind === "wild" && only.many && only.set === undefined && second === undefined) return [];
	const automaton = automatonOf(pattern);
	return automatonBounds(automaton, automaton.start, true);
}

function endpoints(intervals: readonly number[]): readonly number[] {
	return intervals.map((value, index) => (index % 2 === 0 ? value : value + 1));
}

/** `[1.2.3.]` and `[1.2.3.4]` of rewrite rules. */
function literalBounds(literal: string): readonly number[] {
	const octets = literal
		.slice(1, -1)
		.split(".")
		.filter((octet) => octet !== "");
	if (octets.length === 0 || octets.length > 4 || !octets.every((octet) => /^\d{1,3}$/.test(octet) && Number(octet) < 256))
		return [];
	const size = 256 ** (4 - octets.length);
	const start = octets.reduce((sum, octet) => sum * 256 + Number(octet), 0) * size;
	return [start, start + size];
}

/** Where the state behind a written address changes as addresses rise: by octet, each state once. */
function automatonBounds(automaton: Automaton, from: number, acceptanceAlone: boolean): readonly number[] | undefined {
	interface Runs {
		readonly starts: readonly number[];
		readonly states: readonly number[];
	}
	const memo = new Map<number, Runs>();
	let tooMany = false;
	const walk = (state: number, octet: number): Runs => {
		const key = state * 4 + octet;
		const done = memo.get(key);
		if (done !== undefined) return done;
		const starts: number[] = [];
		const states: number[] = [];
		const push = (start: number, value: number) => {
			if (states.at(-1) === value) return;
			starts.push(start);
			states.push(value);
			if (starts.length > MOST_BOUNDS / 4) tooMany = true;
		};
		const size = 256 ** (3 - octet);
		for (let value = 0; value < 256 && !tooMany; value++) {
			const next = stepText(automaton, state, octet < 3 ? `${value}.` : String(value));
			if (octet === 3) push(value, acceptanceAlone ? Number(automaton.accepts(next)) : next);
			else if (next === 0) push(value * size, 0);
			else {
				const inner = walk(next, octet + 1);
				inner.starts.forEach((start, index) => {
					push(value * size + start, inner.states[index] ?? 0);
				});
			}
		}
		const runs = { starts, states };
		memo.set(key, runs);
		return runs;
	};
	const runs = walk(from, 0);
	return tooMany || !automaton.exact ? undefined : runs.starts;
}

/** IPv6 addresses are cut along the networks that patterns name; a pattern with wildcards that may tell others apart makes them vague. */
function cells6(world: MsWorld, reading: Reading): readonly Cell[] {
	const last = (1n << 128n) - 1n;
	const bounds = new Set<bigint>([0n]);
	let vague = false;
	for (const { elements } of reading.whole) {
		for (const element of elements) {
			if (element.kind === "address")
				for (const [index, value] of element.set.v6.entries()) bounds.add(index % 2 === 0 ? value : value + 1n);
			const address = element.kind === "text" ? parseAddress(element.text) : undefined;
			if (address?.family === 6) {
				bounds.add(address.value);
				bounds.add(address.value + 1n);
			}
		}
	}
	for (const pattern of reading.whole) {
		if (pattern.elements.length === 1 && pattern.elements[0]?.kind === "address") continue;
		vague ||= !alikeOverAddresses6(automatonOf(pattern));
	}
	vague ||= reading.inside.some(({ automaton, from }) => !alikeBehindAddresses6(automaton, from));
	const sorted = [...bounds].filter((bound) => bound <= last).sort((a, b) => (a < b ? -1 : 1));
	const bySignature = new Map<string, bigint[]>();
	sorted.forEach((start, index) => {
		const end = (sorted[index + 1] ?? last + 1n) - 1n;
		const key = signature(world, reading, sample6(start, end));
		const intervals = bySignature.get(key);
		if (intervals === undefined) bySignature.set(key, [start, end]);
		else intervals.push(start, end);
	});
	return [...bySignature.values()].map((v6) => ({
		addresses: { v4: [], v6 },
		sample: sample6(v6[0] ?? 0n, v6[1] ?? last),
		vague,
	}));
}

/** An address of an interval that a client may have, where there is one. */
function sample6(start: bigint, end: bigint): string {
	const usual = 0x20010db8n << 96n;
	const value: Address = { family: 6, value: usual >= start && usual <= end ? (usual + 7n <= end ? usual + 7n : usual) : start };
	return formatAddress(value);
}

const UNITS6 = [..."0123456789abcdef:"].map((one) => one.charCodeAt(0));

function reachable6(automaton: Automaton, from: number): ReadonlySet<number> {
	const seen = new Set<number>();
	const pending = UNITS6.map((unit) => automaton.step(from, unit));
	for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
		if (seen.has(at)) continue;
		seen.add(at);
		for (const unit of UNITS6) pending.push(automaton.step(at, unit));
	}
	return seen;
}

/** Whether a pattern that reads the address alone treats all IPv6 addresses alike, those it spells out aside. */
function alikeOverAddresses6(automaton: Automaton): boolean {
	const accepting = new Set([...reachable6(automaton, automaton.start)].map((state) => automaton.accepts(state)));
	return automaton.exact && accepting.size <= 1;
}

function alikeBehindAddresses6(automaton: Automaton, from: number): boolean {
	const behind = new Set([...reachable6(automaton, from)].map((state) => automaton.step(state, 124)));
	return automaton.exact && behind.size <= 1;
}
