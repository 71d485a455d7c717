import { type Case, type CaseProbe, type CaseWorld, encoded } from "../../case.ts";
import type { DraftTable } from "../draft.ts";

/** The value of an option or a condition, in parts that can be taken away one by one. */
export interface DraftValue {
	/** What begins the value, as `<;` begins a list with separators of its own. */
	readonly head: string;
	readonly items: readonly string[];
	readonly separator: string;
}

/** A main option, a macro or a named list; or an option of a driver. */
export interface DraftOption {
	/** What stands before the equals sign: `domainlist local_domains`. */
	readonly name: string;
	/** Absent for a boolean that is written alone. */
	readonly value?: DraftValue;
}

/** A condition or a modifier of an ACL, `!` before its name where it is turned round. */
export interface DraftCondition {
	readonly name: string;
	/** Absent for `endpass`. */
	readonly value?: DraftValue;
}

/** A verb with its conditions. */
export interface DraftStatement {
	readonly verb: string;
	readonly conditions: readonly DraftCondition[];
}

/** A named ACL. */
export interface DraftAcl {
	readonly name: string;
	readonly statements: readonly DraftStatement[];
}

/** A router, a transport or an authenticator. */
export interface DraftDriver {
	readonly section: "routers" | "transports" | "authenticators";
	readonly name: string;
	readonly options: readonly DraftOption[];
}

/** A configuration of Exim in parts, so that it can be made smaller. */
export interface EximDraft {
	readonly options: readonly DraftOption[];
	readonly acls: readonly DraftAcl[];
	readonly drivers: readonly DraftDriver[];
	readonly tables: readonly DraftTable[];
	readonly world: Omit<CaseWorld, "probes">;
	readonly probes: readonly CaseProbe[];
}

/** A value of one part. */
export function plain(text: string): DraftValue {
	return { head: "", items: [text], separator: "" };
}

/** A value as it is written. */
export function written({ head, items, separator }: DraftValue): string {
	return `${head}${items.join(separator)}`;
}

/** The text of a draft's configuration. */
export function textOf({ options, acls, drivers }: EximDraft): string {
	const line = ({ name, value }: DraftOption) => (value === undefined ? name : `${name} = ${written(value)}`.trimEnd());
	const sections = (["routers", "transports", "authenticators"] as const).flatMap((section) => {
		const own = drivers.filter((driver) => driver.section === section);
		return own.length === 0
			? []
			: [
					`begin ${section}`,
					...own.map(({ name, options: inner }) => [`${name}:`, ...inner.map((one) => `  ${line(one)}`)].join("\n")),
				];
	});
	return [
		...options.map(line),
		"begin acl",
		...acls.map(({ name, statements }) => `${name}:\n${statements.map(statementText).join("\n")}`),
		...sections,
		"",
	].join("\n");
}

function statementText({ verb, conditions }: DraftStatement): string {
	const lines = conditions.map(({ name, value }) => (value === undefined ? name : `${name} = ${written(value)}`.trimEnd()));
	return `  ${[verb, ...lines].join("\n          ").replace(/\n\s+/, " ")}`;
}

/** The files of a draft; a table that nothing names is left out. */
export function caseOf(draft: EximDraft, name: string): Case {
	let text = textOf(draft);
	const files: Record<string, string> = { "exim.conf": encoded(text) };
	for (const table of draft.tables) {
		if (!new RegExp(`${table.file}(?![\\w.])`).test(text)) continue;
		files[table.file] = encoded(table.lines.map((line) => `${line}\n`).join(""));
		text += table.lines.join("\n");
	}
	return { name, files, world: { ...draft.world, probes: draft.probes } };
}
