import {
	type FileOrigin,
	inFile,
	type Listener,
	type Origin,
	type RelatedPlace,
	type SourceFile,
	type TraceStep,
} from "@relaylint/core";

/** Where a finding stands, with the words that decide; without words where a default decides. */
export interface Place {
	readonly origin: FileOrigin;
	readonly words: string | undefined;
}

/**
 * The words that let a client pass: what an accepting rule matched on (a network, a table's entry), else the accepting word itself, else the
 * words for which a refusal does not hold, else the words nearest to the default that accepted.
 */
export function decidingPlace(trace: readonly TraceStep[], listener: Listener, main: SourceFile): Place {
	const accepts = trace.flatMap((step, at) => (step.effect === "accept" ? [{ step, matched: matchBefore(trace, at) }] : []));
	for (const { matched } of accepts) {
		if (matched?.origin.kind === "file") return placeAt(matched.origin);
	}
	for (const { step } of accepts) {
		if (step.origin.kind === "file") return placeAt(step.origin);
	}
	const matched = trace.findLast((step) => step.effect === "match" && step.origin.kind === "file")?.origin;
	if (matched?.kind === "file") return placeAt(matched);
	const near = [...accepts.map(({ step }) => step), ...trace]
		.map(({ origin }) => nearestIn(origin))
		.find((origin) => origin !== undefined);
	if (near !== undefined) return { origin: near, words: undefined };
	return { origin: nearestIn(listener.origin) ?? inFile(main, { start: 0, end: 0 }), words: undefined };
}

/** The place of an origin: its words, else those nearest to the default, else the beginning of the main file. */
export function placeOf(origin: Origin, main: SourceFile): Place {
	if (origin.kind === "file") return placeAt(origin);
	return { origin: origin.near ?? inFile(main, { start: 0, end: 0 }), words: undefined };
}

function placeAt(origin: FileOrigin): Place {
	return { origin, words: wordsOf(origin) };
}

/** One text for every origin of the same words. */
export function keyOf({ file, span }: FileOrigin): string {
	return `${file.path} ${span.start} ${span.end}`;
}

/** What was found true right before a step: of the same rule, or of the one that looked the step's words up. */
function matchBefore(trace: readonly TraceStep[], at: number): TraceStep | undefined {
	const before = trace[at - 1];
	if (before?.effect === "match") return before;
	const asked = before?.effect === "call" ? trace[at - 2] : undefined;
	return asked?.effect === "match" ? asked : undefined;
}

/** The words of an origin, or those nearest to a default. */
export function nearestIn(origin: Origin): FileOrigin | undefined {
	return origin.kind === "file" ? origin : origin.near;
}

function wordsOf({ file, span }: FileOrigin): string {
	const text = file.text.slice(span.start, span.end).replace(/\s+/g, " ").trim();
	return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** `, because of "words"`, or `, by default`. */
export function becauseOf({ words }: Place): string {
	return words === undefined || words === "" ? ", by default" : `, because of "${words}"`;
}

/** `"a"`, `"a" and "b"`, `"a", "b" and "c"`. */
export function listed(names: readonly string[]): string {
	const quoted = names.map((name) => `"${name}"`);
	return quoted.length < 3 ? quoted.join(" and ") : `${quoted.slice(0, -1).join(", ")} and ${quoted.at(-1)}`;
}

const EFFECTS: Readonly<Partial<Record<TraceStep["effect"], string>>> = {
	accept: "lets the mail pass",
	match: "matches",
	"no-match": "does not match",
	assign: "is applied",
	call: "is walked",
	continue: "goes on",
};

/** The other words of a trace that stand in files, each place once. */
export function relatedPlaces(trace: readonly TraceStep[], primary: FileOrigin): readonly RelatedPlace[] {
	const places = new Map<string, RelatedPlace>();
	for (const { origin, effect } of trace) {
		const message = EFFECTS[effect];
		if (origin.kind !== "file" || message === undefined || keyOf(origin) === keyOf(primary)) continue;
		if (!places.has(keyOf(origin))) places.set(keyOf(origin), { origin, message });
	}
	return [...places.values()];
}
