import { defineRule, groupedDigits, parseNetwork } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { flagsOf, namedTables } from "../tables.ts";

/** A network of trusted clients is written with the address of one host. */
export const networkWiderThanAddress = defineRule({
	id: "network-wider-than-address",
	severity: "warning",
	summary: "A network of trusted clients is written with the address of one host, and its neighbours are trusted too.",
	check({ configuration }, report) {
		for (const { table, access } of namedTables(modelOf(configuration))) {
			if (access !== undefined) continue;
			for (const entry of table.entries) {
				if (!flagsOf(entry).has("Y")) continue;
				for (const { kind, text, span } of entry.record.pattern) {
					const written = kind === "Network" ? text.slice(2, -1) : "";
					const network = parseNetwork(written);
					if (network === undefined || !network.hostBits || network.address.family !== 4) continue;
					const origin = entry.originOf(span);
					const meant = `$(${written.slice(0, written.indexOf("/"))}/32)`;
					const others = groupedDigits(2 ** (32 - network.prefix) - 1);
					report({
						certainty: "likely",
						origin,
						message: `"${text}" is written with the address of one host and takes ${others} others as well. Whoever has one of them is trusted like that host. Write ${meant}, or the network with no bits behind its prefix.`,
						fixes: [{ title: `write ${meant}`, safe: false, edits: [{ file: origin.file, span: origin.span, text: meant }] }],
					});
				}
			}
		}
	},
});
