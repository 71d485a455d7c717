import { attemptOf, type Decision, defineRule, type FileOrigin } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { patternsOf } from "../../policy/lists.ts";
import { isExplained } from "../hazards.ts";
import { decisionOf, namesOf, type ReachedService, reachedServices } from "../services.ts";

/** Anybody can make this server relay for a domain by naming it as that domain's mail exchanger. */
export const permitMxBackupWithoutNetworks = defineRule({
	id: "permit-mx-backup-without-networks",
	severity: "warning",
	summary: "permit_mx_backup alone relays for every domain whose owner names this server as a mail exchanger.",
	check(input, report) {
		const model = modelOf(input.configuration);
		const attempt = attemptOf({ to: "someone@victim.example" });
		const dns = {
			"victim.example MX": ["10 mail.victim.example", `20 ${input.configuration.policy.localDomains[0] ?? "localhost"}`],
		};
		const found = new Map<
			string,
			{ readonly origin: FileOrigin; readonly decision: Decision; readonly services: ReachedService[] }
		>();
		for (const service of reachedServices(input)) {
			const networks = patternsOf("permit_mx_backup_networks", service.server);
			if (networks.elements.length > 0) continue;
			const decision = decisionOf(input, service.listener, attempt, dns);
			const origin = decision.outcome === "accept" ? permittingWord(decision) : undefined;
			if (origin === undefined || isExplained(model, origin)) continue;
			const key = `${origin.file.path} ${origin.span.start}`;
			const known = found.get(key) ?? { origin, decision, services: [] };
			found.set(key, known);
			known.services.push(service);
		}
		for (const { origin, decision, services } of found.values()) {
			report({
				certainty: "proven",
				origin,
				message: `permit_mx_backup lets mail pass through ${namesOf(services)} for every domain that names this server among its mail exchangers. The owner of any domain can do that, and this server then stores and sends mail in which it has no part. List the networks of the primary exchangers in permit_mx_backup_networks, or the domains in relay_domains.`,
				witness: { attempt, dns },
				trace: decision.trace,
			});
		}
	},
});

/** The word that let the mail pass, where it is this one. */
function permittingWord({ trace }: Decision): FileOrigin | undefined {
	for (const { origin, effect } of trace) {
		if (effect !== "accept" || origin.kind !== "file") continue;
		if (/^permit_mx_backup$/i.test(origin.file.text.slice(origin.span.start, origin.span.end))) return origin;
	}
	return undefined;
}
