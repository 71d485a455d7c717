import { defineRule } from "@relaylint/core";
import type { AclCondition, AclStatement } from "../../acl-statements.ts";
import { isModifier } from "../../schema/acl-conditions.ts";
import { openStatements } from "../open-statements.ts";

/** The recipient is verified, and nothing else is asked before everybody may relay. */
export const verificationTakenForRelayControl = defineRule({
	id: "verification-taken-for-relay-control",
	severity: "warning",
	summary: "The recipient is verified, and nothing else is asked before everybody may relay.",
	check(input, report) {
		for (const { statement, before } of openStatements(input)) {
			const asked = statement.conditions.filter(({ name }) => !isModifier(name));
			if (!asked.every(({ name }) => name === "verify")) continue;
			const verification = [...before.filter(isRequirement), statement].flatMap(verifications).at(-1);
			if (verification === undefined) continue;
			report({
				certainty: "likely",
				origin: verification.value?.origin ?? verification.nameOrigin,
				message: `Verifying a recipient asks only whether a router takes the address, and here one takes those of other domains. It keeps no stranger from sending there. Require one of your own domains before: "require domains = ...".`,
			});
		}
	},
});

/** Whether a statement refuses those for whom a verification fails. */
function isRequirement({ verb }: AclStatement): boolean {
	return verb === "require" || verb === "deny" || verb === "drop";
}

function verifications({ verb, conditions }: AclStatement): readonly AclCondition[] {
	const refuses = verb === "deny" || verb === "drop";
	return conditions.filter(
		({ name, negated, value }) => name === "verify" && negated === refuses && /^\s*recipient\b/.test(value?.text ?? ""),
	);
}
