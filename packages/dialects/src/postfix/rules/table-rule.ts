import type { Diagnostic, Fix, Rule } from "@relaylint/core";
import { modelOf, type PostfixModel } from "../model.ts";
import type { LookupTable, TableDiagnostic, TableDiagnosticCode } from "../tables/table.ts";
import { placeOf } from "./finding.ts";
import { readTables } from "./named-tables.ts";

/** A rule that reports some of what reading a lookup table met. */
export interface TableRule extends Omit<Rule, "check"> {
	readonly codes: readonly TableDiagnosticCode[];
	/** What to do, one sentence. */
	readonly remedy: string;
	/** The finding's own severity, where it depends on the table. */
	readonly severityOf?: (table: LookupTable) => Diagnostic["severity"];
}

/** Makes the rule: the table's diagnostic says what is so and what follows. */
export function tableRule({ codes, remedy, severityOf, ...rule }: TableRule): Rule {
	return {
		...rule,
		check({ configuration }, report) {
			const model = modelOf(configuration);
			for (const { table, diagnostic } of tableDiagnostics(model, codes)) {
				report({
					certainty: "proven",
					origin: placeOf(model, diagnostic.origin),
					message: `${sentence(diagnostic.message)} ${remedy}`,
					...(severityOf === undefined ? {} : { severity: severityOf(table) }),
					...relatedTo(diagnostic),
				});
			}
		},
	};
}

/** What the tables of a configuration met, of some kinds. */
export function tableDiagnostics(
	model: PostfixModel,
	codes: readonly TableDiagnosticCode[],
): readonly { readonly table: LookupTable; readonly diagnostic: TableDiagnostic }[] {
	return readTables(model).flatMap((table) =>
		table.diagnostics.filter(({ code }) => codes.includes(code)).map((diagnostic) => ({ table, diagnostic })),
	);
}

/** The replacement of a network in a table by the one that was meant. */
export function networkFix(model: PostfixModel, diagnostic: TableDiagnostic, safe: boolean): readonly Fix[] {
	const { suggestion } = diagnostic;
	if (suggestion === undefined || diagnostic.origin.kind !== "file") return [];
	const { file, span } = placeOf(model, diagnostic.origin);
	return [{ title: `write ${suggestion}`, safe, edits: [{ file, span, text: suggestion }] }];
}

function relatedTo({ related }: TableDiagnostic): Pick<Diagnostic, "related"> {
	return related === undefined ? {} : { related: [{ origin: related, message: "this line counts" }] };
}

/** A message of a table as a sentence. */
export function sentence(message: string): string {
	return `${message.charAt(0).toUpperCase()}${message.slice(1)}${/[.?!]$/.test(message) ? "" : "."}`;
}
