import { dependsOn, FALSE, type Match, type PolicyRule, TRUE, type Truth } from "@relaylint/core";
import type { AclCondition, AclStatement } from "../acl-statements.ts";
import { expand } from "../expansion/evaluate.ts";
import type { Value } from "../expansion/value-of.ts";
import { mayStandAt } from "../schema/acl-conditions.ts";
import { staticScope } from "./lists.ts";
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

/** Whether an expansion goes wrong, whatever else it gives. */
export function goesWrong(expanded: Value): Truth {
	if (expanded.kind === "error") return TRUE;
	if (expanded.kind !== "open") return FALSE;
	return expanded.alternatives?.some((one) => one.kind === "error") === true ? dependsOn(expanded.because) : FALSE;
}

/** Conditions and modifiers whose value is expanded as a whole: where that goes wrong the ACL ends with a temporary refusal, in a warning too. */
const EXPANDED = new Set(
	"condition dnslists verify ratelimit continue logwrite control delay add_header remove_header queue udpsend".split(" "),
);

/** Whether a condition or modifier ends its ACL where its value cannot be expanded. */
export function mayEnd({ name, value }: AclCondition): boolean {
	return EXPANDED.has(name) && /[$\\]/.test(value?.text ?? "");
}

/** Why a condition or modifier can only end its ACL: it may not stand there, or its value is never expanded. */
export function whyWrong({ name, value }: AclCondition, at: Place): string | undefined {
	const text = value?.text ?? "";
	if (!mayStandAt(name, text, at.point)) return `"${name}" cannot stand in this ACL`;
	if (!EXPANDED.has(name) || !/[$\\]/.test(text)) return undefined;
	const expanded = expand(text, staticScope(at.scope));
	return expanded.kind === "error" ? expanded.reason : undefined;
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
			text: "control = freeze",
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

/** The name of an ACL and its arguments: words, quoted or not, cut before they are expanded. */
export function splitWords(text: string): readonly string[] {
	const words = text.trim().match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? [];
	return words.slice(0, 10).map((word) => (word.startsWith('"') ? word.slice(1, -1).replace(/\\(.)/g, "$1") : word));
}
