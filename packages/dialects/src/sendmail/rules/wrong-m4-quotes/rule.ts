import { defineRule, type FileOrigin, type Fix } from "@relaylint/core";
import { isQuotedFeature } from "../../m4/text.ts";
import { modelOf } from "../../model.ts";

/** An argument stands in quotes that m4 does not know, so that they are a part of it. */
export const wrongM4Quotes = defineRule({
	id: "wrong-m4-quotes",
	severity: "error",
	summary: "An argument stands in quotes that m4 does not know, so that they are a part of it.",
	check({ configuration }, report) {
		const { mc } = modelOf(configuration);
		for (const problem of mc?.problems ?? []) {
			if (problem.kind !== "other-quotes" && !isQuotedFeature(problem)) continue;
			const { origin } = problem;
			report({
				certainty: "proven",
				origin,
				message: `A quote of m4 begins with a backquote (\`) and ends with an apostrophe ('), and these do not. They are a part of the argument, and what is asked for does not happen. Write \`name'.`,
				...fixesOf(origin),
			});
		}
	},
});

const QUOTED = /['"`\u00b4\u2018-\u201f]([\w./ :<>=-]+)['"`\u00b4\u2018-\u201f]/g;

function fixesOf({ file, span }: FileOrigin): { readonly fixes?: readonly Fix[] } {
	const written = file.text.slice(span.start, span.end);
	const text = written.replace(QUOTED, "`$1'");
	if (text === written || !/^\w+\(/.test(written)) return {};
	const title = "write the quotes of m4: what is asked for takes effect when the file is built again";
	return { fixes: [{ title, safe: false, edits: [{ file, span, text }] }] };
}
