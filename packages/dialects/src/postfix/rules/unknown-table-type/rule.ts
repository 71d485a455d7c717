import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { closestName } from "../../schema/closest-name.ts";
import { findMapType, mapTypes } from "../../schema/map-types.ts";
import { wordsIn } from "../finding.ts";
import { isExplained } from "../hazards.ts";
import { namedTables } from "../named-tables.ts";

/** A table has a type that Postfix does not know, so every lookup in it fails. */
export const unknownTableType = defineRule({
	id: "unknown-table-type",
	severity: "error",
	summary: "A table has a type that Postfix does not know, so every lookup in it fails.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		for (const { name, origin } of namedTables(model)) {
			if (name === undefined || name.type === "" || findMapType(name.type) !== undefined || isExplained(model, origin)) continue;
			const place = wordsIn(origin, name.text);
			const follows = "Mail that depends on it is answered 451";
			if (isAddress(name.text)) {
				report({
					certainty: "proven",
					origin: place,
					message: `"${name.text}" reads as a table of type "${name.type}". ${follows}. Write an IPv6 address in brackets: ${bracketed(name.text)}.`,
					fixes: [
						{
							title: `write ${bracketed(name.text)}`,
							safe: false,
							edits: [{ file: place.file, span: place.span, text: bracketed(name.text) }],
						},
					],
				});
				continue;
			}
			const meant = closestName(
				name.type,
				mapTypes.map((type) => type.name),
			);
			report({
				certainty: "likely",
				origin: wordsIn(place, `${name.type}:`),
				message: `Postfix knows no table type "${name.type}". ${follows}. ${meant === undefined ? "See DATABASE_README for the types there are." : `Was "${meant}" meant?`}`,
			});
		}
	},
});

function isAddress(text: string): boolean {
	return /^[0-9a-f]*:[0-9a-f:.]*(?:\/\d+)?$/i.test(text);
}

function bracketed(text: string): string {
	const [address = "", length] = text.split("/");
	return length === undefined ? `[${address}]` : `[${address}]/${length}`;
}
