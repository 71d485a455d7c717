import { type Match, type PolicyRule, type Truth, truthOf } from "@relaylint/core";
import { type Acl, inlineAcl } from "../acl-statements.ts";
import { testOf, type Value } from "../expansion/value-of.ts";
import type { ValueText } from "../value.ts";
import type { Server } from "./server.ts";

/** An expansion may give a verb alone: `accept`, `deny`. */
export function inlineVerbs(
	server: Server,
	value: ValueText,
	test: (name: string, check: (value: Value) => Truth | { readonly kind: "failed" }) => Match,
	call: (acl: Acl, match: Match) => PolicyRule,
): readonly PolicyRule[] {
	return ["accept", "deny", "drop", "defer", "discard"].flatMap((verb) => {
		if (server.document.acls.has(verb)) return [];
		const { acl } = inlineAcl({ text: verb, pieces: value.pieces.slice(0, 1), origin: value.origin, quoted: false }, verb);
		return [
			call(
				acl,
				test(`the ACL is ${verb}`, (expanded) => testOf(expanded, (text) => truthOf(text.trim() === verb))),
			),
		];
	});
}
