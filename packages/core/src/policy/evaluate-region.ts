import { isWithin, overlaps } from "../network/address-set.ts";
import { contained, evaluateBy, type Leaf } from "./evaluate.ts";
import type { Match } from "./match.ts";
import { containsName, type NameSet } from "./name-set.ts";
import { chosen, type FixedFacts, type Region } from "./region.ts";
import { dependsOn, errorTruth, FALSE, TRUE, type Truth, truthOf } from "./truth.ts";

/** The truth of a match over all strangers of a region: true or false where all agree, a choice where they do not. */
export function evaluateOver(match: Match, region: Region, variable: (name: string) => string | undefined): Truth {
	return evaluateBy(match, (leaf) => leafOver(leaf, region, variable));
}

/** The truth of a leaf over all strangers of a region. */
export function leafOver(match: Leaf, region: Region, variable: (name: string) => string | undefined): Truth {
	switch (match.kind) {
		case "always":
			return TRUE;
		case "never":
			return FALSE;
		case "unknown":
			return dependsOn(match.because);
		case "error":
			return errorTruth(match.reason);
		case "address":
			if (!overlaps(region.addresses, match.set)) return FALSE;
			return isWithin(region.addresses, match.set) ? TRUE : chosen(match, "the client's address", match.origin);
		case "name": {
			const fixed = region.fixed?.names;
			if (fixed?.has(match.fact) !== true) return nameOver(match.set, match, region);
			const name = fixed.get(match.fact);
			return truthOf(name !== undefined && containsName(match.set, name));
		}
		case "flag":
			if (region.fixed !== undefined) return truthOf(flagFixed(match.fact, region.fixed));
			return match.fact === "login"
				? FALSE
				: chosen(match, match.fact === "tls" ? "whether the client uses TLS" : "whether the client shows a certificate");
		case "variable":
			return truthOf(variable(match.name) === match.value);
		case "computed": {
			const { over } = match;
			if (over === undefined) {
				return dependsOn({ kind: "limit", key: `atom:${match.name}`, text: match.name, origin: match.origin });
			}
			return contained(() => over.call(match, region, variable), match.name);
		}
	}
}

function flagFixed(fact: "tls" | "certificate" | "login", fixed: FixedFacts): boolean {
	return fact === "certificate" ? fixed.tls && fixed.certificate : fixed[fact];
}

/** A list of client names is met by a stranger who can have one of them; every other name a client says as it likes. */
function nameOver(set: NameSet, match: Extract<Match, { kind: "name" }>, region: Region): Truth {
	if (set.exact.size === 0 && set.below.size === 0) return FALSE;
	if (match.fact !== "client-name") return chosen(match, match.fact, match.origin);
	let open = false;
	for (const [names, below] of [
		[set.exact, false],
		[set.below, true],
	] as const) {
		for (const name of names) {
			const can = region.canHaveName(name, below);
			if (can === true) return chosen(match, "the client's confirmed name", match.origin);
			if (can === undefined) open = true;
		}
	}
	return open
		? dependsOn({ kind: "limit", key: "public-suffix-list", text: "which names can be registered", origin: match.origin })
		: FALSE;
}
