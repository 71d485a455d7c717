import {
	type AddressSet,
	defineRule,
	differenceOf,
	type FileOrigin,
	type Fix,
	intersectionOf,
	type Listener,
	type Match,
	mentionsOf,
	type OpenWitness,
	PUBLIC_ADDRESSES,
	parseAddressSet,
	type Severity,
	type SourceFile,
	sizeOf,
	unionOf,
} from "@relaylint/core";
import { becauseOf, decidingPlace, keyOf, listed, type Place, placeOf, relatedPlaces } from "../deciding-place.ts";
import { withoutWord } from "../edits.ts";

/** More machines of strangers than an organisation usually has are trusted, though not so many that the server is open to all. */
export const trustedNetworkTooWide = defineRule({
	id: "trusted-network-too-wide",
	severity: "warning",
	summary: "More public addresses are trusted than one organisation usually has, though not so many that the server is open.",
	check({ configuration, environment, analysis }, report) {
		const [main] = configuration.files;
		if (main === undefined) return;
		const own = unionOf((environment.ownServers ?? []).flatMap((text) => parseAddressSet(text) ?? []));
		const wide = new Map<string, Grant & { readonly listeners: Listener[] }>();
		for (const { listener, trusted } of analysis().listeners) {
			if (trusted === undefined) continue;
			for (const grant of grantsOf(trusted, listener, own, main)) {
				const key = keyOf(grant.place.origin);
				const known = wide.get(key) ?? { ...grant, listeners: [] };
				wide.set(key, known);
				known.listeners.push(listener);
			}
		}
		for (const { place, addresses, witness, listeners } of wide.values()) {
			const severity = severityOf(addresses);
			if (severity === undefined) continue;
			const { attempt, dns, decision } = witness;
			const related = relatedPlaces(decision.trace, place.origin);
			report({
				severity,
				certainty: "proven",
				origin: place.origin,
				message: `${countOf(addresses)} can send mail to any domain through ${listed(listeners.map(({ name }) => name))}${becauseOf(place)}. Whoever has a machine at one of them, or breaks into one, sends spam in this server's name. Trust only addresses that are yours, and let everybody else log in.`,
				witness: { attempt, dns },
				trace: decision.trace,
				...(related.length === 0 ? {} : { related }),
				...fixesFor(place.origin, addresses),
			});
		}
	},
});

interface Grant {
	readonly place: Place;
	readonly addresses: AddressSet;
	readonly witness: OpenWitness;
}

/** The networks by which the trusted addresses are trusted: each that stands by itself, and what is left at the words that decided. */
function grantsOf(trusted: OpenWitness, listener: Listener, own: AddressSet, main: SourceFile): readonly Grant[] {
	let rest = differenceOf(trusted.addresses, own);
	const grants: Grant[] = [];
	for (const atom of mentionsOf(listener).atoms) {
		if (!isNetwork(atom)) continue;
		const addresses = intersectionOf(rest, atom.set);
		rest = differenceOf(rest, atom.set);
		grants.push({ place: placeOf(atom.origin, main), addresses, witness: trusted });
	}
	return [...grants, { place: decidingPlace(trusted.decision.trace, listener, main), addresses: rest, witness: trusted }];
}

/** A network that is smaller than the Internet; what fails for a whole family grants nothing. */
function isNetwork(atom: Match): atom is Extract<Match, { kind: "address" }> {
	return atom.kind === "address" && sizeOf(atom.set).v4 < sizeOf(PUBLIC_ADDRESSES).v4;
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
				? `${networks.toLocaleString("en-US")} public IPv6 networks of the size /64`
				: `${v6.toLocaleString("en-US")} public IPv6 addresses`;
	const four = v4 === 0 ? undefined : `${v4.toLocaleString("en-US")} public addresses`;
	return [four, six].filter((part) => part !== undefined).join(" and ");
}

function fixesFor(origin: FileOrigin, addresses: AddressSet): { readonly fixes?: readonly Fix[] } {
	const edit = withoutWord(origin);
	if (edit === undefined) return {};
	const title = `remove the network: its ${countOf(addresses)} can send through this server only after a login`;
	return { fixes: [{ title, safe: false, edits: [edit] }] };
}
