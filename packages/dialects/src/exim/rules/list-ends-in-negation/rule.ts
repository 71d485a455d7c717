import { defineRule } from "@relaylint/core";
import { splitList } from "../../lists/split-list.ts";
import { modelOf } from "../../model.ts";
import { partOf } from "../../value.ts";
import { statementsOf } from "../statements.ts";

/** A list ends in a negated item, so it takes everything that no item takes. */
export const listEndsInNegation = defineRule({
	id: "list-ends-in-negation",
	severity: "warning",
	summary: "A list ends in a negated item, so it takes everything that no item takes.",
	check({ configuration }, report) {
		const { document } = modelOf(configuration);
		const values = [
			...document.lists.filter(({ kind }) => kind === "host" || kind === "domain").map(({ value }) => value),
			...statementsOf(document)
				.filter(({ statement }) => statement.verb === "accept")
				.flatMap(({ statement }) => statement.conditions)
				.filter(({ name, negated }) => /^(?:hosts|domains|senders|sender_domains)$/.test(name) && !negated)
				.flatMap(({ value }) => (value === undefined ? [] : [value])),
		];
		for (const value of values) {
			if (/[$\\]/.test(value.text)) continue;
			const items = splitList(value.text);
			const last = items.at(-1);
			if (last === undefined || !last.text.startsWith("!") || items.length < 2) continue;
			report({
				certainty: "likely",
				origin: partOf(value, last.start, last.end).origin,
				message: `The list ends in the negated "${last.text}", so it takes everything that no item takes. The items before it make no difference. Put the exclusion before what it is taken from.`,
			});
		}
	},
});
