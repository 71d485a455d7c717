import { defineRule } from "@relaylint/core";
import type { AclCondition } from "../../acl-statements.ts";
import { modelOf } from "../../model.ts";
import { isModifier } from "../../schema/acl-conditions.ts";
import { statementsOf } from "../statements.ts";

/** A modifier stands before the conditions of its statement, so it takes effect whether they hold or not. */
export const modifierBeforeConditions = defineRule({
	id: "modifier-before-conditions",
	severity: "warning",
	summary: "A modifier stands before the conditions of its statement, so it takes effect whether they hold or not.",
	check({ configuration }, report) {
		for (const { statement } of statementsOf(modelOf(configuration).document)) {
			const first = statement.conditions.findIndex(({ name }) => !isModifier(name));
			if (first === -1 || statement.verb === "require") continue;
			for (const { name, nameOrigin, value } of statement.conditions.slice(0, first).filter(actsAtOnce)) {
				report({
					certainty: "proven",
					origin: value === undefined || value.text === "" ? nameOrigin : value.origin,
					message: `"${name}" acts as soon as it is met, and here it stands before what the statement asks. It takes effect for everybody, whether the conditions hold or not. Put it behind them.`,
				});
			}
		}
	},
});

/** Controls whose place is before the conditions that they are for. */
const FOR_WHAT_FOLLOWS = /^\s*(?:case(?:ful|lower)_local_part|no_callout_flush|no_delay_flush|no_enforce_sync|debug|utf8)/;

function actsAtOnce({ name, value }: AclCondition): boolean {
	if (name === "control") return !FOR_WHAT_FOLLOWS.test(value?.text ?? "");
	return name === "add_header" || name === "remove_header" || name === "delay";
}
