import {
	defineRule,
	groupedDigits,
	intersectionOf,
	isOpenByAddress,
	type Listener,
	type OpenWitness,
	PUBLIC_ADDRESSES,
	type SourceFile,
	sizeOf,
} from "@relaylint/core";
import { becauseOf, decidingPlace, keyOf, listed, type Place, placeOf, relatedPlaces } from "../deciding-place.ts";

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
			const place = causeOf(witness, listener, main);
			const key = keyOf(place.origin);
			const cause = causes.get(key) ?? { place, witness, listeners: [] };
			causes.set(key, cause);
			cause.listeners.push(listener);
		}
		for (const { place, witness, listeners } of causes.values()) {
			const [first] = listeners;
			if (first === undefined) continue;
			const { attempt, dns, decision } = witness;
			const related = relatedPlaces(decision.trace, place.origin);
			report({
				certainty: "proven",
				origin: place.origin,
				message: `${whoRelays(witness, first)} through ${listed(listeners.map(({ name }) => name))}${becauseOf(place)}. Spammers find such a server within days, and others then refuse its mail. ${remedyFor(witness, first)}.`,
				witness: { attempt, dns },
				trace: decision.trace,
				...(related.length === 0 ? {} : { related }),
			});
		}
	},
});

/** What lets the stranger pass: where it says which address it has, what believes it. */
export function causeOf(witness: OpenWitness, listener: Listener, main: SourceFile): Place {
	if (listener.believes !== undefined && passesForAnother(witness, listener)) return placeOf(listener.believes.origin, main);
	return decidingPlace(witness.decision.trace, listener, main);
}

/** Whether the attempt passes only because the server believes which address it claims to come from. */
function passesForAnother({ addresses }: OpenWitness, { believes }: Listener): boolean {
	return believes?.address === true && !isOpenByAddress([intersectionOf(addresses, PUBLIC_ADDRESSES)]);
}

/** What to do, one sentence. */
function remedyFor(witness: OpenWitness, listener: Listener): string {
	return passesForAnother(witness, listener)
		? "Let only the proxy reach this service, and name none but its own address here"
		: "Let only your own networks and logged-in users pass before mail for other domains is refused";
}

function whoRelays(witness: OpenWitness, listener: Listener): string {
	const { addresses, attempt } = witness;
	if (passesForAnother(witness, listener)) return `Anyone can pass for ${attempt.client} and send mail to any domain`;
	const { v4 } = sizeOf(addresses);
	const who = attempt.login === undefined ? "Anyone" : "Anyone who logs in with a name of their choice";
	if (v4 >= sizeOf(PUBLIC_ADDRESSES).v4 * 0.9) return `${who} can send mail to any domain`;
	return `Clients at ${count(v4, addresses.v6.length > 0)} can send mail to any domain`;
}

function count(v4: number, six: boolean): string {
	const text = `${groupedDigits(v4)} public addresses`;
	if (v4 === 0) return "public IPv6 addresses";
	return six ? `${text} and IPv6 networks` : text;
}
