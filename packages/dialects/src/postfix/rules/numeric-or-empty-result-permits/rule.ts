import { defineRule, type FileOrigin, type Fix, type Origin } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { placeOf, wordsIn } from "../finding.ts";
import { isExplained } from "../hazards.ts";
import { type AskedTable, askedTables, forbidsOk, forEachResult, resultKind } from "../table-results.ts";

/** The result of an access table is a number or holds no word, which Postfix takes for OK. */
export const numericOrEmptyResultPermits = defineRule({
	id: "numeric-or-empty-result-permits",
	severity: "warning",
	summary: "The result of an access table is a number or holds no word, which Postfix takes for OK.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		for (const asked of askedTables(model)) {
			// Where an OK is an error that is the finding.
			if (asked.by.every(forbidsOk)) continue;
			const seen = new Set<string>();
			forEachResult(asked.table, (value, origin) => {
				const kind = resultKind(value);
				if ((kind !== "digits" && kind !== "nothing") || value === "" || seen.has(value)) return;
				if (seen.size < 1000) seen.add(value);
				const at = origin();
				if (isExplained(model, at)) return;
				const place = placeOf(model, at);
				const result = at.kind === "file" ? wordsIn(place, value) : place;
				const code = /^[45]\d\d$/.test(value);
				report({
					certainty: "proven",
					severity: code ? "error" : "warning",
					origin: result,
					message: messageOf(value, code, asked),
					...fixesOf(value, code, result, at),
				});
			});
		}
	},
});

function messageOf(value: string, code: boolean, { word }: AskedTable): string {
	const follows = `Mail for which ${word.text} gives it is let pass`;
	if (code) {
		return `"${value}" without a text behind it is a number, and a number means OK. ${follows} where it should be refused. Write "${value} Access denied", or REJECT.`;
	}
	if (value.trim() !== "" && /^\d+$/.test(value)) {
		return `The result "${value}" is a number, which Postfix takes for OK. ${follows}. Write OK if that is meant, else DUNNO or REJECT.`;
	}
	return `The result "${value}" holds no word, which Postfix takes for OK. ${follows}. Write OK if that is meant, else DUNNO or REJECT.`;
}

function fixesOf(value: string, code: boolean, { file, span }: FileOrigin, at: Origin): { readonly fixes?: readonly Fix[] } {
	if (at.kind !== "file" || file.text.slice(span.start, span.end) !== value) return {};
	const edit = (text: string) => [{ file, span, text }];
	if (!code) return { fixes: [{ title: "write OK, which is what it means", safe: true, edits: edit("OK") }] };
	return {
		fixes: [
			{
				title: `write "${value} Access denied": what it now lets pass is refused`,
				safe: false,
				edits: edit(`${value} Access denied`),
			},
		],
	};
}
