import type { Dependency } from "@relaylint/core";
import type { Document, RewriteRule } from "../document.ts";

/**
 * The rewriting rules that may change an envelope recipient (specification, chapter 31): those with the flag `S`, which see it before
 * the ACLs do, with `T`, and those without a flag for a header or an envelope address, which change all. A flag that is not known may be any.
 */
export function recipientRewrites(document: Document): readonly RewriteRule[] {
	return document.rewrites.filter(({ fields }) => {
		const flags = fields
			.slice(2)
			.map(({ text }) => text)
			.join("");
		return /[ST$\ue000-\uf8ff]/.test(flags) || !/[EFTbcfhrst]/.test(flags);
	});
}

/** What a rule makes of a recipient is not worked out. */
export function rewriteLimit(rule: RewriteRule): Dependency {
	return { kind: "limit", key: "rewrite", text: "what the rewriting rules make of a recipient", origin: rule.origin };
}
