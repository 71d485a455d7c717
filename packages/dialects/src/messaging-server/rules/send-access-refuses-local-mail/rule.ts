import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { flagsOf, namedTables, patternText, runThrough } from "../tables.ts";

/** SEND_ACCESS is asked after expansion, when local recipients are on a channel of the message store: an entry that refuses those refuses all local mail. */
export const sendAccessRefusesLocalMail = defineRule({
	id: "send-access-refuses-local-mail",
	severity: "error",
	summary: "SEND_ACCESS refuses what local recipients become, and so all mail for them.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		for (const { table, access } of namedTables(model)) {
			if (access !== "SEND_ACCESS") continue;
			const result = runThrough(model, access, "tcp_local|someone@sender.example|ims-ms|user@ims-ms-daemon");
			const { deciding } = result;
			if (deciding === undefined || !(result.flags.has("N") || result.flags.has("F"))) continue;
			// An entry for every destination refuses on purpose; one for the store's channel likely does not.
			if (!/ims-ms/i.test(patternText(deciding)) || !(flagsOf(deciding).has("N") || flagsOf(deciding).has("F"))) continue;
			report({
				certainty: "likely",
				origin: deciding.patternOrigin,
				message: `"${patternText(deciding)}" refuses all mail for local users in ${table.name}. That table is asked after aliases are expanded, when their addresses are on ims-ms. Put the entry in ORIG_SEND_ACCESS.`,
			});
		}
	},
});
