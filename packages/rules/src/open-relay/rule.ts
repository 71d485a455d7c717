import {
	containsAddress,
	defineRule,
	type FileOrigin,
	inFile,
	type Listener,
	type OpenWitness,
	type Origin,
	PUBLIC_ADDRESSES,
	parseAddress,
	type RelatedPlace,
	type SourceFile,
	sizeOf,
	type TraceStep,
} from "@relaylint/core";

/** Strangers can send mail to anybody through this server. */
export const openRelay = defineRule({
	id: "open-relay",
	severity: "error",
	summary: "Strangers can send mail to anybody through this server.",
	check({ configuration, analysis }, report) {
		const [main] = configuration.files;
		if (main === undefined) return;
		const causes = new Map<string, { readonly place: Place; readonly witness: OpenWitness; readonly listeners: Listener[] }>();
		for (const { verdict, witness, listener } of analysis().listeners) {
			if (verdict !== "open" || witness === undefined) continue;
			const place = decidingPlace(witness.decision.trace, listener, main);
			const { file, span } = place.origin;
			const key = `${file.path} ${span.start} ${span.end}`;
			const cause = causes.get(key) ?? { place, witness, listeners: [] };
			causes.set(key, cause);
			cause.listeners.push(listener);
		}
		for (const { place, witness, listeners } of causes.values()) {
			const { attempt, dns, decision } = witness;
			const related = relatedPlaces(decision.trace, place.origin);
			report({
				certainty: "proven",
				origin: place.origin,
				message: `${whoRelays(witness)} through ${listed(listeners.map(({ name }) => name))}${becauseOf(place)}. Spammers find such a server within days, and others then refuse its mail. Let only your own networks and logged-in users pass before mail for other domains is refused.`,
				witness: { attempt, dns },
				trace: decision.trace,
				...(related.length === 0 ? {} : { related }),
			});
		}
	},
});

/** Where a finding stands, with the words that decide; without words where a default decides. */
interface Place {
	readonly origin: FileOrigin;
	readonly words: string | undefined;
}

/**
 * The words that let the stranger pass: what an accepting rule matched on (a network, a table's entry), else the accepting word itself, else the
 * words for which a refusal does not hold, else the words nearest to the default that accepted.
 */
function decidingPlace(trace: readonly TraceStep[], listener: Listener, main: SourceFile): Place {
	const accepts = trace.flatMap((step, at) => (step.effect === "accept" ? [{ step, matched: matchBefore(trace, at) }] : []));
	for (const { matched } of accepts) {
		if (matched?.origin.kind === "file") return { origin: matched.origin, words: wordsOf(matched.origin) };
	}
	for (const { step } of accepts) {
		if (step.origin.kind === "file") return { origin: step.origin, words: wordsOf(step.origin) };
	}
	const matched = trace.findLast((step) => step.effect === "match" && step.origin.kind === "file")?.origin;
	if (matched?.kind === "file") return { origin: matched, words: wordsOf(matched) };
	const near = [...accepts.map(({ step }) => step), ...trace]
		.map(({ origin }) => nearestIn(origin))
		.find((origin) => origin !== undefined);
	if (near !== undefined) return { origin: near, words: undefined };
	return { origin: nearestIn(listener.origin) ?? inFile(main, { start: 0, end: 0 }), words: undefined };
}

/** What was found true right before a step, of the same rule. */
function matchBefore(trace: readonly TraceStep[], at: number): TraceStep | undefined {
	const before = trace[at - 1];
	return before?.effect === "match" ? before : undefined;
}

function nearestIn(origin: Origin): FileOrigin | undefined {
	return origin.kind === "file" ? origin : origin.near;
}

function wordsOf({ file, span }: FileOrigin): string {
	const text = file.text.slice(span.start, span.end).replace(/\s+/g, " ").trim();
	return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function becauseOf({ words }: Place): string {
	return words === undefined || words === "" ? ", by default" : `, because of "${words}"`;
}

function whoRelays({ addresses, attempt }: OpenWitness): string {
	const client = parseAddress(attempt.client);
	if (client !== undefined && !containsAddress(PUBLIC_ADDRESSES, client)) {
		return `Anyone can pass for ${attempt.client} and send mail to any domain`;
	}
	const { v4 } = sizeOf(addresses);
	const who = attempt.login === undefined ? "Anyone" : "Anyone who logs in with a name of their choice";
	if (v4 >= sizeOf(PUBLIC_ADDRESSES).v4 * 0.9) return `${who} can send mail to any domain`;
	return `Clients at ${count(v4, addresses.v6.length > 0)} can send mail to any domain`;
}

function count(v4: number, six: boolean): string {
	const text = `${v4.toLocaleString("en-US")} public addresses`;
	if (v4 === 0) return "public IPv6 addresses";
	return six ? `${text} and IPv6 networks` : text;
}

function listed(names: readonly string[]): string {
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

/** The other words of the trace that stand in files, each place once. */
function relatedPlaces(trace: readonly TraceStep[], primary: FileOrigin): readonly RelatedPlace[] {
	const places = new Map<string, RelatedPlace>();
	const keyOf = ({ file, span }: FileOrigin) => `${file.path} ${span.start} ${span.end}`;
	for (const { origin, effect } of trace) {
		const message = EFFECTS[effect];
		if (origin.kind !== "file" || message === undefined || keyOf(origin) === keyOf(primary)) continue;
		if (!places.has(keyOf(origin))) places.set(keyOf(origin), { origin, message });
	}
	return [...places.values()];
}
