import {
	addressesOf,
	defineRule,
	differenceOf,
	formatAddress,
	isEmptyAddressSet,
	LOOPBACK,
	type Network,
	PRIVATE_ADDRESSES,
	parseNetwork,
	unionOf,
} from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { isExplained } from "../hazards.ts";
import { networkElements } from "../network-elements.ts";
import { networkFix, sentence, tableDiagnostics } from "../table-rule.ts";

/** A network has bits set behind its prefix, which Postfix refuses. */
export const networkHostBits = defineRule({
	id: "network-host-bits",
	severity: "error",
	summary: "A network has bits set behind its prefix: in a list mail is answered 451, in a table the rule is skipped.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		for (const { text, origin, list } of networkElements(model)) {
			const network = parseNetwork(text);
			if (network?.hostBits !== true || isExplained(model, origin)) continue;
			const meant = networkOf(network);
			report({
				certainty: "proven",
				origin,
				message: `"${text}" has bits set behind its prefix. Every client that no earlier part of ${list} matches is answered 451, also for local mail. Write ${meant}.`,
				fixes: [
					{ title: `write ${meant}`, safe: isSmall(network), edits: [{ file: origin.file, span: origin.span, text: meant }] },
				],
			});
		}
		for (const { diagnostic } of tableDiagnostics(model, ["host-bits"])) {
			if (diagnostic.origin.kind !== "file") continue;
			report({
				certainty: "proven",
				origin: diagnostic.origin,
				message: `${sentence(diagnostic.message)} Write the network that is meant.`,
				fixes: networkFix(model, diagnostic, false),
			});
		}
	},
});

/** The network without the bits behind its prefix. */
function networkOf({ address, prefix }: Network): string {
	const { v4, v6 } = addressesOf(address, prefix);
	const [first4] = v4;
	const [first6] = v6;
	const first =
		first4 === undefined ? formatAddress({ family: 6, value: first6 ?? 0n }) : formatAddress({ family: 4, value: first4 });
	return `${first}/${prefix}`;
}

/** Whether the network that is meant is the server's own side, or no more than one site's: then trusting it lets no stranger in. */
function isSmall({ address, prefix }: Network): boolean {
	const own = unionOf([LOOPBACK, PRIVATE_ADDRESSES]);
	if (isEmptyAddressSet(differenceOf(addressesOf(address, prefix), own))) return true;
	return prefix >= (address.family === 4 ? 24 : 48);
}
