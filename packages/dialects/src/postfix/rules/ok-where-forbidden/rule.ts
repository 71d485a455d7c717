import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { placeOf, wordsIn } from "../finding.ts";
import { isExplained } from "../hazards.ts";
import { askedTables, forbidsOk, forEachResult, resultKind } from "../table-results.ts";

/** A table says OK where smtpd refuses to hear it, so mail for which it says so is answered 451. */
export const okWhereForbidden = defineRule({
	id: "ok-where-forbidden",
	severity: "error",
	summary: "A table says OK where smtpd refuses to hear it, so mail for which it says so is answered 451.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		const places = new Set<string>();
		for (const { table, by } of askedTables(model)) {
			const asking = by.find(forbidsOk);
			if (asking === undefined) continue;
			const name = asking.word.text;
			forEachResult(table, (value, origin) => {
				const kind = resultKind(value);
				const accepts = kind === "ok" || kind === "digits" || (kind === "nothing" && value !== "");
				if (!accepts && !(kind === "list" && /^permit$/i.test(value.trim()))) return;
				const at = origin();
				if (isExplained(model, at)) return;
				const place = placeOf(model, at);
				const result = at.kind === "file" ? wordsIn(place, value) : place;
				const { file, span } = result;
				const key = `${file.path} ${span.start}`;
				if (places.has(key)) return;
				places.add(key);
				report({
					certainty: "proven",
					origin: result,
					message: `${name} may not say OK, because clients choose what it looks up. Mail for which it says so is answered 451. Write DUNNO to make an exception.`,
					related:
						asking.word.origin.kind === "file"
							? [{ origin: asking.word.origin, message: "the restriction that asks the table" }]
							: [],
					...(at.kind === "file" && file.text.slice(span.start, span.end) === value
						? { fixes: [{ title: "write DUNNO", safe: true, edits: [{ file, span, text: "DUNNO" }] }] }
						: {}),
				});
			});
		}
	},
});
