import { containsAddress, defineRule, type Fix, formatAddress, LOOPBACK, sampleOf } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { addressSetsOf } from "../../policy/host-lists.ts";
import { patternsOf } from "../../policy/lists.ts";
import { placeOf } from "../finding.ts";
import { isExplained } from "../hazards.ts";
import { decisionOf, isTaken, type ReachedService, reachedServices } from "../services.ts";

/** The port on which a content filter hands mail back takes it from others too, so that mail passes by the filter. */
export const reinjectionPortExposed = defineRule({
	id: "reinjection-port-exposed",
	severity: "warning",
	summary: "The port on which a content filter hands mail back takes it from others too, so that mail passes by the filter.",
	check(input, report) {
		const model = modelOf(input.configuration);
		for (const service of reachedServices(input)) {
			const { listener, smtp, analysis } = service;
			if (!takesFilteredMail(service) || analysis.verdict === "open" || listener.believes !== undefined) continue;
			const { name } = smtp.service;
			const origin = placeOf(model, (smtp.screen ?? smtp.service).name.origin);
			if (name.hole || isExplained(model, origin)) continue;
			const [local = "localhost"] = input.configuration.policy.localDomains;
			const stranger = isTaken(decisionOf(input, listener, { to: `postmaster@${local}` }));
			const client = stranger ? undefined : trustedClient(service);
			if (!stranger && (client === undefined || !isTaken(decisionOf(input, listener, { client, to: "someone@victim.example" }))))
				continue;
			const who = stranger ? "anybody" : "every machine that mynetworks names";
			report({
				certainty: "likely",
				severity: stranger ? "warning" : "info",
				origin,
				message: `The port of "${listener.name}", on which a content filter hands mail back, can be reached from other machines. Mail that ${who} sends there passes by the filter. Let it listen on loopback: 127.0.0.1:${name.text.replace(/^.*:/, "")}.`,
				...fixesFor(name.text, origin),
			});
		}
	},
});

const ENTRIES: ReadonlySet<number> = new Set([25, 465, 587]);

/** Whether a service turns off what filters mail, on a port to which no mail program sends. */
function takesFilteredMail({ smtp, server }: ReachedService): boolean {
	if (smtp.port === undefined || ENTRIES.has(smtp.port)) return false;
	const said = new Set(smtp.service.overrides.map(({ name }) => name));
	const empty = (name: string) =>
		said.has(name) && server.own.text(name).text.trim() === "" && server.own.text(name).unknown.length === 0;
	const options = said.has("receive_override_options") ? server.own.text("receive_override_options").text : "";
	return (
		empty("content_filter") ||
		empty("smtpd_proxy_filter") ||
		/no_(?:header_body_checks|milters|unknown_recipient_checks)/.test(options)
	);
}

/** A client elsewhere that the service's networks name. */
function trustedClient({ server }: ReachedService): string | undefined {
	for (const set of addressSetsOf(patternsOf("mynetworks", server))) {
		const sample = sampleOf(set);
		if (sample !== undefined && !containsAddress(LOOPBACK, sample)) return formatAddress(sample);
	}
	return undefined;
}

function fixesFor(name: string, { file, span, via }: ReturnType<typeof placeOf>): { readonly fixes?: readonly Fix[] } {
	if (via !== undefined || name.includes(":") || file.text.slice(span.start, span.end) !== name) return {};
	const title = "listen on loopback: a filter on another machine can no longer hand mail back";
	return { fixes: [{ title, safe: false, edits: [{ file, span: { start: span.start, end: span.start }, text: "127.0.0.1:" }] }] };
}
