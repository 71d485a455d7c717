import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { statementsOf } from "../statements.ts";

/** Quotes in the value of an ACL condition are a part of it. */
export const quotesInAclList = defineRule({
	id: "quotes-in-acl-list",
	severity: "warning",
	summary: "Quotes in the value of an ACL condition are a part of it.",
	check({ configuration }, report) {
		for (const { statement } of statementsOf(modelOf(configuration).document)) {
			for (const { name, value } of statement.conditions) {
				if (value === undefined || !/^(?:domains|hosts|senders|sender_domains|recipients|local_parts|condition)$/.test(name))
					continue;
				if (!/^".*"$/.test(value.text)) continue;
				report({
					certainty: "proven",
					origin: value.origin,
					message: `The quotes are a part of this value, since conditions of an ACL are not unquoted. It matches nothing. Take them off.`,
				});
			}
		}
	},
});
