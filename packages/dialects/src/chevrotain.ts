import type { Span } from "@relaylint/core";
import { type ILookaheadStrategy, type IRecognitionException, type IToken, LLkLookaheadStrategy } from "chevrotain";

/** The half-open span of a token: the only place where Chevrotain's inclusive end becomes an exclusive one. */
export function tokenSpan(token: IToken): Span {
	const end = token.endOffset ?? token.startOffset + token.image.length - 1;
	return { start: token.startOffset, end: end + 1 };
}

/** Where recognition stopped: the token that did not fit, or the end where the text ended too early. */
export function errorSpan(error: IRecognitionException, textLength: number): Span {
	return endedEarly(error) ? { start: textLength, end: textLength } : tokenSpan(error.token);
}

/** What was found instead of what the grammar wants, in words for people: Chevrotain's own message names token types. */
export function errorMessage(error: IRecognitionException): string {
	const { token } = error;
	if (endedEarly(error)) return "the text ends too early";
	const shown = token.image.length > 30 ? `${token.image.slice(0, 30)}...` : token.image;
	return `"${shown}" is not expected here`;
}

/** Chevrotain's end-of-file token has no offset. */
function endedEarly({ token }: IRecognitionException): boolean {
	return token.image === "" || Number.isNaN(token.startOffset);
}

/**
 * Chevrotain's own lookahead of one token, worked out for a choice when a record first comes to it: most records meet few of a grammar's
 * choices, and a short run would pay for all of them.
 */
export class LazyLookahead extends LLkLookaheadStrategy {
	constructor() {
		super({ maxLookahead: 1 });
	}

	override buildLookaheadForAlternation(
		...given: Parameters<ILookaheadStrategy["buildLookaheadForAlternation"]>
	): ReturnType<ILookaheadStrategy["buildLookaheadForAlternation"]> {
		const build = () => super.buildLookaheadForAlternation(...given);
		let choose: ReturnType<typeof build> | undefined;
		// Chevrotain calls it with the parser as `this`.
		return function (this: unknown, alternatives) {
			choose ??= build();
			return choose.call(this, alternatives);
		};
	}

	override buildLookaheadForOptional(
		...given: Parameters<ILookaheadStrategy["buildLookaheadForOptional"]>
	): ReturnType<ILookaheadStrategy["buildLookaheadForOptional"]> {
		const build = () => super.buildLookaheadForOptional(...given);
		let enters: ReturnType<typeof build> | undefined;
		return function (this: unknown) {
			enters ??= build();
			return enters.call(this);
		};
	}
}
