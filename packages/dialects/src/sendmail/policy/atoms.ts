import {
	type Action,
	type AddressSet,
	type ComputedAtom,
	type Context,
	chosen,
	type Dependency,
	dependsOn,
	differenceOf,
	FALSE,
	type FactName,
	type Hints,
	intersectionOf,
	isEmptyAddressSet,
	type Match,
	type Origin,
	type PolicyRule,
	type Region,
	TRUE,
	type Truth,
} from "@relaylint/core";

/** Makes a rule. */
export function rule(match: Match, action: Action, origin: Origin, text?: string): PolicyRule {
	return text === undefined ? { match, action, origin } : { match, action, origin, text };
}

export const ALWAYS: Match = { kind: "always" };
export const NEVER: Match = { kind: "never" };

/** What one check of the rules says of an attempt. */
export interface Answer<T extends string> {
	readonly says: T | "unknown";
	/** The line that decided. */
	readonly origin?: Origin | undefined;
	readonly because?: Dependency;
}

/** A check whose answer is one of some words, asked once for an attempt. */
export interface Check<T extends string> {
	readonly name: string;
	readonly origin: Origin;
	readonly reads: readonly FactName[];
	readonly hints?: Hints;
	ask(context: Context): Answer<T>;
	/** Whether the answer is the word for all strangers of a region, none, or as they like. */
	over(says: T, region: Region): Truth;
}

/** An atom that is true where a check says one word. */
export function saysAtom<T extends string>(check: Check<T>, says: T): ComputedAtom {
	const key = {};
	const ask = (context: Context) => context.memo(check, () => check.ask(context));
	const atom: ComputedAtom = {
		kind: "computed",
		name: `${check.name} says ${says}`,
		reads: check.reads,
		origin: check.origin,
		evidence: (context) => ask(context).origin,
		evaluate(context) {
			const answer = ask(context);
			if (answer.says === "unknown") return dependsOn(answer.because ?? limit(check.name));
			return answer.says === says ? TRUE : FALSE;
		},
		over: (region) => {
			const truth = check.over(says, region);
			return truth.kind === "unknown" && truth.because.kind === "choice" && truth.because.key === CHOICE
				? chosen(key, atom.name, check.origin)
				: truth;
		},
		...(check.hints === undefined ? {} : { hints: check.hints }),
	};
	return atom;
}

const CHOICE = "sendmail:choice";

/** Strangers have it both ways, as each likes. */
export const AS_THEY_LIKE: Truth = dependsOn({ kind: "choice", key: CHOICE, text: "" });

/** What relaylint cannot work out. */
export function limit(text: string, origin?: Origin): Dependency {
	return { kind: "limit", key: `sendmail:${text}`, text, ...(origin === undefined ? {} : { origin }) };
}

/** Whether the clients of a region are in a set of addresses. */
export function overAddresses(set: AddressSet, region: Region): Truth {
	if (isEmptyAddressSet(intersectionOf(region.addresses, set))) return FALSE;
	return isEmptyAddressSet(differenceOf(region.addresses, set)) ? TRUE : AS_THEY_LIKE;
}
