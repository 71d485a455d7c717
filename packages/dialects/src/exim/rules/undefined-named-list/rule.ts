import { defineRule } from "@relaylint/core";
import { splitList } from "../../lists/split-list.ts";
import { modelOf } from "../../model.ts";
import { partOf } from "../../value.ts";
import { statementsOf } from "../statements.ts";

/** A list that is named with a plus sign is not defined, so recipients are put off. */
export const undefinedNamedList = defineRule({
	id: "undefined-named-list",
	severity: "error",
	summary: "A list that is named with a plus sign is not defined, so recipients are put off.",
	check({ configuration }, report) {
		const { document, server } = modelOf(configuration);
		// A file that is not at hand may define it.
		if (document.missingIncludes.length > 0) return;
		const kinds = {
			domains: "domain",
			sender_domains: "domain",
			hosts: "host",
			senders: "address",
			recipients: "address",
			local_parts: "localpart",
		} as const;
		for (const { statement } of statementsOf(document)) {
			for (const { name, value } of statement.conditions) {
				if (value === undefined || !Object.hasOwn(kinds, name) || /[$\\]/.test(value.text)) continue;
				const kind = kinds[name as keyof typeof kinds];
				for (const item of splitList(value.text)) {
					const list = /^!?\s*\+(\w+)$/.exec(item.text)?.[1];
					if (
						list === undefined ||
						/^(?:caseful|(?:include|ignore)_(?:unknown|defer))$/.test(list) ||
						server.list(kind, list) !== undefined
					)
						continue;
					report({
						certainty: "proven",
						origin: partOf(value, item.start, item.end).origin,
						message: `There is no ${kind}list "${list}". Exim answers 451 as soon as it is asked. Define it, or name another.`,
					});
				}
			}
		}
	},
});
