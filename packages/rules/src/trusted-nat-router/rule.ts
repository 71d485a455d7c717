import {
	type Address,
	addressesOf,
	type Certainty,
	containsAddress,
	defineRule,
	type Environment,
	type Fix,
	formatAddress,
	intersectionOf,
	isOpenByAddress,
	isWithin,
	type MatchList,
	PRIVATE_ADDRESSES,
	PUBLIC_ADDRESSES,
	parseAddress,
	type RelatedPlace,
	type Severity,
	sizeOf,
} from "@relaylint/core";
import { keyOf, listed, placeOf } from "../deciding-place.ts";
import { withoutWord } from "../edits.ts";
import { addressElements, elementWith, type ListedAddresses, permittingLists, relaysBy } from "../permitted-lists.ts";

/** A trusted address is that of a router or gateway which hides others behind it, so that everybody behind it is trusted. */
export const trustedNatRouter = defineRule({
	id: "trusted-nat-router",
	severity: "warning",
	summary: "A trusted address is that of a router which hides others behind it, so that everybody behind it may relay.",
	check({ configuration, environment }, report) {
		const [main] = configuration.files;
		if (main === undefined) return;
		const { policy } = configuration;
		const found = new Map<string, { readonly list: MatchList; readonly suspects: Suspect[]; readonly listeners: Set<string> }>();
		for (const listener of policy.listeners) {
			for (const list of permittingLists(listener)) {
				for (const suspect of suspectsIn(list, environment)) {
					if (!relaysBy(policy, listener, suspect.address, suspect.element)) continue;
					const key = `${list.name} ${keyOf(placeOf(list.origin, main).origin)}`;
					const known = found.get(key) ?? { list, suspects: [], listeners: new Set() };
					found.set(key, known);
					known.suspects.push(suspect);
					known.listeners.add(listener.name);
				}
			}
		}
		for (const { list, suspects, listeners } of found.values()) {
			const [worst] = suspects.sort((a, b) => GRADES.indexOf(a.grade) - GRADES.indexOf(b.grade));
			if (worst === undefined) continue;
			const place = placeOf(worst.element.origin, main);
			const places = new Map<string, RelatedPlace>();
			for (const { element, address } of suspects) {
				const { origin, words } = placeOf(element.origin, main);
				if (words === undefined || keyOf(origin) === keyOf(place.origin)) continue;
				places.set(keyOf(origin), { origin, message: `${formatAddress(address)} is trusted by this too` });
			}
			const { certainty, severity } = SAID[worst.grade];
			report({
				certainty,
				severity,
				origin: place.origin,
				message: `${whatIs(worst, list, place.words)} ${whatFollows(worst, [...listeners])} ${whatToDo(worst, list)}`,
				...(places.size === 0 ? {} : { related: [...places.values()] }),
				...fixesFor(worst),
			});
		}
	},
});

/** How it is known that others come with an address; the surest first. */
const GRADES = ["declared", "gateway", "lone", "bridge", "range"] as const;

interface Suspect {
	readonly grade: (typeof GRADES)[number];
	readonly address: Address;
	readonly element: ListedAddresses;
}

const SAID: Readonly<Record<Suspect["grade"], { readonly certainty: Certainty; readonly severity: Severity }>> = {
	declared: { certainty: "proven", severity: "error" },
	gateway: { certainty: "proven", severity: "warning" },
	lone: { certainty: "likely", severity: "warning" },
	bridge: { certainty: "possible", severity: "info" },
	range: { certainty: "possible", severity: "info" },
};

/** The gateway of the network that Docker makes by itself. */
const DOCKER_BRIDGE = parseAddress("172.17.0.1") as Address;

/** The address under which virtual machines with user-mode networking see everybody outside. */
const VIRTUAL_MACHINE = parseAddress("10.0.2.2") as Address;

/** A list of more addresses that may be a router's is not looked at further. */
const MOST_SUSPECTS = 20;

/** The members of a list that may be a router. */
function suspectsIn(list: MatchList, { natRouters = [], gateways = [] }: Environment): readonly Suspect[] {
	const suspects: Suspect[] = [];
	const known = new Set<string>();
	const add = (grade: Suspect["grade"], address: Address | undefined) => {
		if (address === undefined || known.has(formatAddress(address)) || known.size >= MOST_SUSPECTS) return;
		known.add(formatAddress(address));
		const element = elementWith(list, address);
		if (element === undefined) return;
		// Where everybody is trusted the router is not what is wrong.
		if (isOpenByAddress([intersectionOf(element.match.set, PUBLIC_ADDRESSES)])) return;
		suspects.push({ grade, address, element });
	};
	for (const text of natRouters) add("declared", parseAddress(text));
	for (const text of gateways) add("gateway", parseAddress(text));
	for (const { match, result, members } of addressElements(list)) {
		// Thousands of addresses together: which of them is a router nobody can tell by its looks.
		if (members !== undefined) continue;
		const [first] = match.set.v4;
		if (first === undefined || result.kind !== "true" || !isPrivate(match.set)) continue;
		const { v4 } = sizeOf(match.set);
		const start: Address = { family: 4, value: first };
		const last = first % 256;
		if (v4 === 1 && (last === 1 || last === 254 || first === VIRTUAL_MACHINE.value)) add("lone", start);
		else if (v4 > 1 && containsAddress(match.set, DOCKER_BRIDGE)) add("bridge", DOCKER_BRIDGE);
		else if (v4 >= 65536 && !isLinkLocal(start)) add("range", { family: 4, value: first + 1 });
	}
	return suspects;
}

function isPrivate(set: ListedAddresses["match"]["set"]): boolean {
	return isWithin(set, PRIVATE_ADDRESSES);
}

/** 169.254.0.0/16: no router forwards from there. */
function isLinkLocal(address: Address): boolean {
	return containsAddress(addressesOf({ family: 4, value: 0xa9fe0000 }, 16), address);
}

function whatIs({ grade, address }: Suspect, { name }: MatchList, words: string | undefined): string {
	const text = formatAddress(address);
	const where = words === undefined ? `the default of ${name}` : words === text ? name : `"${words}" of ${name}`;
	switch (grade) {
		case "declared":
			return `The router ${text} is in ${where}, and who comes through it has its address.`;
		case "gateway":
			return `The default gateway of this machine, ${text}, is in ${where}.`;
		case "lone":
			return `${text} in ${name} looks like the address of a router.`;
		case "bridge":
			return `The gateway of Docker's own network, ${text}, is in ${where}.`;
		case "range":
			return `A range as wide as ${where} may hold the address of a router, or of a container network's gateway.`;
	}
}

function whatFollows({ grade }: Suspect, listeners: readonly string[]): string {
	const can = `anybody on the Internet can send mail to any domain through ${listed(listeners)}`;
	if (grade === "declared") return `So ${can}.`;
	return `If it passes connections from outside on under its own address, ${can}.`;
}

function whatToDo({ grade, address }: Suspect, { name }: MatchList): string {
	const text = formatAddress(address);
	switch (grade) {
		case "declared":
		case "gateway":
			return `Exclude it with "!${text}" before the other addresses of ${name}, and let who sends through it log in.`;
		case "lone":
			return `Remove it from ${name} unless it sends mail itself, and let who sends through it log in.`;
		case "bridge":
		case "range":
			return "List the addresses that really send, and name routers in network.natRouters of relaylint.json.";
	}
}

function fixesFor({ grade, address, element }: Suspect): { readonly fixes?: readonly Fix[] } {
	if (element.origin.kind !== "file" || sizeOf(element.match.set).v4 !== 1 || (grade !== "lone" && grade !== "declared"))
		return {};
	const edit = withoutWord(element.origin);
	if (edit === undefined) return {};
	const title = `remove ${formatAddress(address)}: it, and who comes through it, can send through this server only after a login`;
	return { fixes: [{ title, safe: false, edits: [edit] }] };
}
