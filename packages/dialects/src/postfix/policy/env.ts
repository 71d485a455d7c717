import type { Action, Match, Origin, PolicyRule } from "@relaylint/core";
import type { Word } from "../words.ts";
import { outcomeOfCode, type Server } from "./server.ts";

/** The restriction lists of smtpd. */
export type ListClass = "client" | "helo" | "sender" | "recipient" | "etrn" | "data" | "end-of-data";

/** What the client has told by the time a list is walked; `session` is whether TLS and login are settled by then. */
export interface Known {
	readonly session: boolean;
	readonly helo: boolean;
	readonly sender: boolean;
	readonly recipient: boolean;
}

/** Where a restriction stands. */
export interface Place {
	readonly server: Server;
	/** The list whose table lookup a bare `type:table` stands for. */
	readonly list: ListClass;
	/** The facts that the client has told by the time the list is walked. */
	readonly knows: Known;
	/** True where the answer is given to RCPT TO. */
	readonly atRcpt: boolean;
	/** True behind `warn_if_reject`: a policy refusal is logged and goes unheeded. */
	readonly warn: boolean;
	/** Lowers a list that a class or a table names, at the place where it is named. */
	lower(words: readonly Word[], place: Place, name: string): readonly PolicyRule[];
	/** Lists of restrictions already lowered at this place, so that classes which call themselves end. */
	readonly lowered: Map<string, PolicyRule[]>;
}

/** One restriction as it stands in a list, with the words behind it that it may take as arguments. */
export interface Occurrence {
	readonly word: Word;
	/** The next word, if any. */
	readonly next: Word | undefined;
	readonly place: Place;
}

/** What a restriction is lowered to, and how many of the following words it took. */
export interface Lowered {
	readonly rules: readonly PolicyRule[];
	readonly taken: 0 | 1;
}

/** Makes a rule at a word. */
export function rule(match: Match, action: Action, origin: Origin, text?: string): PolicyRule {
	return text === undefined ? { match, action, origin } : { match, action, origin, text };
}

export const ALWAYS: Match = { kind: "always" };

/** A refusal for a reason of policy: `warn_if_reject` turns it into a log line. */
export function policyRefusal(code: number, place: Place): Action {
	return place.warn ? { kind: "continue" } : { kind: "refuse", outcome: outcomeOfCode(code, place.server) };
}

/** The refusal that stands whatever `warn_if_reject` says: a server configuration error or a lookup that failed, both answered 451. */
export const SERVER_ERROR: Action = { kind: "refuse", outcome: "defer" };

/** `DEFER_IF_PERMIT` as smtpd takes it: pending, but behind `warn_if_reject` a refusal that only warns. */
export function pendIfPermit(place: Place): Action {
	return place.warn ? { kind: "continue" } : { kind: "pend", defer: "if-accepted" };
}

/** How a restriction is lowered. */
export type Restriction = (occurrence: Occurrence) => Lowered;

/** A misuse that smtpd answers with 451 when it comes to it. */
export function serverError(word: Word, why: string): Lowered {
	return { rules: [rule(ALWAYS, SERVER_ERROR, word.origin, `${word.text}: ${why}`)], taken: 0 };
}
