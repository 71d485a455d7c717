import { defineRule } from "@relaylint/core";
import { isModifier } from "../../schema/acl-conditions.ts";
import { openStatements } from "../open-statements.ts";

/** A statement lets pass whoever speaks TLS, as if that were a login. */
export const encryptionTakenForLogin = defineRule({
	id: "encryption-taken-for-login",
	severity: "error",
	summary: "A statement lets pass whoever speaks TLS, as if that were a login.",
	check(input, report) {
		for (const { statement } of openStatements(input)) {
			const asked = statement.conditions.filter(({ name }) => !isModifier(name));
			const encrypted = asked.find(({ name, negated }) => name === "encrypted" && !negated);
			if (encrypted === undefined || asked.some(({ name }) => name === "authenticated")) continue;
			report({
				certainty: "proven",
				origin: encrypted.value?.origin ?? encrypted.nameOrigin,
				message: `"encrypted" holds for everybody who says STARTTLS, which needs no password. It tells nothing of who the client is. Ask for "authenticated = *" as well.`,
			});
		}
	},
});
