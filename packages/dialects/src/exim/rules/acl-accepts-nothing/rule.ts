import { defineRule, type FileOrigin } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { asksNothing, smtpAcls } from "../smtp-acls.ts";

/** An ACL has no statement that accepts, so it refuses everybody. */
export const aclAcceptsNothing = defineRule({
	id: "acl-accepts-nothing",
	severity: "error",
	summary: "An ACL has no statement that accepts, so it refuses everybody.",
	check({ configuration }, report) {
		for (const { acl, options } of smtpAcls(modelOf(configuration).document)) {
			const { statements } = acl;
			if (statements.some(({ verb }) => verb === "accept" || verb === "discard")) continue;
			const last = statements.at(-1);
			// Who writes a refusal for everybody means it.
			if (last !== undefined && /^(?:deny|drop|defer)$/.test(last.verb) && asksNothing(last)) continue;
			const origin: FileOrigin | undefined = acl.origin.kind === "file" ? acl.origin : acl.origin.near;
			if (origin === undefined) continue;
			report({
				certainty: "proven",
				origin,
				message: `No statement of the ACL "${acl.name}" accepts, and at its end everybody is refused. Nothing passes ${options.join(" and ")}. End it with "accept", or with "deny" where that is meant.`,
			});
		}
	},
});
