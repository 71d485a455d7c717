import { defineRule } from "@relaylint/core";
import type { AclCondition, AclStatement } from "../../acl-statements.ts";
import { splitList } from "../../lists/split-list.ts";
import { modelOf } from "../../model.ts";
import { statementsOf } from "../statements.ts";

/** A list of hosts takes no client that comes over the network. */
export const emptyHostList = defineRule({
	id: "empty-host-list",
	severity: "warning",
	summary: "A list of hosts takes no client that comes over the network.",
	check({ configuration }, report) {
		for (const { statement } of statementsOf(modelOf(configuration).document)) {
			for (const condition of statement.conditions) {
				const what = emptyList(condition, statement);
				if (what === undefined || condition.value === undefined) continue;
				report({
					certainty: "proven",
					origin: condition.value.text === "" ? condition.nameOrigin : condition.value.origin,
					message: `${what}, so this "${statement.verb}" ${consequence(condition, statement)}. Name the hosts that are meant, or take the condition out.`,
				});
			}
		}
	},
});

/** What is so of a list that no client of the network is in; undefined where it is not empty, or is the usual one for mail of the host itself. */
function emptyList({ name, negated, value }: AclCondition, { verb }: AclStatement): string | undefined {
	if (name !== "hosts" || value === undefined || /[$\\]/.test(value.text)) return undefined;
	const written = value.origin.file.text.slice(value.origin.span.start, value.origin.span.end);
	// A macro that stands for nothing is set where it is needed.
	if (written.trim() !== value.text.trim()) return undefined;
	const items = splitList(value.text);
	if (items.length === 0) return "This list has no hosts";
	if (items.some(({ text }) => text !== "") || negated || verb === "accept" || verb === "discard") return undefined;
	return "The empty item stands for mail that comes over no network";
}

function consequence({ negated }: AclCondition, { verb }: AclStatement): string {
	if (verb === "require") return negated ? "asks nothing" : "refuses everybody";
	return negated ? "is for every client" : "is for no client";
}
