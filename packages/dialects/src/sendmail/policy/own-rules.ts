import type { PolicyRule } from "@relaylint/core";
import type { Server } from "../server.ts";
import { limit, rule } from "./atoms.ts";

/** The rules of an administrator's own rule set (`Local_check_rcpt`), which is asked before the stock one. */
export function ownRulesets(server: Server, name: string): readonly PolicyRule[] {
	const own = server.rulesets.get(name.toLowerCase());
	if (own === undefined || own.rules.length === 0) return [];
	const because = limit(`what the rule set ${name} says`, own.origin);
	return [rule({ kind: "unknown", because, origin: own.origin }, { kind: "accept" }, own.origin, name)];
}
