import { type ClaimedDomains, dependsOn, FALSE, isPublicSuffix, TRUE, type Truth } from "@relaylint/core";
import type { Expression } from "../../expression/expression.ts";
import { tailsOf } from "../../expression/language.ts";

/**
 * The domains that a configuration names as those it takes mail for: literal names, and what is below a name that somebody can register.
 * Wildcards, exclusions and unbounded expressions claim nothing.
 */
export interface Claims extends ClaimedDomains {
	claimName(name: string): void;
	/** Everything below a name. */
	claimBelow(name: string): void;
	/** What an expression takes, where that is bounded. */
	claimExpression(expression: Expression): void;
	/** Whether every name below is claimed. */
	below(name: string): Truth;
	/** Whether an expression takes only what is claimed. */
	expression(expression: Expression): Truth;
	readonly names: ReadonlySet<string>;
}

const SUFFIXES = "public-suffix-list";

/** Claims to which lists are added as they are read. */
export function openClaims(): Claims {
	const names = new Set<string>();
	const belows = new Set<string>();
	const owned = (name: string): Truth => {
		const suffix = isPublicSuffix(name);
		if (suffix === undefined) return dependsOn({ kind: "limit", key: SUFFIXES, text: `whether ${name} is a public suffix` });
		return suffix ? FALSE : TRUE;
	};
	const claims: Claims = {
		names,
		claimName: (name) => void names.add(name.toLowerCase()),
		claimBelow: (name) => void belows.add(name.toLowerCase()),
		claimExpression(expression) {
			if (expression.kind !== "compiled") return;
			for (const { text, whole } of tailsOf(expression.ast) ?? []) {
				if (whole && /^[a-z0-9.-]+$/.test(text)) names.add(text);
				else if (!whole && /^\.[a-z0-9.-]+$/.test(text)) belows.add(text.slice(1));
			}
		},
		below(given) {
			const name = given.toLowerCase();
			let open: Truth | undefined;
			for (
				let rest: string | undefined = name;
				rest !== undefined;
				rest = rest.includes(".") ? rest.slice(rest.indexOf(".") + 1) : undefined
			) {
				if (!belows.has(rest)) continue;
				const truth = owned(rest);
				if (truth.kind === "true") return TRUE;
				if (truth.kind === "unknown") open ??= truth;
			}
			return open ?? FALSE;
		},
		expression(expression) {
			if (expression.kind !== "compiled") return FALSE;
			const tails = tailsOf(expression.ast);
			if (tails === undefined) return FALSE;
			let open: Truth | undefined;
			for (const { text, whole } of tails) {
				const truth = whole ? claims.claims(text) : text.startsWith(".") ? claims.below(text.slice(1)) : FALSE;
				if (truth.kind === "false") return FALSE;
				if (truth.kind === "unknown") open ??= truth;
			}
			return open ?? TRUE;
		},
		claims(given) {
			const domain = given.toLowerCase();
			if (names.has(domain)) return TRUE;
			const dot = domain.indexOf(".");
			return dot === -1 ? FALSE : claims.below(domain.slice(dot + 1));
		},
	};
	return claims;
}
