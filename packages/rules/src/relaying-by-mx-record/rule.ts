import {
	attemptOf,
	contextOf,
	type Decision,
	type DnsZone,
	defineRule,
	strangerWorld,
	type Witness,
	type World,
	walkListener,
} from "@relaylint/core";
import { becauseOf, decidingPlace, keyOf, listed, type Place, relatedPlaces } from "../deciding-place.ts";

/** Whoever names this server as a mail exchanger of a domain has its mail relayed. */
export const relayingByMxRecord = defineRule({
	id: "relaying-by-mx-record",
	severity: "warning",
	summary: "Whoever names this server as a mail exchanger of a domain has mail for that domain relayed.",
	check({ configuration, host, analysis }, report) {
		const [main] = configuration.files;
		if (main === undefined) return;
		const { policy } = configuration;
		const attempt = attemptOf({ to: TO });
		const found = new Map<
			string,
			{ readonly place: Place; readonly decision: Decision; readonly witness: Witness; readonly listeners: Set<string> }
		>();
		for (const { listener, verdict } of analysis().listeners) {
			if (verdict === "open") continue;
			let asksForExchangers = false;
			const decided = (zone: DnsZone): Decision => {
				const world = strangerWorld(host, attempt, zone);
				const dns: World["dns"] = (name, type) => {
					asksForExchangers ||= type === "MX";
					return world.dns(name, type);
				};
				return walkListener(listener, contextOf(attempt, { ...world, dns }), policy.facts);
			};
			if (decided(zoneWith()).outcome === "accept" || !asksForExchangers) continue;
			// Where nobody says what the host is called, its address has a name of the domain's owner.
			const called = host.hostname.endsWith(".invalid") ? "exchanger.victim.example" : host.hostname;
			for (const name of new Set([called, ...policy.localDomains.slice(0, 3)])) {
				const dns = zoneWith(name);
				const decision = decided(dns);
				if (decision.outcome !== "accept") continue;
				const place = decidingPlace(decision.trace, listener, main);
				const known = found.get(keyOf(place.origin)) ?? { place, decision, witness: { attempt, dns }, listeners: new Set() };
				found.set(keyOf(place.origin), known);
				known.listeners.add(listener.name);
				break;
			}
		}
		for (const { place, decision, witness, listeners } of found.values()) {
			const related = relatedPlaces(decision.trace, place.origin);
			report({
				certainty: "proven",
				origin: place.origin,
				message: `Mail for every domain that names this server among its mail exchangers passes through ${listed([...listeners])}${becauseOf(place)}. The owner of any domain can do that, and this server then stores and sends mail in which it has no part. Name the domains for which it really is an exchanger.`,
				witness,
				trace: decision.trace,
				...(related.length === 0 ? {} : { related }),
			});
		}
	},
});

const TO = "someone@victim.example";

/** A domain with a server of its own, and this one, where it is named, as its second: by a name that leads to its address. */
function zoneWith(name?: string): DnsZone {
	return {
		"victim.example MX": ["10 mail.victim.example", ...(name === undefined ? [] : [`20 ${name}`])],
		"mail.victim.example A": ["198.51.100.25"],
		...(name === undefined ? {} : { [`${name} A`]: ["192.0.2.25"] }),
	};
}
