import { attemptOf, contextOf, defineRule, type Listener, type RuleInput, strangerWorld, walkListener } from "@relaylint/core";
import type { Acl, AclStatement } from "../../acl-statements.ts";
import { modelOf } from "../../model.ts";
import { isModifier } from "../../schema/acl-conditions.ts";
import { statementsOf } from "../statements.ts";

/** The statement that would keep strangers out only warns. */
export const warningTakenForGuard = defineRule({
	id: "warning-taken-for-guard",
	severity: "warning",
	summary: "The statement that would keep strangers out only warns, so it refuses nobody.",
	check(input, report) {
		const { document } = modelOf(input.configuration);
		const open = input.analysis().listeners.filter(({ witness }) => witness !== undefined);
		if (open.length === 0) return;
		for (const { acl, statement } of statementsOf(document)) {
			if (statement.verb !== "warn" || !asksForDomain(statement)) continue;
			if (!open.every((one) => one.witness !== undefined && wouldGuard(input, acl, statement, one.listener))) continue;
			report({
				certainty: "likely",
				origin: statement.verbOrigin,
				message: `A "warn" refuses nobody: whatever it asks, the next statement is read. As a "deny" this one would keep strangers from sending to other domains. Write "deny".`,
				fixes: [
					{
						title: 'write "deny": mail for other domains is refused where these conditions hold',
						safe: false,
						edits: [{ ...statement.verbOrigin, text: "deny" }],
					},
				],
			});
		}
	},
});

/** Whether a statement asks for the recipient's domain. */
function asksForDomain({ conditions }: AclStatement): boolean {
	return conditions.some(
		({ name, value }) =>
			name === "domains" || name === "recipients" || (!isModifier(name) && /\$\{?domain\b/.test(value?.text ?? "")),
	);
}

/** Whether a stranger could not relay, and would still reach this server's own domains, if the statement refused. */
function wouldGuard(input: RuleInput, acl: Acl, statement: AclStatement, listener: Listener): boolean {
	const { configuration, host, analysis } = input;
	const { document, lowered } = modelOf(configuration);
	const witness = analysis().listeners.find((one) => one.listener === listener)?.witness;
	if (witness === undefined) return false;
	const statements = acl.statements.map((one) => (one === statement ? { ...one, verb: "deny" as const } : one));
	const policy = lowered({ ...document, acls: new Map([...document.acls, [acl.name, { ...acl, statements }]]) });
	const other = policy.listeners.find(({ name }) => name === listener.name);
	if (other === undefined) return false;
	const outcome = (to: string): string => {
		const attempt = attemptOf({ ...witness.attempt, to });
		return walkListener(other, contextOf(attempt, strangerWorld(host, attempt, witness.dns)), policy.facts).outcome;
	};
	if (outcome(witness.attempt.to) !== "reject") return false;
	return policy.localDomains.every((domain) => outcome(`postmaster@${domain}`) !== "reject");
}
