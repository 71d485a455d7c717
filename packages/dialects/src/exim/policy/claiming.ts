import type { AclCondition } from "../acl-statements.ts";
import { expand } from "../expansion/evaluate.ts";
import { alternativesOf } from "../expansion/value-of.ts";
import { splitList } from "../lists/split-list.ts";
import type { ValueText } from "../value.ts";
import type { ScopeMaker } from "./atoms.ts";
import { claimItem, staticScope } from "./lists.ts";
import type { Place } from "./place.ts";
import type { Server } from "./server.ts";

/**
 * Claims the domains that a condition of an ACL names as those that the server takes mail for: those for which it lets a recipient pass, so
 * not those that it refuses. `deny !domains = a.example` and `deny domains = !a.example` let a.example pass.
 */
export function claimCondition(verb: string, { name, value, negated }: AclCondition, at: Place): void {
	if (value === undefined || (name !== "domains" && name !== "recipients")) return;
	const refuses = verb === "deny" || verb === "drop" || verb === "defer";
	// A warning may note either what is served or what is not.
	const passes = verb === "warn" || refuses === negated;
	claimList(value, at.server, at.scope, passes);
}

/** Claims the domains that the routers name. */
export function claimRouters(at: Place): void {
	for (const { options } of at.server.document.routers) {
		const value = options.get("domains")?.value;
		if (value !== undefined) claimList(value, at.server, at.scope, true, "named lists of either sign");
	}
}

/** Claims the items of a list that stand for what passes; of a list that the client's words take part in, no more than it can be without them. */
function claimList(
	value: ValueText,
	server: Server,
	scope: ScopeMaker,
	passes: boolean,
	also?: "named lists of either sign",
): void {
	const texts = /[$\\]/.test(value.text)
		? (alternativesOf(expand(value.text, staticScope(scope))) ?? []).flatMap((one) => (one.kind === "text" ? [one.text] : []))
		: [value.text];
	for (const text of texts) for (const item of splitList(text)) claimText(item.text, passes, 0);

	function claimText(text: string, positive: boolean, depth: number): void {
		const negated = text.startsWith("!");
		const bare = (negated ? text.slice(1).trimStart() : text).replace(/^\*@(?=.)/, "");
		const own = positive !== negated;
		if (depth > 20) return;
		if (bare.startsWith("+")) {
			const list = server.list("domain", bare.slice(1).trim());
			if (list === undefined) return;
			const inner = also !== undefined || own;
			if (/[$\\]/.test(list.value.text)) claimList(list.value, server, scope, inner, also);
			else for (const item of splitList(list.value.text)) claimText(item.text, inner, depth + 1);
		} else if (bare.startsWith("/")) {
			const file = server.files.list(bare, "anywhere");
			if (file.kind === "entries") for (const { key } of file.entries) claimText(key, own, depth + 1);
		} else if (own && !bare.includes("@", 1)) claimItem(server, bare);
	}
}
