import type { Acl, AclStatement } from "../acl-statements.ts";
import type { Document } from "../document.ts";

/** Every statement of every ACL. */
export function statementsOf(document: Document): readonly { readonly acl: Acl; readonly statement: AclStatement }[] {
	return [...document.acls.values()].flatMap((acl) => acl.statements.map((statement) => ({ acl, statement })));
}
