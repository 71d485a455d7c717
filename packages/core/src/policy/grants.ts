import {
	ALL_ADDRESSES,
	type AddressSet,
	differenceOf,
	formatAddress,
	isEmptyAddressSet,
	unionOf,
} from "../network/address-set.ts";
import { type AddressClass, addressClasses } from "./address-classes.ts";
import { attemptOf } from "./attempt.ts";
import { type Cell, type Cube, type Literal, type Literals, literalsOf, walkCell } from "./cell.ts";
import { type Context, contextOf } from "./context.ts";
import { type Decision, walkListener } from "./decide.ts";
import { type Example, examplesFor } from "./example.ts";
import type { FactName } from "./match.ts";
import { mentionsOf } from "./reachable.ts";
import type { ForeignKind } from "./region.ts";
import type { Listener, RelayPolicy } from "./relay-policy.ts";
import { fixedBy, type Session, sessionsOf } from "./session.ts";
import { type HostFacts, strangerWorld } from "./stranger.ts";
import type { Dependency } from "./truth.ts";
import { type TraceStep, unique } from "./walk.ts";

/** What lets somebody relay: the strongest of the things that have to be so. */
export type GrantedBy = "network" | "login" | "certificate" | "name" | "helo" | "sender" | "recipient" | "outside" | "everyone";

/** Something that has to be so of an attempt, or must not be. */
export interface Condition extends Literal {
	readonly negated: boolean;
}

/** One row of "who may relay": everybody who meets all of it is accepted, but for what `unless` names. */
export interface Grant {
	readonly listener: Listener;
	readonly by: GrantedBy;
	/** The ways in which recipients are foreign to which it holds; `own`: recipients of the server's own and relayed domains. */
	readonly destinations: readonly string[];
	readonly addresses: AddressSet;
	readonly sessions: readonly Session[];
	/** What has to be so of the attempt, or must not be where `negated`. */
	readonly conditions: readonly Condition[];
	/** Outside facts and what relaylint cannot tell that have to be so: the grant is sure only where this is empty. */
	readonly depends: readonly Dependency[];
	/** What refuses such attempts otherwise. */
	readonly unless: readonly Literal[];
	/** Every line that decides for some attempt of the row. */
	readonly lines: readonly TraceStep[];
	/** The lines that decide, in order, for the plainest such attempt. */
	readonly trace: readonly TraceStep[];
	/** An attempt of the row that the evaluator accepted in this run; absent: none was found, and the row may be empty. */
	readonly example?: Example & { readonly decision: Decision };
}

/** Who may relay at one listener. */
export interface ListenerGrants {
	readonly listener: Listener;
	readonly sessions: readonly Session[];
	readonly grants: readonly Grant[];
	/** What keeps the rows from being everything that is granted: addresses that were not told apart, ways that were not followed. */
	readonly limits: readonly string[];
}

/**
 * Who may relay, listener by listener: what no row holds is refused, but for what `limits` names. Once `goOn` says no, as for an editor that
 * cannot wait, what is left to follow is not, and no more examples are looked for.
 */
export function grantsOf(policy: RelayPolicy, host: HostFacts, goOn: () => boolean = () => true): readonly ListenerGrants[] {
	return policy.listeners.map((listener) => grantsOfListener(policy, listener, host, goOn));
}

/** The destination that stands for recipients of the server's own and relayed domains. */
export const OWN = "own";

/** One way to be let in before rows are joined. */
interface Way {
	readonly destination: string;
	readonly class: number;
	readonly session: number;
	readonly cube: Cube;
	readonly needs: readonly string[];
}

function grantsOfListener(policy: RelayPolicy, listener: Listener, host: HostFacts, goOn: () => boolean): ListenerGrants {
	const mentions = mentionsOf(listener);
	const { classes, uniform } = addressClasses(ALL_ADDRESSES, mentions.addressSets);
	const sessions = sessionsOf(mentions);
	const limits = new Set<string>();
	if (!uniform) limits.add("the lists name too many networks to tell all of them apart");
	const kinds: readonly (ForeignKind | undefined)[] = [
		...policy.foreign.filter((kind) => kind.exists.kind !== "false"),
		undefined,
	];
	const rows: Grant[] = [];
	for (const kind of kinds) {
		const literals = literalsOf(listener);
		const cells = classes.map(({ addresses }) =>
			sessions.map((session) =>
				goOn()
					? walkCell(literals, { addresses, foreign: kind?.name, fixed: fixedBy(session), canHaveName: () => true })
					: NOT_FOLLOWED,
			),
		);
		if (cells.some((row) => row.some((cell) => !cell.exact)))
			limits.add("the lists have more ways through than relaylint follows");
		const table: Table = { policy, listener, host, classes, sessions, literals, cells, kind, goOn };
		rows.push(...rowsOf(table));
	}
	return { listener, sessions, grants: mergedByDestination(rows), limits: [...limits] };
}

interface Table {
	readonly policy: RelayPolicy;
	readonly listener: Listener;
	readonly host: HostFacts;
	readonly classes: readonly AddressClass[];
	readonly sessions: readonly Session[];
	readonly literals: Literals;
	readonly cells: readonly (readonly Cell[])[];
	readonly kind: ForeignKind | undefined;
	readonly goOn: () => boolean;
}

const NOT_FOLLOWED: Cell = { cubes: [], exact: false };

/** The rows of one destination: ways with the same needs and the same deciding lines, over as many addresses and sessions as are let in. */
function rowsOf(table: Table): readonly Grant[] {
	const { cells, kind, literals } = table;
	const ways = cells.flatMap((row, at) => row.flatMap((cell, session) => waysThrough(cell, at, session, table)));
	/** The needs with which each class and session is let in; fewer needs let in whoever meets more. */
	const granted = new Map<string, readonly (readonly string[])[]>();
	for (const way of ways) {
		const key = `${way.class}:${way.session}`;
		granted.set(key, [...(granted.get(key) ?? []), way.needs]);
	}
	const letsIn = (at: number, session: number, needs: readonly string[]) =>
		granted.get(`${at}:${session}`)?.some((other) => other.every((need) => needs.includes(need))) === true;
	const groups = new Map<string, Way[]>();
	for (const way of ways) {
		// Whoever is let in with less needs no row for more.
		const less = granted.get(`${way.class}:${way.session}`)?.some((other) => isLess(other, way.needs));
		if (less === true) continue;
		const key = JSON.stringify([way.needs, deciding(way.cube.trace)]);
		groups.set(key, [...(groups.get(key) ?? []), way]);
	}
	const drafts = [...groups.values()].flatMap(inRectangles).map((group) => {
		const first = group.reduce((best, one) => (one.session < best.session ? one : best));
		const needs = first.needs;
		const own = new Set(group.map((way) => way.class));
		const sessionsIn = cells[0]?.flatMap((_, at) => ([...own].every((one) => letsIn(one, at, needs)) ? [at] : [])) ?? [];
		const held = new Set(group.map((way) => way.session));
		const sessions = sessionsIn.length > 0 ? sessionsIn : [...held];
		const addresses = cells.flatMap((_, at) => (own.has(at) || sessions.every((one) => letsIn(at, one, needs)) ? [at] : []));
		return { group, first, needs, sessions, addresses };
	});
	const kept = drafts.filter(
		(draft, at) => !drafts.some((other, place) => place !== at && covers(other, draft) && (!covers(draft, other) || place < at)),
	);
	const grants = kept.map(({ group, first, needs, sessions, addresses }): Grant => {
		const conditions = needs.flatMap((need): readonly Condition[] => {
			const literal = literals.known.get(need.replace(/^!/, ""));
			return literal === undefined ? [] : [{ ...literal, negated: need.startsWith("!") }];
		});
		const choices = conditions.filter((literal) => literal.kind === "choice");
		const grant: Omit<Grant, "example"> = {
			listener: table.listener,
			by: grantedBy(choices, sessions, addresses, table, conditions.length > choices.length),
			destinations: [kind?.name ?? OWN],
			addresses: unionOf(addresses.map((at) => table.classes[at]?.addresses ?? { v4: [], v6: [] })),
			sessions: sessions.flatMap((at) => table.sessions[at] ?? []),
			conditions: choices,
			depends: dependsOf(group, conditions, kind),
			unless: refusals(ways, { needs, sessions, addresses }).flatMap((key) => literals.known.get(key) ?? []),
			lines: linesOf(group),
			trace: first.cube.trace,
		};
		const example = exampleOf(grant, group, conditions, table);
		return example === undefined ? grant : { ...grant, example, trace: example.decision.trace };
	});
	return kind === undefined
		? grants.filter((grant) => grant.conditions.some(({ reads }) => reads.includes("recipient")))
		: grants;
}

function waysThrough(cell: Cell, at: number, session: number, table: Table): readonly Way[] {
	const { kind, literals, policy } = table;
	const nameless = namelessAt(at, table);
	return cell.cubes.flatMap((cube): readonly Way[] => {
		if (cube.outcome !== "accept") return [];
		if (kind !== undefined && cube.leaves.kind === "false") return [];
		const needs: string[] = [];
		for (const [key, value] of cube.assumed) {
			const literal = literals.known.get(key);
			const byClient = literal !== undefined && literal.reads.length > 0 && literal.reads.every((fact) => CLIENT.has(fact));
			const truth = byClient ? literal.holds(nameless, policy.facts).kind : "unknown";
			if (truth !== "true" && truth !== "false") {
				if (value) needs.push(key);
				continue;
			}
			// The address alone settles it; else it takes a client's name.
			if ((truth === "true") === value) continue;
			if (literal?.reads.includes("client-name") !== true) return [];
			needs.push(value ? key : `!${key}`);
		}
		return [{ destination: kind?.name ?? OWN, class: at, session, cube, needs: needs.sort() }];
	});
}

const CLIENT: ReadonlySet<FactName> = new Set<FactName>(["client", "client-name"]);

/** An attempt from a class of addresses by a client without a name. */
function namelessAt(at: number, { classes, host }: Table): Context {
	const sample = classes[at]?.sample ?? { family: 4, value: 0 };
	const attempt = attemptOf({ client: formatAddress(sample), to: "someone@victim.example" });
	return contextOf(attempt, strangerWorld(host, attempt, {}));
}

/** Ways of one group by classes that are let in by the same sessions. */
function inRectangles(group: readonly Way[]): readonly (readonly Way[])[] {
	const sessions = new Map<number, Set<number>>();
	for (const way of group) sessions.set(way.class, (sessions.get(way.class) ?? new Set()).add(way.session));
	const parts = new Map<string, Way[]>();
	for (const way of group) {
		const key = [...(sessions.get(way.class) ?? [])].sort((a, b) => a - b).join();
		parts.set(key, [...(parts.get(key) ?? []), way]);
	}
	return [...parts.values()];
}

function isLess(a: readonly string[], b: readonly string[]): boolean {
	return a.length < b.length && a.every((one) => b.includes(one));
}

interface Draft {
	readonly needs: readonly string[];
	readonly sessions: readonly number[];
	readonly addresses: readonly number[];
}

function covers(a: Draft, b: Draft): boolean {
	return (
		a.needs.every((need) => b.needs.includes(need)) &&
		b.sessions.every((one) => a.sessions.includes(one)) &&
		b.addresses.every((one) => a.addresses.includes(one))
	);
}

/** The lines that let somebody in: acceptances, and what they were for. */
function deciding(trace: readonly TraceStep[]): readonly string[] {
	return trace.flatMap(({ effect, origin, text }) => {
		if (effect !== "accept") return [];
		return [`${origin.kind === "file" ? `${origin.file.path}:${origin.span.start}` : ""}:${text}`];
	});
}

/** What must not be so on every way by which some session from some of a row's addresses is let in. */
function refusals(ways: readonly Way[], { needs, sessions, addresses }: Draft): readonly string[] {
	const places = new Map<string, Way[]>();
	for (const way of ways) {
		if (!sessions.includes(way.session) || !addresses.includes(way.class)) continue;
		if (!way.needs.every((need) => needs.includes(need))) continue;
		const place = `${way.class}:${way.session}`;
		places.set(place, [...(places.get(place) ?? []), way]);
	}
	return [...new Set([...places.values()].flatMap(always))];
}

/** What must not be so on every way of a group. */
function always(group: readonly Way[]): readonly string[] {
	const sets = group.map(({ cube }) => new Set([...cube.assumed].flatMap(([key, value]) => (value ? [] : [key]))));
	const [first, ...rest] = sets;
	return [...(first ?? [])].filter((key) => rest.every((set) => set.has(key)));
}

function dependsOf(
	group: readonly Way[],
	conditions: readonly Condition[],
	kind: ForeignKind | undefined,
): readonly Dependency[] {
	const outside = conditions.filter((literal) => literal.kind !== "choice");
	const leaves = group.every(({ cube }) => cube.leaves.kind === "unknown" && cube.leaves.because.kind === "outside");
	const [first] = group;
	return unique([
		...(kind?.exists.kind === "unknown" ? [kind.exists.because] : []),
		...outside.map(
			({ key, kind: what, text, origin }): Dependency => ({ kind: what, key, text, ...(origin === undefined ? {} : { origin }) }),
		),
		...(leaves && first?.cube.leaves.kind === "unknown" ? [first.cube.leaves.because] : []),
	]);
}

function grantedBy(
	choices: readonly Condition[],
	sessions: readonly number[],
	addresses: readonly number[],
	table: Table,
	outside: boolean,
): GrantedBy {
	const all = sessions.flatMap((at) => table.sessions[at] ?? []);
	if (all.every((session) => session.login)) return "login";
	if (all.every((session) => session.certificate !== "none")) return "certificate";
	const reads = new Set(choices.flatMap((literal) => literal.reads));
	if (addresses.length < table.classes.length) return "network";
	for (const [fact, by] of [
		["client-name", "name"],
		["helo", "helo"],
		["sender", "sender"],
		["login", "login"],
		["certificate", "certificate"],
	] as const)
		if (reads.has(fact)) return by;
	if (reads.has("client")) return "network";
	if (outside) return "outside";
	if (reads.has("recipient") && table.kind !== undefined) return "recipient";
	return "everyone";
}

/** As many attempts are tried to show one row. */
const MOST_TRIED = 400;

/** In as many of a row's address classes and sessions. */
const MOST_WAYS_TRIED = 6;

function exampleOf(
	grant: Omit<Grant, "example">,
	group: readonly Way[],
	conditions: readonly Condition[],
	table: Table,
): Grant["example"] {
	const { policy, listener, host, kind, sessions, classes } = table;
	if (grant.depends.length > 0 || !table.goOn()) return undefined;
	const everyRecipient = kind !== undefined && kind !== policy.foreign[0];
	const plain = { policy, listener, host, wanted: conditions, everyRecipient, most: MOST_TRIED };
	// What refuses otherwise may ask for a name, a HELO name or a sender of some form.
	const dressed = { ...plain, wanted: [...conditions, ...grant.unless] };
	const ways = [...group].sort((a, b) => a.session - b.session || a.class - b.class).slice(0, MOST_WAYS_TRIED);
	for (const [search, way] of [plain, dressed].flatMap((one) => ways.map((way) => [one, way] as const))) {
		const session = sessions[way.session];
		const addresses = classes[way.class]?.addresses;
		if (session === undefined || addresses === undefined) continue;
		for (const example of examplesFor(search, addresses, session)) {
			const meets = (one: Condition) => one.holds(example.context, policy.facts).kind === (one.negated ? "false" : "true");
			if (!conditions.every(meets)) continue;
			const decision = walkListener(listener, example.context, policy.facts);
			if (decision.outcome !== "accept") continue;
			if (kind !== undefined && decision.relayed !== "yes") continue;
			return { ...example, decision };
		}
	}
	return undefined;
}

const MOST_LINES = 200;

/** The lines of all ways of a row that let somebody in: acceptances, and what they were for. */
function linesOf(group: readonly Way[]): readonly TraceStep[] {
	const lines = new Map<string, TraceStep>();
	for (const { cube } of group) {
		for (const [at, step] of cube.trace.entries()) {
			const next = cube.trace[at + 1];
			if (step.effect !== "accept" && !(step.effect === "match" && (next?.effect === "accept" || next?.effect === "call")))
				continue;
			const { origin } = step;
			const place = origin.kind === "file" ? `${origin.file.path}:${origin.span.start}` : "";
			if (lines.size < MOST_LINES) lines.set(`${place}:${step.text}:${step.effect}`, step);
		}
	}
	return [...lines.values()];
}

/** Rows that differ in their destinations alone are one. */
function mergedByDestination(rows: readonly Grant[]): readonly Grant[] {
	const merged = new Map<string, Grant>();
	for (const row of rows) {
		const key = JSON.stringify([
			row.by,
			row.sessions,
			row.conditions.map(({ text }) => text),
			row.depends.map(({ text }) => text),
			deciding(row.trace),
			row.addresses.v4,
			row.addresses.v6.map(String),
		]);
		const known = merged.get(key);
		merged.set(key, known === undefined ? row : { ...known, destinations: [...known.destinations, ...row.destinations] });
	}
	return [...merged.values()].sort((a, b) => ORDER.indexOf(a.by) - ORDER.indexOf(b.by));
}

/** What strangers can bring comes first. */
const ORDER: readonly string[] = "everyone recipient helo sender name outside network certificate login".split(" ");

/** Whether a set of addresses is all there are. */
export function isEverywhere(set: AddressSet): boolean {
	return isEmptyAddressSet(differenceOf(ALL_ADDRESSES, set));
}
