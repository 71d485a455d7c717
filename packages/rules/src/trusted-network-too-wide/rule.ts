import {
	type AddressSet,
	defineRule,
	differenceOf,
	type Fix,
	groupedDigits,
	intersectionOf,
	type Listener,
	type OpenWitness,
	parseAddressSet,
	type RelatedPlace,
	type Severity,
	type SourceFile,
	sizeOf,
	unionOf,
} from "@relaylint/core";
import { becauseOf, decidingPlace, keyOf, listed, type Place, placeOf, relatedPlaces } from "../deciding-place.ts";
import { withoutWord } from "../edits.ts";
import { addressElements, permittingLists } from "../permitted-lists.ts";

/** More machines of strangers than an organisation usually has are trusted, though not so many that the server is open to all. */
export const trustedNetworkTooWide = defineRule({
	id: "trusted-network-too-wide",
	severity: "warning",
	summary: "More public addresses are trusted than one organisation usually has, though not so many that the server is open.",
	check({ configuration, environment, analysis }, report) {
		const [main] = configuration.files;
		if (main === undefined) return;
		const own = unionOf((environment.ownServers ?? []).flatMap((text) => parseAddressSet(text) ?? []));
		const wide = new Map<string, { readonly grant: Grant; readonly listeners: Set<string> }>();
		for (const { listener, trusted } of analysis().listeners) {
			if (trusted === undefined) continue;
			for (const grant of grantsOf(trusted, listener, own, main)) {
				if (severityOf(grant.addresses) === undefined) continue;
				const key = keyOf(grant.place.origin);
				const known = wide.get(key) ?? { grant, listeners: new Set() };
				wide.set(key, known);
				known.listeners.add(listener.name);
			}
		}
		for (const { grant, listeners } of wide.values()) {
			const { place, addresses, others, witness } = grant;
			const severity = severityOf(addresses);
			if (severity === undefined) continue;
			const { attempt, dns, decision } = witness;
			const related = [...others.map(relatedGrant), ...relatedPlaces(decision.trace, place.origin)];
			const more = others.length === 0 ? "" : ` and ${others.length} more`;
			report({
				severity,
				certainty: "proven",
				origin: place.origin,
				message: `${countOf(addresses)} can send mail to any domain through ${listed([...listeners])}${becauseOf(place)}${more}. Whoever has a machine at one of them, or breaks into one, sends spam in this server's name. Trust only addresses that are yours, and let everybody else log in.`,
				witness: { attempt, dns },
				trace: decision.trace,
				...(related.length === 0 ? {} : { related }),
				...fixesFor(grant),
			});
		}
	},
});

/** Networks that are trusted together: those of one list, or what some other words let pass. */
interface Grant {
	/** The widest of them. */
	readonly place: Place;
	readonly others: readonly { readonly place: Place; readonly addresses: AddressSet }[];
	/** All of them. */
	readonly addresses: AddressSet;
	readonly witness: OpenWitness;
}

/** By what the trusted addresses are trusted: the wide elements of each list, and the words that decided for what is left. */
function grantsOf(trusted: OpenWitness, listener: Listener, own: AddressSet, main: SourceFile): readonly Grant[] {
	let rest = differenceOf(trusted.addresses, own);
	const grants: Grant[] = [];
	for (const list of permittingLists(listener)) {
		const wide = [];
		for (const { match, result, origin } of addressElements(list)) {
			const addresses = intersectionOf(rest, match.set);
			rest = differenceOf(rest, match.set);
			if (result.kind === "true" && severityOf(addresses) !== undefined) wide.push({ place: placeOf(origin, main), addresses });
		}
		const [first, ...others] = wide.sort((a, b) => compare(sizeOf(b.addresses), sizeOf(a.addresses)));
		if (first === undefined) continue;
		const addresses = unionOf(wide.map((one) => one.addresses));
		grants.push({ place: first.place, others, addresses, witness: trusted });
	}
	const place = decidingPlace(trusted.decision.trace, listener, main);
	return [...grants, { place, others: [], addresses: rest, witness: trusted }];
}

function compare(a: ReturnType<typeof sizeOf>, b: ReturnType<typeof sizeOf>): number {
	return a.v4 - b.v4 || (a.v6 < b.v6 ? -1 : a.v6 > b.v6 ? 1 : 0);
}

function relatedGrant({ place, addresses }: Grant["others"][number]): RelatedPlace {
	return { origin: place.origin, message: `${countOf(addresses)} more` };
}

/** A handful of addresses is somebody's own; one organisation's network is worth a look; more are a provider's customers. */
function severityOf(addresses: AddressSet): Severity | undefined {
	const { v4, v6 } = sizeOf(addresses);
	if (v4 <= 16 && v6 <= 1n << 64n) return undefined;
	return v4 <= 256 && v6 <= 1n << 80n ? "info" : "warning";
}

function countOf(addresses: AddressSet): string {
	const { v4, v6 } = sizeOf(addresses);
	const networks = v6 >> 64n;
	const six =
		v6 === 0n
			? undefined
			: networks > 1n
				? `${groupedDigits(networks)} public IPv6 networks of the size /64`
				: `${groupedDigits(v6)} public IPv6 addresses`;
	const four = v4 === 0 ? undefined : `${groupedDigits(v4)} public addresses`;
	return [four, six].filter((part) => part !== undefined).join(" and ");
}

function fixesFor({ place, others, addresses }: Grant): { readonly fixes?: readonly Fix[] } {
	const edits = [place, ...others.map((one) => one.place)].flatMap(({ origin }) => withoutWord(origin) ?? []);
	if (edits.length !== others.length + 1) return {};
	const what = others.length === 0 ? "the network" : `the ${edits.length} networks`;
	const title = `remove ${what}: ${countOf(addresses)} can send through this server only after a login`;
	return { fixes: [{ title, safe: false, edits }] };
}
