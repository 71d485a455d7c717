import { dependsOn, FALSE, type Match, type PolicyRule, TRUE, type Truth } from "@relaylint/core";
import type { AclCondition, AclStatement } from "../acl-statements.ts";
import type { Value } from "../expansion/value-of.ts";
import type { Place } from "./place.ts";

/** The variable by which a recipient is thrown away after it was accepted. */
export const DISCARDED = "discarded";

/** Always true. */
export const ALWAYS: Match = { kind: "always" };

/** Whether an expansion is forced to fail. */
export function onFailure(expanded: Value): Truth {
	if (expanded.kind === "failed") return TRUE;
	if (expanded.kind !== "open") return FALSE;
	const alternatives = expanded.alternatives;
	if (alternatives === undefined) return dependsOn(expanded.because);
	return alternatives.some((one) => one.kind === "failed") ? dependsOn(expanded.because) : FALSE;
}

/** Whether a file that a list in a warning needs is not there: Exim ends the session then, whatever the verb. */
export function diesIn(conditions: readonly AclCondition[], at: Place): boolean {
	return conditions.some(({ name, value }) => {
		if (value === undefined || !LISTS.has(name)) return false;
		return value.text.split(/\s*:\s*/).some((item) => {
			const path = /^!?\s*(?:[a-z*@-]+;)?\s*(\/\S+)$/.exec(item)?.[1];
			return path !== undefined && at.server.files.exists(path) === false;
		});
	});
}

const LISTS = new Set(["domains", "hosts", "senders", "sender_domains", "recipients", "local_parts"]);

/** `control = freeze` keeps the message here; nothing else that a control does changes who relays. */
export function controlRules(condition: AclCondition, together: () => Match): readonly PolicyRule[] {
	if (condition.name !== "control" || !/^\s*freeze\b/.test(condition.value?.text ?? "")) return [];
	return [
		{
			match: together(),
			action: { kind: "assign", name: DISCARDED, value: "yes" },
			origin: condition.origin,
			onError: "continue",
		},
	];
}

/** The conditions of a statement in a few words. */
export function originWords(statement: AclStatement): string {
	return statement.conditions.map(({ name }) => name).join(", ");
}

/** And, without needless nesting. */
export function allOf(operands: readonly Match[]): Match {
	const [only] = operands;
	if (only === undefined) return ALWAYS;
	return operands.length === 1 ? only : { kind: "all", operands };
}

/** The arguments behind the name of an ACL: words, quoted or not. */
export function splitArguments(text: string): readonly string[] {
	const words = text.match(/"(?:[^"\\]|\\.)*"|(?:\$\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}|[^\s"])+/g) ?? [];
	return words.slice(1, 10).map((word) => (word.startsWith('"') ? word.slice(1, -1).replace(/\\(.)/g, "$1") : word));
}
