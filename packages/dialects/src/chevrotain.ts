import type { Span } from "@relaylint/core";
import type { IRecognitionException, IToken } from "chevrotain";

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
