import { defineRule } from "@relaylint/core";
import { splitList } from "../../lists/split-list.ts";
import { modelOf } from "../../model.ts";
import { addressesOfItem, needsName } from "../../policy/host-items.ts";
import { partOf } from "../../value.ts";
import { hostLists } from "../list-values.ts";

/** A host name stands before addresses in a list, which ends at it for clients without a name. */
export const nameBeforeAddress = defineRule({
	id: "name-before-address",
	severity: "warning",
	summary: "A host name stands before addresses in a list, which ends at it for clients without a name.",
	check({ configuration }, report) {
		const { document } = modelOf(configuration);
		for (const value of hostLists(document)) {
			if (/[$\\]|\+(?:ignore|include)_unknown/.test(value.text)) continue;
			const items = splitList(value.text);
			const at = items.findIndex(({ text }) => needsName(text.replace(/^!\s*/, "")));
			const name = items[at];
			if (name === undefined || !items.slice(at + 1).some(({ text }) => addressesOfItem(text.replace(/^!\s*/, "")) !== undefined))
				continue;
			report({
				certainty: "proven",
				origin: partOf(value, name.start, name.end).origin,
				message: `"${name.text}" needs the client's name, and the list ends here for clients without one. The addresses behind it do not match them. Put the addresses first, or "+ignore_unknown" before the name.`,
			});
		}
	},
});
