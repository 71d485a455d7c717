import { defineRule, parseAddress, parseNetwork } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { isExplained } from "../hazards.ts";
import { networkElements } from "../network-elements.ts";
import { sentence, tableDiagnostics } from "../table-rule.ts";

const NETWORK_CHARACTERS = /^[0-9a-f.:/]*$/i;

/** A network cannot be read, so Postfix answers 451 or skips the rule. */
export const unreadableNetwork = defineRule({
	id: "unreadable-network",
	severity: "error",
	summary: "A network cannot be read: in a list mail is answered 451, in a table the rule is skipped.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		for (const { text, origin, list } of networkElements(model)) {
			if (!NETWORK_CHARACTERS.test(text) || parseNetwork(text) !== undefined || isExplained(model, origin)) continue;
			const mask = parseAddress(text.slice(text.indexOf("/") + 1)) === undefined ? "" : " Postfix knows no netmasks.";
			report({
				certainty: "proven",
				origin,
				message: `"${text}" is no network.${mask} Every client that no earlier part of ${list} matches is answered 451, also for local mail. Write address/length.`,
			});
		}
		for (const { diagnostic } of tableDiagnostics(model, ["bad-network"])) {
			if (diagnostic.origin.kind !== "file") continue;
			report({
				certainty: "proven",
				severity: "warning",
				origin: diagnostic.origin,
				message: `${sentence(diagnostic.message)} Write address/length.`,
			});
		}
	},
});
