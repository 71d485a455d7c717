import { type AddressSet, ALL_ADDRESSES } from "../network/address-set.ts";
import type { Origin } from "../source/origin.ts";
import { type Dependency, dependsOn, type Truth } from "./truth.ts";

/**
 * Attempts of strangers that are looked at together: from these addresses, to recipients that are foreign in one way, with everything else
 * (names, HELO, sender, certificate) as a stranger can choose it, and no valid login.
 */
export interface Region {
	/** Addresses that no address set of the policy tells apart. */
	readonly addresses: AddressSet;
	/** The name of the {@link ForeignKind}; undefined for every recipient, foreign or not. */
	readonly foreign: string | undefined;
	/** Facts that are the same for the whole region; a fact that is not here is the client's choice, and a login none has. */
	readonly fixed?: FixedFacts;
	/** Whether a stranger can have a name confirmed by the DNS; undefined where the answer needs the Public Suffix List. */
	canHaveName(name: string, below: boolean): boolean | undefined;
}

/** Facts that are settled for a region. */
export interface FixedFacts {
	/** By name fact: one name for all that the policy's name sets do not tell apart, or undefined where the attempt has none. */
	readonly names: ReadonlyMap<string, string | undefined>;
	readonly tls: boolean;
	readonly certificate: boolean;
	/** True where the certificate is one that the configuration itself lists; a stranger has none. */
	readonly listedCertificate?: boolean;
	readonly login: boolean;
}

/** One way in which a recipient can be foreign: in no class of the server's own, in a relay class that claims nothing, made so by rewriting. */
export interface ForeignKind {
	readonly name: string;
	/** Whether there are such recipients at all. */
	readonly exists: Truth;
	readonly origin?: Origin;
}

/** Everybody and every recipient: for collecting what a policy mentions. */
export const EVERYBODY: Region = { addresses: ALL_ADDRESSES, foreign: undefined, canHaveName: () => true };

let choices = 0;
const keys = new WeakMap<object, string>();

/** Something that strangers of a region have both ways, as each likes; the same text of the same thing keeps its truth along one walk. */
export function choiceOf(thing: object, text: string, origin?: Origin): Dependency {
	let key = keys.get(thing);
	if (key === undefined) {
		choices += 1;
		key = `choice:${choices}`;
		keys.set(thing, key);
	}
	return { kind: "choice", key: `${key}:${text}`, text, shared: true, ...(origin === undefined ? {} : { origin }) };
}

/** The truth of such a thing. */
export function chosen(thing: object, text: string, origin?: Origin): Truth {
	return dependsOn(choiceOf(thing, text, origin));
}
