import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { namedTables } from "../tables.ts";

/** `$<ip/n>` ignores n low bits, where a prefix of n bits is likely meant. */
export const ignoredBitsAsPrefix = defineRule({
	id: "ignored-bits-as-prefix",
	severity: "warning",
	summary: "$<address/n> takes n low bits for nothing, where a prefix of n bits is likely meant.",
	check({ configuration }, report) {
		for (const { table } of namedTables(modelOf(configuration))) {
			for (const { record, originOf } of table.entries) {
				for (const { kind, text, span } of record.pattern) {
					const bits = kind === "IgnoredBits" ? Number(/\/(\d+)>$/.exec(text)?.[1] ?? "0") : 0;
					if (bits < 16) continue;
					const origin = originOf(span);
					const meant = `$(${text.slice(2, -1)})`;
					report({
						certainty: "likely",
						origin,
						message: `"${text}" ignores ${bits} low bits and takes ${2 ** bits} addresses. With $(...) the number counts the bits that matter, with $<...> those that do not. Write ${meant} if that is what is meant.`,
						fixes: [{ title: `write ${meant}`, safe: false, edits: [{ file: origin.file, span: origin.span, text: meant }] }],
					});
				}
			}
		}
	},
});
