import {
	addressesOf,
	defineRule,
	differenceOf,
	isEmptyAddressSet,
	LOOPBACK,
	PRIVATE_ADDRESSES,
	parseNetwork,
	unionOf,
} from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { namedTables } from "../tables.ts";

/** A network in brackets without its dollar is text, which no address is. */
export const addressWithoutDollar = defineRule({
	id: "address-without-dollar",
	severity: "error",
	summary: "A network in brackets has no dollar before it, so it is text that no address is.",
	check({ configuration }, report) {
		for (const { table } of namedTables(modelOf(configuration))) {
			for (const { record, originOf } of table.entries) {
				for (const { kind, text, span } of record.pattern) {
					if (kind !== "Literal") continue;
					for (const found of text.matchAll(/[(<]([0-9.]+\/\d{1,2})[)>]/g)) {
						const network = parseNetwork(found[1] ?? "");
						if (network === undefined) continue;
						const start = span.start + found.index;
						const origin = originOf({ start, end: start + found[0].length });
						const own = unionOf([LOOPBACK, PRIVATE_ADDRESSES]);
						const safe = isEmptyAddressSet(differenceOf(addressesOf(network.address, network.prefix), own));
						report({
							certainty: "proven",
							origin,
							message: `"${found[0]}" has no dollar before it, so it is text that no address is. The entry never matches a client, and whoever it is for is refused. Write $${found[0]}.`,
							fixes: [
								{
									title: `write $${found[0]}`,
									safe,
									edits: [{ file: origin.file, span: { start: origin.span.start, end: origin.span.start }, text: "$" }],
								},
							],
						});
					}
				}
			}
		}
	},
});
