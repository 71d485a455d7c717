import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { isKnownCondition } from "../../schema/acl-conditions.ts";
import { partOf } from "../../value.ts";
import { statementsOf } from "../statements.ts";

/** What looks like a condition stands on the line of a message, and is a part of the message. */
export const conditionInMessage = defineRule({
	id: "condition-in-message",
	severity: "warning",
	summary: "What looks like a condition stands on the line of a message, and is a part of the message.",
	check({ configuration }, report) {
		for (const { statement } of statementsOf(modelOf(configuration).document)) {
			for (const { name, value } of statement.conditions) {
				if (value === undefined || !/^(?:message|log_message|logwrite)$/.test(name)) continue;
				const found = /(?:^|\s)(!?\s*([a-z_]+)\s*=\s*\S)/.exec(value.text);
				if (found?.[1] === undefined || found[2] === undefined || !isKnownCondition(found[2])) continue;
				const start = found.index + found[0].indexOf(found[1]);
				report({
					certainty: "likely",
					origin: partOf(value, start, start + found[1].length - 1).origin,
					message: `"${found[2]} =" stands on the line of ${name}, and is a part of its text. The statement does not ask it. Put it on a line of its own.`,
				});
			}
		}
	},
});
