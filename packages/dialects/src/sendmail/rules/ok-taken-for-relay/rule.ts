import { defineRule } from "@relaylint/core";
import { modelOf, type SendmailModel } from "../../model.ts";
import { accessEntries, tagOf } from "../access-entries.ts";

/** A line of the access map says OK where nothing would refuse, which lets nobody relay. */
export const okTakenForRelay = defineRule({
	id: "ok-taken-for-relay",
	severity: "warning",
	summary: "A line of the access map says OK where nothing would refuse, which lets nobody relay.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		const { server } = model;
		if (server.generated !== undefined || refusesClients(model)) return;
		const entries = [...accessEntries(server)];
		const refused = entries.filter(({ value }) => !/^(?:ok|relay)$/i.test(value.trim())).map(({ key }) => tagOf(key));
		for (const { key, value, valueOrigin } of entries) {
			const { tag, rest } = tagOf(key);
			if (!/^ok$/i.test(value.trim()) || rest.includes("@")) continue;
			if (tag !== "connect" && !(tag === undefined && ADDRESS.test(rest))) continue;
			// What a wider line refuses, this one lets in.
			if (refused.some((wider) => (wider.tag ?? "connect") === "connect" && isWider(wider.rest, rest))) continue;
			report({
				certainty: "likely",
				origin: valueOrigin,
				message: `OK lets mail in that something else would refuse, and nothing here would refuse these clients. It does not let them relay. Write RELAY where they are to send to other domains, or remove the line.`,
			});
		}
	},
});

const ADDRESS = /^(?:\d+(?:\.\d+){0,3}|ipv6:[0-9a-f:]+)$/i;

/** Features that refuse clients for what the access map does not say. */
const REFUSING = /^(?:dnsbl|enhdnsbl|rhsbl|mtamark|require_rdns|ratecontrol|conncontrol|block_bad_helo|badmx|greet_pause)$/;

function refusesClients({ mc, server }: SendmailModel): boolean {
	if (mc?.calls.some(({ name, arguments: [feature = ""] }) => name === "FEATURE" && REFUSING.test(feature.trim()))) return true;
	return [...server.rulesets.keys()].some((name) => /^local_check/.test(name));
}

/** Whether a key takes what another takes, and more. */
function isWider(wider: string, narrow: string): boolean {
	const [a, b] = [wider.toLowerCase(), narrow.toLowerCase()];
	return ADDRESS.test(b) ? b.startsWith(`${a}.`) || b.startsWith(`${a}:`) : b.endsWith(`.${a}`);
}
