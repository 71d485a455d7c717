import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { isModifier } from "../../schema/acl-conditions.ts";
import { statementsOf } from "../statements.ts";

/** The message of a requirement stands behind what it is for, and is never said. */
export const messageNeverSaid = defineRule({
	id: "message-never-said",
	severity: "warning",
	summary: "The message of a requirement stands behind what it is for, and is never said.",
	check({ configuration }, report) {
		for (const { statement } of statementsOf(modelOf(configuration).document)) {
			if (statement.verb !== "require") continue;
			const last = statement.conditions.findLastIndex(({ name }) => !isModifier(name));
			if (last === -1) continue;
			for (const { name, nameOrigin } of statement.conditions.slice(last + 1)) {
				if (name !== "message" && name !== "log_message") continue;
				report({
					certainty: "proven",
					origin: nameOrigin,
					tag: "unnecessary",
					message: `A "require" ends at the first condition that does not hold, and this ${name} stands behind the last. It is never used, and who is refused reads another text. Put it before the condition that it is for.`,
				});
			}
		}
	},
});
