import { type Match, type PolicyRule, type Truth, truthOf } from "@relaylint/core";
import { type Acl, inlineAcl } from "../acl-statements.ts";
import { expand } from "../expansion/evaluate.ts";
import { testOf, type Value } from "../expansion/value-of.ts";
import type { ValueText } from "../value.ts";
import { atomOf } from "./atoms.ts";
import { ALL_FACTS } from "./lists.ts";
import type { Place } from "./place.ts";
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

/** Whether a value expands to the name of an ACL; without a name, whether it expands to none of them. */
export function nameMatches(value: ValueText, at: Place): (name: string | undefined) => Match {
	const { acls } = at.server.document;
	return (name) =>
		atomOf({
			name: name === undefined ? `${value.text} names no ACL` : `${value.text} is ${name}`,
			origin: value.origin,
			reads: ALL_FACTS,
			scope: at.scope,
			test: (on) =>
				testOf(expand(value.text, on), (text) => truthOf(name === undefined ? !acls.has(text.trim()) : text.trim() === name)),
		});
}
