import type { ListKind } from "../ast.ts";
import type { Document } from "../document.ts";
import type { ValueText } from "../value.ts";
import { statementsOf } from "./statements.ts";

/** The values of all named lists of a kind, and of the conditions of ACLs that hold such a list. */
export function listValues(document: Document, kind: ListKind, conditions: readonly string[]): readonly ValueText[] {
	return [
		...document.lists.filter((list) => list.kind === kind).map(({ value }) => value),
		...statementsOf(document)
			.flatMap(({ statement }) => statement.conditions)
			.filter(({ name }) => conditions.includes(name))
			.flatMap(({ value }) => (value === undefined ? [] : [value])),
	];
}

/** The values of all lists of hosts. */
export function hostLists(document: Document): readonly ValueText[] {
	return listValues(document, "host", ["hosts"]);
}
