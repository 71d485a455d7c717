import { type Acl, inlineAcl } from "../acl-statements.ts";
import type { Document } from "../document.ts";
import { isModifier } from "../schema/acl-conditions.ts";

/** An ACL that Exim asks at a point of the dialogue, with the options that name it. */
export interface SmtpAcl {
	readonly acl: Acl;
	readonly options: readonly string[];
}

/** Commands that no mail needs: what an ACL refuses them is no harm. */
const ASKED_FOR_MAIL = /^acl_smtp_(?:connect|helo|starttls|mail|rcpt|predata|data|data_prdr|mime|dkim)$/;

/**
 * The ACLs through which mail has to pass, by the options that name them, be it inside an expansion, or hold them; none where an include is
 * missing, which may hold any statement.
 */
export function smtpAcls(document: Document): readonly SmtpAcl[] {
	if (document.missingIncludes.length > 0) return [];
	const found = new Map<string, { acl: Acl; options: string[] }>();
	const add = (acl: Acl, option: string): void => {
		const known = found.get(acl.name) ?? { acl, options: [] };
		found.set(acl.name, known);
		known.options.push(option);
	};
	for (const { name, value } of document.options.values()) {
		if (value === undefined || !ASKED_FOR_MAIL.test(name)) continue;
		const named = value.text.split(/\W+/).flatMap((word) => document.acls.get(word) ?? []);
		for (const acl of new Set(named)) add(acl, name);
		if (named.length > 0 || /[$\\]/.test(value.text) || value.text.trim() === "") continue;
		const { acl, fault } = inlineAcl(value, name);
		if (fault === undefined && acl.statements.length > 0) add(acl, name);
	}
	return [...found.values()];
}

/** Whether a statement is for everybody: it asks nothing. */
export function asksNothing({ conditions }: Acl["statements"][number]): boolean {
	return conditions.every(({ name }) => isModifier(name));
}
