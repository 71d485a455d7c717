import type { Decide } from "./branches.ts";
import { followBranches } from "./branches.ts";
import type { AddressClass, Delivery } from "./delivery.ts";
import { deliveryOf, looksLikeOption } from "./delivery.ts";
import { isAddressLiteral, isHostAddress, isMailDomain } from "./hostname.ts";
import { isOwnDomain } from "./own-domain.ts";
import { quoteLocalPart } from "./quote.ts";
import { rewriteAddress, rewriteTokens, withoutLastDot } from "./rewrite.ts";
import type { AddressSettings, DomainTest } from "./settings.ts";
import { byteLength, foldCase, isValidUtf8 } from "./text.ts";
import type { Token } from "./tokens.ts";
import { append, lastOf, operator, scan, toInternal } from "./tokens.ts";

/** An address as the resolver leaves it. */
export interface ResolvedAddress<Reason> {
	readonly kind: "resolved";
	/** Internal (unquoted) form, always with a domain, in the case in which it came. */
	readonly address: string;
	/** The address case-folded: what access(5) tables and the recipient checks of smtpd(8) are asked with. */
	readonly folded: string;
	readonly localPart: string;
	readonly domain: string;
	/** Sender-specified routing: an `@`, `%` or `!` stands before the last `@`. */
	readonly routed: boolean;
	readonly class: AddressClass;
	readonly delivery: Delivery<Reason>;
}

/** What the resolver makes of an address where every question has an answer. `invalid` is answered 501, `failed` 451. */
export type KnownResolution<Reason> =
	| ResolvedAddress<Reason>
	| { readonly kind: "invalid"; readonly address: string }
	| { readonly kind: "failed"; readonly reasons: readonly Reason[] };

/**
 * What the resolver makes of an address. `unknown` lists every outcome that the open questions allow, each taken as yes or no (that such a lookup
 * could also fail is not counted: a failure is 4xx); `complete` is false where the list was cut short.
 */
export type Resolution<Reason> =
	| KnownResolution<Reason>
	| {
			readonly kind: "unknown";
			readonly reasons: readonly Reason[];
			readonly possible: readonly KnownResolution<Reason>[];
			readonly complete: boolean;
	  };

/**
 * Understands an envelope address in internal form as smtpd(8) does before it asks its access tables: rewritten in the local context, then
 * resolved. `sender` is the other address of the envelope; it matters to sender-dependent tables only.
 */
export function resolveEnvelopeAddress<Reason>(
	address: string,
	settings: AddressSettings<Reason>,
	sender = "",
): Resolution<Reason> {
	const from = sender === "" ? "" : rewriteAddress(sender, settings);
	return resolveAddress(rewriteAddress(address, settings), settings, from);
}

/** The resolver of trivial-rewrite(8) alone; `address` is in internal form and canonical. */
export function resolveAddress<Reason>(address: string, settings: AddressSettings<Reason>, sender = ""): Resolution<Reason> {
	const branches = followBranches<KnownResolution<Reason>, Reason>((decide) => resolveWith(address, settings, sender, decide));
	const possible = withoutRepeats(branches.outcomes);
	const [first] = possible;
	if (first !== undefined && possible.length === 1 && branches.complete) return first;
	return { kind: "unknown", reasons: branches.reasons, possible, complete: branches.complete };
}

interface Stripped {
	readonly tokens: readonly Token[];
	readonly local: boolean;
}

type Own<Reason> = (domain: string) => boolean | { readonly failed: Reason };

function resolveWith<Reason>(
	given: string,
	settings: AddressSettings<Reason>,
	sender: string,
	decide: Decide<Reason>,
): KnownResolution<Reason> {
	const remembered = new Map<string, boolean>();
	const ask = (name: string, test: () => DomainTest<Reason>): boolean | { readonly failed: Reason } => {
		const known = remembered.get(name);
		if (known !== undefined) return known;
		const answer = decide(test());
		if (typeof answer === "boolean") remembered.set(name, answer);
		return answer;
	};
	const own: Own<Reason> = (domain) => ask(domain, () => isOwnDomain(domain, settings));

	const stripped = stripLocalDomains(given, settings, own);
	if ("kind" in stripped) return stripped;
	let { local } = stripped;
	let address = toInternal(stripped.tokens);
	let at = address.lastIndexOf("@");
	let domain = address.slice(at + 1);
	if (domain.startsWith("[")) {
		if (!isAddressLiteral(domain)) return { kind: "invalid", address };
	} else if (settings.smtputf8Enable && !isValidUtf8(address)) {
		return { kind: "invalid", address };
	} else if (!isMailDomain(domain, settings.smtputf8Enable)) {
		if (!settings.resolveNumericDomain || !isHostAddress(domain)) return { kind: "invalid", address };
		domain = `[${domain}]`;
		address = address.slice(0, at + 1) + domain;
		const answer = own(domain);
		if (typeof answer !== "boolean") return { kind: "failed", reasons: [answer.failed] };
		if (answer) local = true;
	}
	at = address.length - domain.length - 1;

	const routed = address.search(/[@!%]/) !== at;
	const key = foldCase(address, settings.smtputf8Enable);
	const classified = local ? "local" : classOf(domain, settings, decide);
	if (typeof classified !== "string") return { kind: "failed", reasons: [classified.failed] };
	const delivery = deliveryOf({ address, domain, class: classified, sender, settings });
	if (delivery.kind === "failed") return delivery;
	if (looksLikeOption(address, settings)) return { kind: "invalid", address };
	return { kind: "resolved", address, folded: key, localPart: address.slice(0, at), domain, routed, class: classified, delivery };
}

/** Strips own domains, and turns routing operators in what is left into a domain, until a foreign domain or a plain local part remains. */
function stripLocalDomains<Reason>(
	given: string,
	settings: AddressSettings<Reason>,
	own: Own<Reason>,
): Stripped | { readonly kind: "failed"; readonly reasons: readonly Reason[] } {
	let tokens: readonly Token[] = scan(quoteLocalPart(given));
	let saved: readonly Token[] | undefined;
	const rounds = byteLength(given) + 100;
	for (let round = 0; round <= rounds; round++) {
		if (lastOf(tokens, "@") >= 0) tokens = withoutLastDot(tokens);
		if (settings.resolveNullDomain && tokens.at(-1)?.kind === "@") tokens = tokens.slice(0, -1);

		const at = lastOf(tokens, "@");
		if (at >= 0) {
			if (at < tokens.length - 1) {
				const answer = own(toInternal(tokens.slice(at + 1)));
				if (typeof answer !== "boolean") return { kind: "failed", reasons: [answer.failed] };
				if (!answer) return { tokens, local: false };
			}
			saved = tokens.slice(at);
			tokens = tokens.slice(0, at);
		}

		if (
			lastOf(tokens, "@") >= 0 ||
			(settings.swapBangpath && lastOf(tokens, "!") >= 0) ||
			(settings.allowPercentHack && lastOf(tokens, "%") >= 0)
		) {
			tokens = rewriteTokens(tokens, settings);
			continue;
		}

		const opened = openQuoted(tokens, settings);
		if (opened !== undefined) {
			tokens = rewriteTokens(opened, settings);
			continue;
		}

		if (tokens.length === 1 && tokens[0]?.kind === "quoted" && tokens[0].text === "") tokens = [];
		if (tokens.length === 0) {
			tokens = scan(settings.emptyAddressRecipient);
			continue;
		}
		if (saved === undefined) {
			tokens = append(tokens, [operator("@"), ...scan(settings.myhostname)]);
			continue;
		}
		return { tokens: append(tokens, saved), local: true };
	}
	return { kind: "failed", reasons: [] };
}

/** The tokens inside a local part that is one quoted string with a routing operator in it. */
function openQuoted(tokens: readonly Token[], settings: AddressSettings<unknown>): Token[] | undefined {
	const [token] = tokens;
	if (!settings.resolveDequotedAddress || tokens.length !== 1 || token === undefined || token.kind !== "quoted") return undefined;
	const { text } = token;
	if (text.includes("@")) return scan(quoteLocalPart(text));
	const percent = settings.allowPercentHack ? text.lastIndexOf("%") : -1;
	if (percent >= 0) return scan(quoteLocalPart(`${text.slice(0, percent)}@${text.slice(percent + 1)}`));
	return settings.swapBangpath && text.includes("!") ? scan(text) : undefined;
}

function classOf<Reason>(
	domain: string,
	settings: AddressSettings<Reason>,
	decide: Decide<Reason>,
): AddressClass | { readonly failed: Reason } {
	const tests: readonly (readonly [AddressClass, (domain: string) => DomainTest<Reason>])[] = [
		["virtual-alias", settings.isVirtualAliasDomain],
		["virtual-mailbox", settings.isVirtualMailboxDomain],
		["relay", settings.isRelayDomain],
	];
	for (const [name, test] of tests) {
		const answer = decide(test(domain));
		if (answer === true) return name;
		if (answer !== false) return answer;
	}
	return "default";
}

function withoutRepeats<Reason>(outcomes: readonly KnownResolution<Reason>[]): readonly KnownResolution<Reason>[] {
	if (outcomes.length === 1) return outcomes;
	const seen = new Map<string, KnownResolution<Reason>>();
	for (const outcome of outcomes) {
		const key =
			outcome.kind === "resolved"
				? `${outcome.class} ${outcome.address} ${outcome.delivery.kind === "known" ? `${outcome.delivery.transport}:${outcome.delivery.nexthop}` : ""}`
				: outcome.kind === "invalid"
					? `invalid ${outcome.address}`
					: "failed";
		if (!seen.has(key)) seen.set(key, outcome);
	}
	return [...seen.values()];
}
