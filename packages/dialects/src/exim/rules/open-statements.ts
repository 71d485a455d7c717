import type { OpenWitness, RuleInput } from "@relaylint/core";
import type { Acl, AclStatement } from "../acl-statements.ts";
import { modelOf } from "../model.ts";
import { smtpAcls } from "./smtp-acls.ts";

/** A statement of the ACL for recipients that lets the witness of an open relay pass, with the statements before it. */
export interface OpenStatement {
	readonly acl: Acl;
	readonly statement: AclStatement;
	readonly before: readonly AclStatement[];
	readonly witness: OpenWitness;
}

/** The statements through which the witnesses of open listeners came, each once. */
export function openStatements({ configuration, analysis }: RuleInput): readonly OpenStatement[] {
	const { document } = modelOf(configuration);
	const acls = smtpAcls(document).filter(({ options }) => options.includes("acl_smtp_rcpt"));
	const found = new Map<AclStatement, OpenStatement>();
	for (const { witness } of analysis().listeners) {
		if (witness === undefined) continue;
		for (const { acl } of acls) {
			const at = acl.statements.findIndex(({ verb, verbOrigin }) => verb === "accept" && accepts(witness, verbOrigin));
			const statement = acl.statements[at];
			if (statement !== undefined && !found.has(statement))
				found.set(statement, { acl, statement, before: acl.statements.slice(0, at), witness });
		}
	}
	return [...found.values()];
}

function accepts({ decision }: OpenWitness, verb: AclStatement["verbOrigin"]): boolean {
	return decision.trace.some(
		({ origin, effect }) =>
			effect === "accept" &&
			origin.kind === "file" &&
			origin.file === verb.file &&
			origin.span.start === verb.span.start &&
			origin.span.end === verb.span.end,
	);
}
