import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { isModifier } from "../../schema/acl-conditions.ts";

/** A statement stands behind one that ends the ACL for everybody. */
export const statementNeverReached = defineRule({
	id: "statement-never-reached",
	severity: "warning",
	summary: "A statement stands behind one that ends the ACL for everybody.",
	check({ configuration }, report) {
		for (const acl of modelOf(configuration).document.acls.values()) {
			const at = acl.statements.findIndex(
				({ verb, conditions }) =>
					/^(?:accept|deny|drop|defer|discard)$/.test(verb) && conditions.every(({ name }) => isModifier(name)),
			);
			const next = acl.statements[at + 1];
			if (at === -1 || next === undefined) continue;
			report({
				certainty: "proven",
				origin: next.verbOrigin,
				tag: "unnecessary",
				message: `The "${acl.statements[at]?.verb}" before this has no condition and ends the ACL for everybody. Nothing behind it is reached. Give it its conditions, or remove what follows.`,
			});
		}
	},
});
