import type { Address, AddressSet } from "../network/address-set.ts";
import type { Origin } from "../source/origin.ts";
import type { Context } from "./context.ts";
import type { NameSet } from "./name-set.ts";
import type { Region } from "./region.ts";
import type { Dependency, Truth } from "./truth.ts";

/** A fact whose value is an address. */
export type AddressFact = "client";

/** A condition over the facts of an attempt. */
export type Match =
	| { readonly kind: "always"; readonly origin?: Origin }
	| { readonly kind: "never"; readonly origin?: Origin }
	| { readonly kind: "all"; readonly operands: readonly Match[] }
	| { readonly kind: "any"; readonly operands: readonly Match[] }
	| { readonly kind: "not"; readonly operand: Match }
	| MatchList
	| AddressAtom
	| NameAtom
	| FlagAtom
	| VariableAtom
	| UnknownAtom
	| ErrorAtom
	| ComputedAtom;

/** A list in which the first element that matches decides: match lists with exclusions, lists whose bad element is an error. */
export interface MatchList {
	readonly kind: "list";
	readonly elements: readonly MatchElement[];
	/** What the list says when no element matches. */
	readonly otherwise: Truth;
	readonly origin: Origin;
	/** What the list is called in a trace: `mynetworks`. */
	readonly name: string;
}

/** One element of a list: what the list says where it matches. */
export interface MatchElement {
	readonly match: Match;
	readonly result: Truth;
	readonly origin: Origin;
	/** The elements for which this one stands, where it stands for many that say the same; its match notes which of them decided. Undefined for more than `most`. */
	members?(most: number): readonly MatchElement[] | undefined;
}

/** The client's address is in a set. */
export interface AddressAtom {
	readonly kind: "address";
	readonly fact: AddressFact;
	readonly set: AddressSet;
	readonly origin: Origin;
	/** The words that put an address of the set into it, and what they say, for the trace; absent: the origin. */
	evidence?(client: Address): { readonly origin: Origin; readonly truth: Truth } | undefined;
}

/** A fact that is a name (the dialect says which facts there are) is in a set; false where the fact is absent. */
export interface NameAtom {
	readonly kind: "name";
	readonly fact: string;
	readonly set: NameSet;
	readonly origin: Origin;
}

/** A fact that is true or false. */
export interface FlagAtom {
	readonly kind: "flag";
	readonly fact: "tls" | "certificate" | "login";
	readonly origin: Origin;
}

/** What an earlier rule assigned. */
export interface VariableAtom {
	readonly kind: "variable";
	readonly name: string;
	readonly value: string;
}

/** True for some value of something outside the files. */
export interface UnknownAtom {
	readonly kind: "unknown";
	readonly because: Dependency;
	readonly origin: Origin;
}

/** Makes the server answer with a temporary failure whenever it is reached. */
export interface ErrorAtom {
	readonly kind: "error";
	readonly reason: string;
	readonly origin: Origin;
}

/** The values that earlier rules assigned; undefined where none did. */
export type VariableReader = (name: string) => string | undefined;

/** What a computed atom is a function of. */
export type FactName =
	| "client"
	| "client-name"
	| "helo"
	| "tls"
	| "certificate"
	| "login"
	| "sender"
	| "recipient"
	| "server"
	| "dns";

/** A condition that is exact on a concrete attempt but has no set of its own in the model. */
export interface ComputedAtom {
	readonly kind: "computed";
	/** What it asks, for a trace: `check_sender_access hash:/etc/postfix/sender = OK`. */
	readonly name: string;
	readonly reads: readonly FactName[];
	readonly origin: Origin;
	/** The line that made it true, for the trace; asked only after `evaluate` said true. */
	readonly evidence?: (context: Context) => Origin | undefined;
	evaluate(context: Context, variable: VariableReader): Truth;
	/**
	 * What it is for every stranger of a region: true or false where it is so for all of them, a choice of the stranger where it is so for
	 * some, unknown where it hangs on something outside. Absent: relaylint cannot tell, and nothing is proven over it.
	 */
	over?(region: Region, variable: VariableReader): Truth;
	/** Values of facts at which its answer may change: where the search for a witness looks. */
	readonly hints?: Hints;
	/**
	 * A text that says everything of which it is a function beside its name and the attempt: of two configurations, atoms with the same name
	 * and identity answer the same. Absent: the listener's own identity says it.
	 */
	identity?(): string;
	/** The text of the table or list in which it looks things up, where it does: what it lets in follows from its name and this. */
	content?(): string;
}

/** Values that a configuration mentions and a stranger may choose. */
export interface Hints {
	readonly addresses?: readonly AddressSet[];
	readonly names?: readonly string[];
	/** Client names that patterns take, each with a label `client` or `client-...`: a stranger's where what follows that is a public suffix. */
	readonly clients?: readonly string[];
	readonly helo?: readonly string[];
	readonly senders?: readonly string[];
	readonly recipients?: readonly string[];
	/** Recipients that the server itself rewrites to foreign ones, however local they look. */
	readonly rewritten?: readonly string[];
	/** Names with which a stranger can log in whatever the password. */
	readonly logins?: readonly string[];
}
