import { byDefault, type FileOrigin, type Origin } from "@relaylint/core";
import { parseStatement, type Statement } from "./ast.ts";
import { type LogicalLine, originOf } from "./logical-lines.ts";
import { isKnownCondition, isModifier } from "./schema/acl-conditions.ts";
import { plainValue, type ValueText } from "./value.ts";

/** A condition or a modifier of a statement of an ACL. */
export interface AclCondition {
	readonly name: string;
	readonly nameOrigin: FileOrigin;
	readonly negated: boolean;
	/** The variable of `set`. */
	readonly variable?: string;
	readonly value: ValueText | undefined;
	/** The line that holds it. */
	readonly origin: FileOrigin;
}

/** What a statement does where its conditions hold. */
export type Verb = "accept" | "defer" | "deny" | "discard" | "drop" | "require" | "warn";

/** A verb with its conditions and modifiers in their order. */
export interface AclStatement {
	readonly verb: Verb;
	readonly verbOrigin: FileOrigin;
	readonly conditions: readonly AclCondition[];
}

/** A named ACL, or one written inside an option. */
export interface Acl {
	readonly name: string;
	readonly origin: Origin;
	readonly statements: readonly AclStatement[];
}

/** An ACL while its lines are read. */
export interface OpenAcl {
	readonly name: string;
	readonly origin: FileOrigin;
	readonly statements: { readonly verb: Verb; readonly verbOrigin: FileOrigin; readonly conditions: AclCondition[] }[];
}

/** Adds a parsed line to an ACL. */
export function addCondition(
	acl: OpenAcl,
	line: LogicalLine,
	statement: Extract<Statement, { kind: "condition" }>,
	fatal: (rule: string, origin: FileOrigin, what: string) => void,
): void {
	const { verb, negated, name, variable, value } = statement;
	if (verb !== undefined)
		acl.statements.push({
			verb: verb.text as Verb,
			verbOrigin: originOf(line, verb.span.start, verb.span.end),
			conditions: [],
		});
	const last = acl.statements.at(-1);
	if (name === undefined) return;
	const nameOrigin = originOf(line, name.span.start, name.span.end);
	if (!isKnownCondition(name.text)) {
		const what = last === undefined ? "verb" : "condition or modifier";
		fatal("unknown-acl-condition", nameOrigin, `There is no ACL ${what} "${name.text}"`);
		return;
	}
	if (last === undefined) {
		fatal("unknown-acl-condition", nameOrigin, `"${name.text}" stands before the first verb of the ACL`);
		return;
	}
	if (negated && isModifier(name.text)) {
		fatal("negated-modifier", nameOrigin, `"${name.text}" is a modifier, which cannot be negated`);
		return;
	}
	if (name.text === "endpass") {
		if (last.verb !== "accept" && last.verb !== "discard") {
			fatal("endpass-misplaced", nameOrigin, `"endpass" stands in a "${last.verb}" statement`);
			return;
		}
	} else if (value === undefined) {
		fatal("missing-value", nameOrigin, `"${name.text}" needs "=" and a value`);
		return;
	}
	if (variable !== undefined && !/^(?:acl_[cm]\w+|dkim_verify_signers|local_scan_data)$/.test(variable.text)) {
		const at = originOf(line, variable.span.start, variable.span.end);
		fatal("invalid-acl-variable", at, `"set" cannot set ${variable.text}, only acl_c... and acl_m...`);
		return;
	}
	last.conditions.push({
		name: name.text,
		nameOrigin,
		negated,
		...(variable === undefined ? {} : { variable: variable.text }),
		value: value === undefined ? undefined : plainValue(line, value.start, value.end),
		origin: line.origin,
	});
}

/** An ACL that is written as the value of an option, with what is wrong with it; its lines end at line feeds (specification, 44.3). */
export function inlineAcl(value: ValueText, name: string): { readonly acl: Acl; readonly fault?: string } {
	const acl: OpenAcl = { name, origin: value.origin, statements: [] };
	let fault: string | undefined;
	let at = 0;
	for (const text of value.text.split("\n")) {
		const start = at + (text.length - text.trimStart().length);
		const end = start + text.trim().length;
		at += text.length + 1;
		if (start >= end) continue;
		const part = plainValue(value, start, end);
		const line: LogicalLine = { text: part.text, pieces: part.pieces, origin: part.origin };
		const statement = parseStatement(line.text, "acl");
		if (statement.kind !== "condition") fault ??= `"${text.trim()}" is no ACL statement`;
		else
			addCondition(acl, line, statement, (_rule, _origin, what) => {
				fault ??= what;
			});
	}
	return {
		acl: { ...acl, origin: value.text === "" ? byDefault(name, value.origin) : value.origin },
		...(fault === undefined ? {} : { fault }),
	};
}
