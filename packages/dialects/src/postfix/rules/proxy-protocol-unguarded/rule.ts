import {
	defineRule,
	differenceOf,
	type FileOrigin,
	isEmptyAddressSet,
	LOOPBACK,
	PRIVATE_ADDRESSES,
	unionOf,
} from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { placeOf } from "../finding.ts";
import { isExplained } from "../hazards.ts";
import { namesOf, type ReachedService, reachedServices } from "../services.ts";

/** A service believes which address a PROXY header says, and everybody who reaches it can send one. */
export const proxyProtocolUnguarded = defineRule({
	id: "proxy-protocol-unguarded",
	severity: "warning",
	summary: "A service believes which client address a PROXY header says, and everybody who reaches it can send one.",
	check(input, report) {
		const model = modelOf(input.configuration);
		const found = new Map<string, { readonly origin: FileOrigin; readonly services: ReachedService[] }>();
		for (const service of reachedServices(input)) {
			const { listener, analysis } = service;
			const { believes } = listener;
			// Where that makes an open relay, the finding about it stands here.
			if (believes === undefined || believes.login || analysis.verdict === "open" || isInside(service)) continue;
			if (isExplained(model, believes.origin)) continue;
			const origin = placeOf(model, believes.origin);
			const key = `${origin.file.path} ${origin.span.start}`;
			const known = found.get(key) ?? { origin, services: [] };
			found.set(key, known);
			known.services.push(service);
		}
		for (const { origin, services } of found.values()) {
			report({
				certainty: "likely",
				origin,
				message: `${namesOf(services)} takes the client's address from a PROXY header, and Postfix has no list of proxies that may send one. Whoever reaches the port can pass for any client, so that block lists, limits and the log tell nothing. Let a firewall, or the address on which it listens, keep all but the proxy away.`,
			});
		}
	},
});

const INSIDE = unionOf([LOOPBACK, PRIVATE_ADDRESSES]);

/** Whether a service listens on addresses of the server's own side alone. */
function isInside({ listener }: ReachedService): boolean {
	return listener.addressesDepend === undefined && isEmptyAddressSet(differenceOf(listener.addresses, INSIDE));
}
