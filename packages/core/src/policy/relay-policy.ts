import type { AddressSet } from "../network/address-set.ts";
import type { Origin } from "../source/origin.ts";
import type { Context } from "./context.ts";
import type { FactName, Match, VariableReader } from "./match.ts";
import type { ForeignKind, Region } from "./region.ts";
import type { Dependency, Truth } from "./truth.ts";

/** Where in the SMTP dialogue an answer is given. */
export type Stage = "connect" | "helo" | "starttls" | "auth" | "mail" | "rcpt" | "data";

/** What becomes of the recipient, apart from `unknown`. */
export type Outcome = "accept" | "reject" | "defer" | "fatal" | "noauth" | "notls";

/** What a rule does when its match is true. */
export type Action =
	/** Ends this list; the next list is walked. */
	| { readonly kind: "accept" }
	/** Ends this list and all that follow it, but for stages that are walked `always`. */
	| { readonly kind: "accept-session" }
	/** Ends the attempt. */
	| { readonly kind: "refuse"; readonly outcome: Exclude<Outcome, "accept"> }
	/** Goes on with the next rule. */
	| { readonly kind: "continue" }
	/** Sets a variable that later matches read. */
	| { readonly kind: "assign"; readonly name: string; readonly value: string | ComputedValue }
	/** Turns a later acceptance, or a later 5xx refusal, into a deferral; `never` takes back what was asked for before. */
	| { readonly kind: "pend"; readonly defer: "if-accepted" | "if-refused" | "never" }
	/** Walks other rules at this place; an acceptance or a refusal in them is one of this list. */
	| {
			readonly kind: "call";
			readonly rules: readonly PolicyRule[];
			readonly name: string;
			readonly onAccept?: InnerAccept;
			/** What becomes of the attempt where the lists call each other without end; absent: a deferral. */
			readonly endless?: "reject" | "defer";
	  }
	/** Walks rules that follow from the attempt: a list named by a looked-up value. */
	| {
			readonly kind: "compute";
			readonly name: string;
			/** What the result is called that gives these rules, of `rules` or `branches`. */
			label?(rules: readonly PolicyRule[]): string | undefined;
			/** The facts that decide which rules they are, where that is known. */
			readonly reads?: readonly FactName[];
			readonly onAccept?: InnerAccept;
			rules(context: Context): readonly PolicyRule[];
			/** The lists that `rules` may give to strangers of a region; absent: relaylint cannot tell. */
			branches?(region: Region): readonly (readonly PolicyRule[])[];
			/** As the content of a computed atom. */
			content?(): string;
			/** As the identity of a computed atom, for the lists that `branches` gives and their order. */
			identity?(): string;
	  };

/** A value that follows from the attempt and what earlier rules assigned. */
export interface ComputedValue {
	of(context: Context, variable: VariableReader): string;
	/** What it is for strangers of a region: a text that stands for a value nobody knows where they differ. */
	over(region: Region, variable: VariableReader): string;
}

/** What an acceptance inside a called list means to the list that called: absent, it accepts; else the walk goes on, or ends in a deferral. */
export type InnerAccept = "continue" | "defer";

/** One step of a list: when the match is true, the action; else the next rule. */
export interface PolicyRule {
	readonly match: Match;
	readonly action: Action;
	/** The words that say it, or the default that holds where nothing is said. */
	readonly origin: Origin;
	/** What the rule is called in a trace; absent: the words of its origin. */
	readonly text?: string;
	/** What the server does when the match is an error; absent: it defers. */
	readonly onError?: "defer" | "continue";
}

/** A list of rules that is walked at one point of the dialogue; falling off its end accepts. */
export interface StageRules {
	/** The list's name: `smtpd_relay_restrictions`. */
	readonly name: string;
	readonly at: Stage;
	readonly rules: readonly PolicyRule[];
	readonly origin: Origin;
	/** True where pending deferrals are dropped before this list. */
	readonly forgetsPending?: "if-refused" | "all";
	/** True where the server asks this of every session, also after an acceptance that ends all lists: the dialogue itself, not its policy. */
	readonly always?: boolean;
	/** True where an acceptance in this list meets a pending deferral right here. */
	readonly settlesPending?: boolean;
}

/** One SMTP entry point. */
export interface Listener {
	/** What people call it: `smtp inet`, `submission`. */
	readonly name: string;
	/** The TCP port; undefined where the name of the service says nothing to relaylint. */
	readonly port: number | undefined;
	/** The addresses on which it listens. */
	readonly addresses: AddressSet;
	/** What `addresses` leaves open: an interface by a name that the files do not resolve. */
	readonly addressesDepend?: Dependency;
	readonly stages: readonly StageRules[];
	/** Facts that a client may set as it likes, whoever it is, because the server believes what it says about itself. */
	readonly believes?: { readonly address: boolean; readonly login: boolean; readonly text: string; readonly origin: Origin };
	/** Whether an accepted recipient leaves for somebody else's server. */
	readonly relays: Match;
	readonly origin: Origin;
	/**
	 * A text that says everything of which computed atoms are functions beside their names, the attempt and what their own identity says. Absent:
	 * nothing is known to be the same in two configurations. Asked only where configurations are compared.
	 */
	identity?(): string;
}

/** Domains that a configuration claims as its own, so that mail for them is not foreign. */
export interface ClaimedDomains {
	/** True where the domain belongs to this server or to those it serves, by the contract's definition of a foreign recipient. */
	claims(domain: string): Truth;
}

/** What the dialect adds to the evaluation: the values of its name facts. */
export interface NameFacts {
	name(fact: string, context: Context): string | undefined;
}

/** Who may relay: the common meaning of every configuration. */
export interface RelayPolicy {
	readonly listeners: readonly Listener[];
	readonly facts: NameFacts;
	readonly claimed: ClaimedDomains;
	/** The ways in which a recipient can be foreign here; together they are all foreign recipients that an acceptance could relay to. */
	readonly foreign: readonly ForeignKind[];
	/** Values that the configuration mentions and the search for a witness should try. */
	readonly localDomains: readonly string[];
	/** Outside facts on which the reading of the files itself depends. */
	readonly depends: readonly Dependency[];
}
