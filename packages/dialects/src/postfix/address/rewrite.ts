import { quoteLocalPart } from "./quote.ts";
import type { RewriteSettings } from "./settings.ts";
import type { Token } from "./tokens.ts";
import { append, firstOf, lastOf, operator, prepend, scan, toInternal } from "./tokens.ts";

/**
 * Rewrites an address's tokens to canonical form as trivial-rewrite(8) does for the local context, which is the one of envelopes: strips a source
 * route, turns `site!user` and `user%domain` round where no `@` stands, adds `@$myorigin` and `.$mydomain`, drops a dot at the end.
 */
export function rewriteTokens(given: readonly Token[], settings: RewriteSettings): readonly Token[] {
	let tokens = given;
	if (tokens.length === 1 && tokens[0]?.kind === "quoted" && tokens[0].text === "") return tokens;
	if (tokens.length === 1 && tokens[0]?.kind === "@") return [{ kind: "quoted", text: "", owned: true }];

	if (tokens[0]?.kind === "@") {
		const colon = firstOf(tokens, ":");
		if (colon >= 0 && colon < tokens.length - 1) tokens = tokens.slice(colon + 1);
	}
	if (lastOf(tokens, "@") < 0) tokens = addDomain(tokens, settings);
	tokens = completeDomain(tokens, settings);
	return withoutLastDot(tokens);
}

/** Rewrites an address in internal (unquoted) form, as smtpd(8) has it done before it asks the resolver. */
export function rewriteAddress(address: string, settings: RewriteSettings): string {
	return toInternal(rewriteTokens(scan(quoteLocalPart(address)), settings));
}

/** Drops one dot at the end, but not of `..` and `@.`. */
export function withoutLastDot(tokens: readonly Token[]): readonly Token[] {
	if (tokens.at(-1)?.kind !== ".") return tokens;
	const before = tokens.at(-2)?.kind;
	return before === undefined || before === "." || before === "@" ? tokens : tokens.slice(0, -1);
}

function addDomain(tokens: readonly Token[], settings: RewriteSettings): readonly Token[] {
	const bang = settings.swapBangpath ? firstOf(tokens, "!") : -1;
	if (bang >= 0) return prepend(prepend(tokens.slice(0, bang), [operator("@")]), tokens.slice(bang + 1));
	const percent = settings.allowPercentHack ? lastOf(tokens, "%") : -1;
	if (percent >= 0) {
		const at: Token = { kind: "@", text: "@", owned: tokens[percent]?.owned ?? false };
		return [...tokens.slice(0, percent), at, ...tokens.slice(percent + 1)];
	}
	if (!settings.appendAtMyorigin || settings.myorigin === "") return tokens;
	return append(tokens, [operator("@"), ...scan(settings.myorigin)]);
}

function completeDomain(tokens: readonly Token[], settings: RewriteSettings): readonly Token[] {
	if (!settings.appendDotMydomain || settings.mydomain === "") return tokens;
	const at = lastOf(tokens, "@");
	if (at < 0 || at === tokens.length - 1 || firstOf(tokens, "literal", at) >= 0 || firstOf(tokens, ".", at) >= 0) return tokens;
	return append(tokens, [operator("."), ...scan(settings.mydomain)]);
}
