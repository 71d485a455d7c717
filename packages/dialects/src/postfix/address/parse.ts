import type { Token } from "./tokens.ts";
import { scan } from "./tokens.ts";

/** A part of an address list: a mailbox's own tokens, or a token outside any mailbox (a bracket, a comma, a comment, a word of a phrase). */
export type AddressPart =
	| { readonly kind: "address"; readonly tokens: readonly Token[] }
	| { readonly kind: "token"; readonly token: Token };

const COMMA: AddressPart = { kind: "token", token: { kind: ",", text: ",", owned: false } };

/**
 * Finds the mailboxes in a text that may hold phrases, `<route>` forms, comments and groups (RFC 822 section 6). As Postfix does, it works from
 * the right, keeps what it does not understand, and puts a comma between two words in a row. Total.
 */
export function parseAddresses(text: string): AddressPart[] {
	const tokens = scan(text);
	/** From the right: what is settled, and the tokens of the mailbox being collected. */
	const settled: AddressPart[] = [];
	let pending: Token[] = [];
	let wordAllowed = true;
	let inGroup = false;

	const settle = (token: Token): void => {
		settled.push({ kind: "token", token });
	};
	const closeMailbox = (separate: boolean): void => {
		if (pending.length === 0) return;
		const owned = pending.reverse().map((token) => ({ ...token, owned: true }));
		settled.push({ kind: "address", tokens: owned });
		if (separate) settled.push(COMMA);
		pending = [];
	};

	let index = tokens.length - 1;
	/** A token at which skipping stopped is settled whatever it is. */
	let stoppedAt = -1;
	const skipWhile = (skip: (token: Token) => boolean): void => {
		for (let token = tokens[index]; token !== undefined && skip(token); token = tokens[index]) {
			settle(token);
			index--;
		}
		stoppedAt = index;
	};

	for (let token = tokens[index]; token !== undefined; token = tokens[index]) {
		if (token.kind === "comment") {
			settle(token);
		} else if (token.kind === ";") {
			closeMailbox(true);
			settle(token);
			inGroup = true;
			wordAllowed = true;
		} else if (token.kind === ":" && inGroup) {
			closeMailbox(false);
			settle({ kind: "group", text: ":", owned: false });
			index--;
			skipWhile((other) => other.kind !== ",");
			continue;
		} else if (token.kind === ">") {
			closeMailbox(true);
			settle(token);
			index--;
			for (let inner = tokens[index]; inner !== undefined && inner.kind !== "<"; inner = tokens[index]) {
				if (inner.kind === "comment") settle(inner);
				else pending.push(inner);
				index--;
			}
			closeMailbox(false);
			skipWhile((other) => other.kind !== ">" && other.kind !== ";" && other.kind !== "," && other.kind !== ":");
			wordAllowed = true;
			continue;
		} else if (token.kind === "atom" || token.kind === "quoted" || token.kind === "literal") {
			if (!wordAllowed) closeMailbox(true);
			wordAllowed = false;
			pending.push(token);
		} else if (token.kind === ",") {
			closeMailbox(false);
			settle(token);
			wordAllowed = true;
		} else {
			if (index === stoppedAt) settle(token);
			else pending.push(token);
			wordAllowed = true;
		}
		index--;
	}
	closeMailbox(false);
	return settled.reverse();
}
