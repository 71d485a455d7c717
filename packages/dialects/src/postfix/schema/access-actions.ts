import { type Life, parseLife } from "./release.ts";

/** What may follow an action: nothing, any text, text that must be there, a mail address, a transport and destination, a header. */
export type ActionArgument = "none" | "optional-text" | "text" | "address" | "transport" | "header";

/** What an action does to the request: `continue` leaves the decision to what follows; `flag` lets it go on with a pending change. */
export type ActionOutcome = "permit" | "reject" | "defer" | "continue" | "flag";

/** One action on the right-hand side of an access table or in a policy server's answer (access(5)). */
export interface AccessAction extends Life {
	/** In capitals; `4NN` and `5NN` stand for reply codes followed by text, `digits` for a number alone. */
	readonly name: string;
	readonly argument: ActionArgument;
	readonly outcome: ActionOutcome;
	/** What it does, in one sentence without a full stop. */
	readonly doc: string;
}

/** Every access(5) action of every release; any other word is a restriction, or a restriction class, that is then judged. */
export const accessActions: readonly AccessAction[] = [
	action("4NN", "text", "defer", "", "Refuses for now with this reply code and text; 421 also disconnects"),
	action("5NN", "text", "reject", "", "Refuses with this reply code and text; 521 also disconnects"),
	action("BCC", "address", "continue", "+3.0", "Sends a copy of the message to an address"),
	action("DEFER", "optional-text", "defer", "+2.6", "Refuses for now with access_map_defer_code"),
	action(
		"DEFER_IF_PERMIT",
		"optional-text",
		"flag",
		"+2.1",
		"Refuses for now if a later restriction, or the end of the list, would accept",
	),
	action("DEFER_IF_REJECT", "optional-text", "flag", "+2.1", "Turns a later refusal into one for now"),
	action("DISCARD", "optional-text", "permit", "", "Pretends to deliver the message to all its recipients and drops it"),
	action("DUNNO", "none", "continue", "", "Acts as if nothing was found, and stops looking for parent domains or networks"),
	action("FILTER", "transport", "continue", "", "Sends the message through a content filter after it is queued"),
	action("HOLD", "optional-text", "continue", "", "Puts the message aside until someone releases it"),
	action("INFO", "optional-text", "continue", "+3.0", "Writes a line to the log"),
	action("OK", "none", "permit", "", "Accepts what the list judges"),
	action("PREPEND", "header", "continue", "+2.1", "Puts a header in front of the message"),
	action("REDIRECT", "address", "continue", "+2.1", "Sends the message to one address in place of all its recipients"),
	action("REJECT", "optional-text", "reject", "", "Refuses with access_map_reject_code"),
	action("WARN", "optional-text", "continue", "+2.1", "Writes a warning to the log"),
	action("digits", "none", "permit", "", "Digits and nothing else: accepts, as OK does"),
];

function action(name: string, argument: ActionArgument, outcome: ActionOutcome, life: string, doc: string): AccessAction {
	return { name, argument, outcome, ...parseLife(life), doc };
}
