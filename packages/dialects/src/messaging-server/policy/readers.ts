import { isPublicSuffix } from "@relaylint/core";
import { automatonOf, stepText } from "../mapping/automaton.ts";
import { continueMap, expandTemplate, type MapWorld } from "../mapping/evaluate.ts";
import type { Ask } from "../mapping/explore.ts";
import { fold } from "../mapping/pattern.ts";
import type { Entry, Table } from "../mapping/table.ts";
import { capturesIn } from "./captures.ts";
import { meaningOf } from "./judge.ts";
import type { Said, TableReader } from "./languages.ts";
import type { AccessTable } from "./probe-strings.ts";

/** The domain below a registrable one that a whole entry is about: its pattern ends in `@domain` or `.domain`. */
export function claimedBy(entry: Entry): string | undefined {
	const last = entry.pattern.elements.at(-1);
	if (last?.kind !== "text") return undefined;
	const domain = /[@.]([a-z0-9-]+(?:\.[a-z0-9-]+)+)$/.exec(last.text)?.[1];
	return domain === undefined || isPublicSuffix(domain) === true ? undefined : domain;
}

/** Whether an entry plainly lets pass: no refusal, no look-up, no iteration. */
export function plainlyPasses(entry: Entry): boolean {
	return entry.template.every(
		(part) =>
			part.kind === "text" || part.kind === "saved" || part.kind === "case" || (part.kind === "flag" && !/[NF]/.test(part.flag)),
	);
}

/** A large table without its narrowest refusals: whoever it refuses, the whole table refuses too. */
function fewer(entries: readonly Entry[], most: number): readonly Entry[] {
	if (entries.length <= most) return entries;
	const width = ({ pattern }: Entry) =>
		pattern.elements.reduce((sum, one) => sum + (one.kind === "text" ? one.text.length : 0), 0);
	const refusals = entries.filter(plainlyRefuses).sort((a, b) => width(a) - width(b));
	const left = new Set(refusals.slice(most));
	return entries.filter((entry) => !left.has(entry));
}

function plainlyRefuses(entry: Entry): boolean {
	const flags = entry.template.flatMap((part) => (part.kind === "flag" ? [part.flag] : []));
	const plain = entry.template.every(({ kind }) => kind === "text" || kind === "saved" || kind === "case" || kind === "flag");
	return plain && entry.question === undefined && (flags.includes("N") || flags.includes("F")) && !flags.includes("Y");
}

/** A table as the search for passing words reads it: `beginning` is the part of the probe that is the same for all attempts. */
export function readerOf(
	table: Table,
	access: AccessTable,
	beginning: string,
	world: Omit<MapWorld, "ask">,
	ask: Ask,
	refusals = Number.POSITIVE_INFINITY,
): TableReader & { readonly whole: boolean } {
	const folded = fold(beginning);
	const appendsNothing = access === "ORIG_SEND_ACCESS" || access === "SEND_ACCESS" || access.endsWith("MAIL_ACCESS");
	// Recipients that an entry names are this server's customers, not strangers' victims: what is foreign is none of them.
	const alive = table.entries.filter((entry) => {
		if (appendsNothing && plainlyPasses(entry) && claimedBy(entry) !== undefined) return false;
		const automaton = automatonOf(entry.pattern);
		return stepText(automaton, automaton.start, folded) !== 0;
	});
	const entries = fewer(alive, refusals);
	/** Where refusals were left out, who passes may be refused after all; who does not, never passes. */
	const whole = entries.length === alive.length;
	const mapWorld: MapWorld = { ...world, ask };
	const known = new Map<string, Said>();
	return {
		whole,
		automata: entries.map(({ pattern }) => automatonOf(pattern)),
		said(matches) {
			const key = matches.join();
			let said = known.get(key);
			if (said === undefined) {
				said = walk(0, matches, new Set(), false, whole);
				known.set(key, said);
			}
			return said;
		},
	};

	/** Goes through the entries in order, as the server does; where it cannot be said, both ways are taken. */
	function walk(
		from: number,
		matches: readonly ("yes" | "no" | "maybe")[],
		flags: ReadonlySet<string>,
		second: boolean,
		sure: boolean,
	): Said {
		for (let at = from; at < entries.length; at++) {
			const match = matches[at];
			const entry = entries[at];
			if (entry === undefined || match === undefined || match === "no") continue;
			if (entry.question !== undefined && !ask(entry.question)) continue;
			const here = apply(entry, at, matches, flags, second, match === "yes" && sure);
			if (match === "yes") return here;
			// It may match or not: whoever passes one way may pass.
			const otherwise = walk(at + 1, matches, flags, second, false);
			if (here.kind === "pass")
				return otherwise.kind === "pass" ? { kind: "pass", sure: here.sure && otherwise.sure } : { kind: "pass", sure: false };
			return otherwise.kind === "pass" ? { kind: "pass", sure: false } : otherwise;
		}
		return ended(flags, undefined, sure);
	}

	function apply(
		entry: Entry,
		at: number,
		matches: readonly ("yes" | "no" | "maybe")[],
		before: ReadonlySet<string>,
		second: boolean,
		sure: boolean,
	): Said {
		const saved = capturesIn(entry.pattern, beginning, folded);
		const { ok, output, flags, control, unresolved } = expandTemplate(entry.template, saved, entry, mapWorld);
		// What hangs on a text that the client chooses is for a witness to show.
		if (unresolved !== undefined) return { kind: "pass", sure: false };
		const all = new Set([...before, ...flags]);
		if (control === undefined || control === "E") return ended(all, entry, sure);
		if (ok) {
			if (output === undefined || control === "R") return { kind: "pass", sure: false };
			const result = continueMap(table, entry.index + 1, output, mapWorld);
			const meaning = meaningOf({ ...result, matched: true, flags: new Set([...all, ...result.flags]) }, access, ask);
			return meaning === "refuse" ? { kind: "refuse" } : { kind: "pass", sure };
		}
		if (control === "R") return { kind: "pass", sure: false };
		if (control === "L" && !second && at === entries.length - 1) return walk(0, matches, all, true, sure);
		return walk(at + 1, matches, all, second, sure);
	}

	function ended(flags: ReadonlySet<string>, entry: Entry | undefined, sure: boolean): Said {
		const meaning = meaningOf(
			{ matched: true, noTable: false, output: "", flags, trace: [], ...(entry === undefined ? {} : { deciding: entry }) },
			access,
			ask,
		);
		if (meaning === "refuse" || meaning === "held") return { kind: "refuse" };
		return { kind: "pass", sure };
	}
}
