import type { Origin } from "@relaylint/core";
import type { Ask, Question } from "./explore.ts";
import { type Entry, firstMatch, type Table } from "./table.ts";
import type { ControlLetter, TemplatePart } from "./template.ts";

/** What one step of an evaluation did, for people. */
export interface MapStep {
	readonly origin: Origin;
	readonly effect: "match" | "no-match" | "continue" | "call" | "unknown";
	readonly text: string;
}

/** What a table makes of a text. */
export interface MapResult {
	/** False where the table is absent or no entry matched. */
	readonly matched: boolean;
	readonly noTable: boolean;
	/** The text that comes out; undefined where it holds something that the files do not tell. */
	readonly output: string | undefined;
	/** Capital letters and symbols. */
	readonly flags: ReadonlySet<string>;
	/** The last entry that took part. */
	readonly deciding?: Entry;
	readonly trace: readonly MapStep[];
	/** Set where the result cannot be said: what is in the way. */
	readonly unresolved?: Question;
}

/** The tables of a configuration, and what the evaluation of one reads beside its input. */
export interface MapWorld {
	/** The table of a name; where the manual leaves open which, it asks. */
	table(name: string, ask: Ask): Table | undefined;
	readonly inputFlags: { has(flag: string): boolean };
	readonly ask: Ask;
}

const MOST_STEPS = 500;
const DEEPEST_CALL = 16;

/** Runs a text through a table, Administration Guide, mapping operations. Total: endless iteration is told. */
export function evaluateMap(name: string, input: string, world: MapWorld): MapResult {
	return new Evaluation(world).run(name, input, 0, 0);
}

/** Goes on in a table behind an entry that said `$C`. */
export function continueMap(table: Table, from: number, input: string, world: MapWorld): MapResult {
	return new Evaluation(world).table(table, input, from, 0);
}

/** What became of a template: whether every part of it succeeded, and what stood left of the first that did not. */
export interface Expansion {
	readonly ok: boolean;
	readonly output: string | undefined;
	readonly flags: ReadonlySet<string>;
	readonly control: ControlLetter | undefined;
	readonly unresolved?: Question;
}

/** Expands a template; `saved` gives the text of a numbered wildcard, undefined where it is not known. */
export function expandTemplate(
	template: readonly TemplatePart[],
	saved: (index: number) => string | undefined,
	entry: Entry,
	world: MapWorld,
	depth = 0,
): Expansion {
	return new Evaluation(world).expand(template, saved, entry, depth);
}

class Evaluation {
	readonly #world: MapWorld;
	readonly #trace: MapStep[] = [];

	constructor(world: MapWorld) {
		this.#world = world;
	}

	run(name: string, input: string, from: number, depth: number): MapResult {
		const table = this.#world.table(name, this.#world.ask);
		if (table === undefined) return { matched: false, noTable: true, output: input, flags: new Set(), trace: [] };
		return this.table(table, input, from, depth);
	}

	table(table: Table, input: string, from: number, depth: number): MapResult {
		const flags = new Set<string>();
		const seen = new Set<string>();
		let text = input;
		let at = from;
		let matched = false;
		let again: "no" | "once" | "done" = "no";
		let deciding: Entry | undefined;
		const done = (output: string | undefined, unresolved?: Question): MapResult => ({
			matched,
			noTable: false,
			output,
			flags,
			trace: this.#trace,
			...(deciding === undefined ? {} : { deciding }),
			...(unresolved === undefined ? {} : { unresolved }),
		});
		for (let steps = 0; ; steps++) {
			const found = firstMatch(table, text, at);
			if (found === undefined) {
				if (again !== "once") return done(text);
				again = "done";
				at = 0;
				continue;
			}
			const { entry } = found;
			const key = `${entry.index} ${again} ${text}`;
			if (steps > MOST_STEPS || seen.has(key)) return done(undefined, endless(table, entry));
			seen.add(key);
			at = entry.index + 1;
			if (entry.question !== undefined && !this.#world.ask(entry.question)) continue;
			// A match of a pattern with a part without a meaning: what its wildcards took is not known.
			if (found.kind === "unclear" && !this.#world.ask(unclearPattern(entry))) continue;
			const now = text;
			const saved = (index: number) => {
				if (found.kind === "unclear") return undefined;
				const place = found.saved[index];
				return place === undefined ? "" : now.slice(place[0], place[1]);
			};
			this.#step(entry, "match", text);
			const { ok, output, flags: set, control, unresolved } = this.expand(entry.template, saved, entry, depth);
			if (unresolved !== undefined) {
				deciding = entry;
				matched = true;
				return done(undefined, unresolved);
			}
			for (const flag of set) flags.add(flag);
			if (!ok) {
				this.#step(entry, "no-match", "a part of the template fails");
				if (control === undefined || control === "E") {
					matched = true;
					deciding = entry;
					return done(text);
				}
			} else {
				matched = true;
				deciding = entry;
			}
			if (control === undefined || control === "E") return done(output);
			if (ok) {
				if (output === undefined) return done(undefined, unknownText(entry));
				text = output;
			}
			this.#step(entry, "continue", text);
			if (control === "R") at = 0;
			if (control === "L" && again === "no") again = "once";
		}
	}

	expand(
		template: readonly TemplatePart[],
		saved: (index: number) => string | undefined,
		entry: Entry,
		depth: number,
	): Expansion {
		const flags = new Set<string>();
		let control: ControlLetter | undefined;
		let output: string | undefined = "";
		let convert = (text: string) => text;
		let quote = (text: string) => text;
		const add = (text: string | undefined) => {
			output = output === undefined || text === undefined ? undefined : output + convert(text);
		};
		const failed = (): Expansion => ({ ok: false, output: undefined, flags, control });
		const unresolvedBy = (unresolved: Question): Expansion => ({ ok: true, output: undefined, flags, control, unresolved });
		for (const part of template) {
			switch (part.kind) {
				case "text":
					add(part.text);
					break;
				case "saved": {
					const text = saved(part.index);
					add(text === undefined ? undefined : quote(text));
					break;
				}
				case "case":
					convert = CONVERSIONS[part.to];
					break;
				case "filter-quote":
					quote = filterQuoted;
					break;
				case "flag":
					flags.add(part.flag);
					break;
				case "control":
					control = part.letter;
					break;
				case "flag-test":
					if (this.#world.inputFlags.has(part.flag) !== part.set) return failed();
					break;
				case "chance":
					if (part.percent <= 0) return failed();
					if (part.percent < 100 && !this.#world.ask(chanceQuestion(entry, part.percent))) return failed();
					break;
				case "sequence":
					add(undefined);
					break;
				case "unclear":
					return unresolvedBy({
						key: keyOf(entry, "dollar"),
						text: "what a lone $ at the end of a template does",
						origin: entry.templateOrigin,
					});
				case "call": {
					if (part.to !== "table") {
						if (!this.#world.ask(outsideCall(entry, part))) return failed();
						add(undefined);
						break;
					}
					const argument = this.expand(part.argument, saved, entry, depth).output;
					if (argument === undefined) return unresolvedBy(unknownText(entry));
					if (depth >= DEEPEST_CALL) return unresolvedBy(endlessCall(entry));
					this.#step(entry, "call", `${part.name} with "${argument}"`);
					const result = this.run(part.name, argument, 0, depth + 1);
					if (result.unresolved !== undefined) return unresolvedBy(result.unresolved);
					if (!result.flags.has("Y")) return failed();
					add(result.output);
				}
			}
		}
		return { ok: true, output, flags, control };
	}

	#step(entry: Entry, effect: MapStep["effect"], text: string): void {
		if (this.#trace.length < 1000) this.#trace.push({ origin: entry.origin, effect, text });
	}
}

const CONVERSIONS = {
	lower: (text: string) => text.toLowerCase(),
	upper: (text: string) => text.toUpperCase(),
	original: (text: string) => text,
} as const;

/** RFC 4515, the characters that a filter's value may not hold as they are. */
function filterQuoted(text: string): string {
	return text.replace(/[*()\\\0]/g, (one) => `\\${one.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

function keyOf(entry: Entry, what: string): string {
	const { file, span } = entry.origin;
	return `${what}:${file.path}:${span.start}`;
}

function endless(table: Table, entry: Entry): Question {
	return { key: keyOf(entry, "endless"), text: `the iteration of ${table.name} does not end`, origin: entry.templateOrigin };
}

function endlessCall(entry: Entry): Question {
	return { key: keyOf(entry, "endless-call"), text: "tables that call each other without end", origin: entry.templateOrigin };
}

function unclearPattern(entry: Entry): Question {
	return {
		key: keyOf(entry, "pattern"),
		text: "whether a pattern matches that holds a sequence without a documented meaning",
		origin: entry.patternOrigin,
	};
}

function unknownText(entry: Entry): Question {
	return { key: keyOf(entry, "text"), text: "the text that a look-up outside the files gives", origin: entry.templateOrigin };
}

function chanceQuestion(entry: Entry, percent: number): Question {
	return {
		key: keyOf(entry, "chance"),
		text: `chance: the entry succeeds ${percent} % of the time`,
		origin: entry.templateOrigin,
	};
}

const OUTSIDE = {
	database: "what the general database holds",
	url: "what a directory answers",
	routine: "what a routine of the site says",
} as const;

function outsideCall(entry: Entry, part: Extract<TemplatePart, { kind: "call" }>): Question {
	const { start, end } = part.span;
	const origin = entry.originOf({ start, end });
	return { key: `call:${origin.file.path}:${origin.span.start}`, text: part.to === "table" ? "" : OUTSIDE[part.to], origin };
}
