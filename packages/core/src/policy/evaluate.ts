import { containsAddress } from "../network/address-set.ts";
import type { Origin } from "../source/origin.ts";
import type { Context } from "./context.ts";
import type { Match } from "./match.ts";
import { containsName } from "./name-set.ts";
import { dependsOn, errorTruth, FALSE, not, TRUE, type Truth, truthOf } from "./truth.ts";

/** What a match reads beside the attempt: names that the dialect derives, variables that earlier rules set. */
export interface MatchReader {
	/** The value of a name fact, folded to lower case; undefined where the attempt has none. */
	name(fact: string, context: Context): string | undefined;
	variable(name: string): string | undefined;
	/** Told which element of a list, or which line of a table, made a match true or false. */
	noted?(origin: Origin, truth: Truth): void;
}

/** A match that is no combination of others. */
export type Leaf = Exclude<Match, { kind: "all" | "any" | "not" | "list" }>;

/** The truth of a match by the truth of its leaves: Kleene's three values, and the error that makes a server answer 4xx. */
export function evaluateBy(match: Match, leaf: (leaf: Leaf) => Truth, noted?: (origin: Origin, truth: Truth) => void): Truth {
	switch (match.kind) {
		case "not":
			return not(evaluateBy(match.operand, leaf, noted));
		case "all":
			return joined(match.operands, leaf, noted, "false");
		case "any":
			return joined(match.operands, leaf, noted, "true");
		case "list":
			return listTruth(match, leaf, noted);
		default:
			return leaf(match);
	}
}

/** The truth of a match for one attempt. Total. */
export function evaluate(match: Match, context: Context, reader: MatchReader): Truth {
	const noted = reader.noted === undefined ? undefined : (origin: Origin, truth: Truth) => reader.noted?.(origin, truth);
	return evaluateBy(match, (leaf) => leafTruth(leaf, context, reader), noted);
}

/** The truth of a leaf for one attempt. Total. */
export function leafTruth(match: Leaf, context: Context, reader: MatchReader): Truth {
	switch (match.kind) {
		case "always":
			return TRUE;
		case "never":
			return FALSE;
		case "unknown":
			return dependsOn(match.because);
		case "error":
			return errorTruth(match.reason);
		case "address": {
			const { client } = context;
			const isIn = client !== undefined && containsAddress(match.set, client);
			const decided = isIn && reader.noted !== undefined ? match.evidence?.(client) : undefined;
			if (decided !== undefined) reader.noted?.(decided.origin, decided.truth);
			return truthOf(isIn);
		}
		case "name": {
			const name = reader.name(match.fact, context);
			return truthOf(name !== undefined && containsName(match.set, name));
		}
		case "flag":
			return truthOf(flagOf(match.fact, context));
		case "variable":
			return truthOf(reader.variable(match.name) === match.value);
		case "computed": {
			const truth = contained(() => match.evaluate(context, (name) => reader.variable(name)), match.name);
			const evidence = truth.kind === "true" ? match.evidence?.(context) : undefined;
			if (evidence !== undefined) reader.noted?.(evidence, truth);
			return truth;
		}
	}
}

function flagOf(fact: "tls" | "certificate" | "login", context: Context): boolean {
	const { attempt } = context;
	if (fact === "tls") return attempt.tls;
	if (fact === "certificate") return attempt.tls && attempt.clientCertificate;
	return attempt.login?.valid === true;
}

/** A fault of ours in an atom is an unknown that says so, never an exception and never an answer. */
export function contained(evaluateAtom: () => Truth, name: string): Truth {
	try {
		return evaluateAtom();
	} catch (fault) {
		const reason = fault instanceof Error ? fault.message : String(fault);
		return dependsOn({ kind: "limit", key: `fault:${name}`, text: `internal error while evaluating ${name}: ${reason}` });
	}
}

type Unknown = Truth & { readonly kind: "unknown" };

/** What stays open after one more operand or element is open too. */
function opened(open: Unknown | undefined, truth: Unknown): Unknown {
	if (open === undefined) return truth;
	return truth.orError === true ? { ...open, orError: true } : open;
}

/**
 * Operands from the left; the deciding value ends the walk, an error ends it as the server's would. An unknown waits for a decider, which
 * settles it only where it could not have been an error.
 */
function joined(
	operands: readonly Match[],
	leaf: (leaf: Leaf) => Truth,
	noted: ((origin: Origin, truth: Truth) => void) | undefined,
	decider: "true" | "false",
): Truth {
	let open: Unknown | undefined;
	for (const operand of operands) {
		const truth = evaluateBy(operand, leaf, noted);
		if (truth.kind === decider) return open?.orError === true ? open : truth;
		if (truth.kind === "error") return open === undefined ? truth : { ...open, orError: true };
		if (truth.kind === "unknown") open = opened(open, truth);
	}
	return open ?? (decider === "true" ? FALSE : TRUE);
}

function listTruth(
	list: Extract<Match, { kind: "list" }>,
	leaf: (leaf: Leaf) => Truth,
	noted: ((origin: Origin, truth: Truth) => void) | undefined,
): Truth {
	let open: Unknown | undefined;
	const outcomes = new Set<string>();
	/** Whether the elements that may match say what comes next too. */
	const agrees = (result: Truth) =>
		open === undefined || (open.orError !== true && outcomes.size === 1 && outcomes.has(result.kind));
	for (const element of list.elements) {
		const truth = evaluateBy(element.match, leaf, noted);
		if (truth.kind === "false") continue;
		if (truth.kind === "unknown") {
			open = opened(open, truth);
			outcomes.add(element.result.kind);
			continue;
		}
		if (truth.kind === "error") return open === undefined ? truth : { ...open, orError: true };
		if (open !== undefined && !agrees(element.result)) return open;
		if (element.members === undefined) noted?.(element.origin, element.result);
		return element.result;
	}
	return open !== undefined && !agrees(list.otherwise) ? open : list.otherwise;
}
