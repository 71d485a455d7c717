import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { yes } from "../../policy/server.ts";
import { isExplained } from "../hazards.ts";
import { restrictionLists } from "../restriction-words.ts";

const OF_CERTIFICATES = new Set(["permit_tls_clientcerts", "permit_tls_all_clientcerts", "check_ccert_access"]);

/** A restriction is about client certificates, and the server never asks for one. */
export const clientCertificateNeverAskedFor = defineRule({
	id: "client-certificate-never-asked-for",
	severity: "warning",
	summary: "A restriction is about client certificates, and the server never asks for one.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		// A list that several services share counts for the one that asks.
		const asks = [...model.servers.values()].some(({ own }) =>
			["smtpd_tls_ask_ccert", "smtpd_tls_req_ccert"].some((name) => yes(own, name).kind !== "false"),
		);
		if (asks) return;
		for (const { name, items } of restrictionLists(model)) {
			for (const item of items) {
				const { origin } = item.word;
				if (item.kind !== "restriction" || !OF_CERTIFICATES.has(item.restriction.name)) continue;
				if (origin.kind !== "file" || isExplained(model, origin)) continue;
				report({
					certainty: "proven",
					origin,
					message: `${item.restriction.name} in ${name} is about client certificates, and no listener asks for one (smtpd_tls_ask_ccert). ${item.restriction.name === "check_ccert_access" ? "Its table is never asked" : "It lets nobody pass"}. Set smtpd_tls_ask_ccert = yes, or remove the restriction.`,
				});
			}
		}
	},
});
