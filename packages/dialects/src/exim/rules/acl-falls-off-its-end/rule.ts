import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { asksNothing, smtpAcls } from "../smtp-acls.ts";

/** An ACL ends in a statement that lets some pass to its end, where everybody is refused. */
export const aclFallsOffItsEnd = defineRule({
	id: "acl-falls-off-its-end",
	severity: "warning",
	summary: "An ACL ends in a statement that lets some pass to its end, where everybody is refused.",
	check({ configuration }, report) {
		for (const { acl } of smtpAcls(modelOf(configuration).document)) {
			const last = acl.statements.at(-1);
			if (last === undefined || last.verb === "accept" || last.verb === "discard") continue;
			if (last.verb !== "warn" && last.verb !== "require" && asksNothing(last)) continue;
			if (!acl.statements.some(({ verb }) => verb === "accept" || verb === "discard")) continue;
			// Nobody comes so far behind a statement that is for everybody.
			if (acl.statements.some((one) => one.verb !== "warn" && one.verb !== "require" && asksNothing(one))) continue;
			report({
				certainty: "proven",
				origin: last.verbOrigin,
				message: `The ACL "${acl.name}" ends with this "${last.verb}", and whoever passes it is refused at the end. ${last.verb === "deny" || last.verb === "drop" ? "It refuses them all, with its condition or without" : "What it asks makes no difference to them"}. Say what becomes of them by an "accept" or a "deny" without conditions.`,
			});
		}
	},
});
