import { type ClaimedDomains, dependsOn, FALSE, isPublicSuffix, TRUE, type Truth } from "@relaylint/core";
import { type DomainStyle, domainKeys, elementsFor, literalMatches } from "./domain-lists.ts";
import { ruleClaims } from "./expression-keys.ts";
import type { ListElement, PatternList } from "./match-list.ts";

/** A list of domains that are local, virtual or relayed. */
export interface ClaimingList {
	readonly list: PatternList;
	readonly style: DomainStyle;
}

/**
 * The domains that a configuration claims as its own or as those it serves: literal names, and what is below a name that somebody can register.
 * Wildcards, exclusions, expressions, `static:` and tables outside the files claim nothing.
 */
export function claimedDomains(lists: readonly ClaimingList[]): ClaimedDomains {
	return {
		claims(given) {
			const domain = given.toLowerCase();
			let open: Truth | undefined;
			for (const { list, style } of lists) {
				for (const element of elementsFor(list, style, domain)) {
					if (!element.positive) continue;
					const claimed = elementClaims(element, style, domain);
					if (claimed.kind === "true") return TRUE;
					if (claimed.kind === "unknown") open ??= claimed;
				}
			}
			return open ?? FALSE;
		},
	};
}

function elementClaims(element: ListElement, style: DomainStyle, domain: string): Truth {
	const { pattern } = element;
	if (pattern.kind === "literal") {
		if (!literalMatches(pattern.text, style, domain)) return FALSE;
		return domain === pattern.text ? TRUE : subtreeClaims(pattern.text.replace(/^\./, ""));
	}
	if (pattern.kind !== "table") return FALSE;
	const { entries } = pattern.table;
	if (entries?.kind === "rules") {
		const takes = entries.rules.find((rule) =>
			rule.conditions.every((one) => one.expression !== undefined && (one.expression.match(domain) !== null) !== one.negated),
		);
		return takes !== undefined && ruleClaims(takes, domain) ? TRUE : FALSE;
	}
	if (entries?.kind !== "keys") return FALSE;
	for (const key of domainKeys(domain, style)) {
		if (pattern.table.lookup(key.text).kind !== "found") continue;
		return key.full ? TRUE : subtreeClaims(key.text.replace(/^\./, ""));
	}
	return FALSE;
}

/** What is below a name belongs to the name's owner, unless names are registered directly below it. */
function subtreeClaims(name: string): Truth {
	const suffix = isPublicSuffix(name);
	if (suffix !== undefined) return suffix ? FALSE : TRUE;
	return dependsOn({ kind: "limit", key: "public-suffix-list", text: `whether ${name} is a public suffix` });
}

/** Names that are the server's own, for the forms of recipients in which relays were fooled. */
export function localDomains(lists: readonly PatternList[]): readonly string[] {
	const names = lists.flatMap((list) =>
		list.elements.flatMap(({ pattern, positive }) =>
			positive && pattern.kind === "literal" && !pattern.text.includes("<") ? [pattern.text.replace(/^\./, "host.")] : [],
		),
	);
	return [...names.filter((name) => name.includes(".")), ...names.filter((name) => !name.includes("."))];
}
