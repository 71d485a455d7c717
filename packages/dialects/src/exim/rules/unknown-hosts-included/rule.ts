import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { partOf } from "../../value.ts";
import { statementsOf } from "../statements.ts";

/** A list that lets clients pass takes every client without a name. */
export const unknownHostsIncluded = defineRule({
	id: "unknown-hosts-included",
	severity: "error",
	summary: "A list that lets clients pass takes every client without a name.",
	check({ configuration }, report) {
		for (const { statement } of statementsOf(modelOf(configuration).document)) {
			if (statement.verb !== "accept") continue;
			for (const { name, negated, value } of statement.conditions) {
				const at = value?.text.indexOf("+include_unknown") ?? -1;
				if (name !== "hosts" || negated || value === undefined || at === -1) continue;
				report({
					certainty: "proven",
					origin: partOf(value, at, at + "+include_unknown".length).origin,
					message: `Behind "+include_unknown" every client without a name is in the list. Anybody can have an address without a name, and passes. Use "+ignore_unknown".`,
				});
			}
		}
	},
});
