import { type DnsZone, reverseName } from "@relaylint/core";
import { randomFrom } from "../random.ts";
import { caseOf, type Draft, type DraftService } from "./draft.ts";
import { listLength, restrictions } from "./lists.ts";
import { clientsNear, mine, nameClients, namesNear, probesOf } from "./probes.ts";
import { overridesOf, settingsOf } from "./settings.ts";
import type { Workshop } from "./tables.ts";

const NUMBERED = [587, 2525] as const;

/** A random but plausible Postfix configuration with questions at the boundaries of its sets; the seed alone decides. */
export function generate(seed: number, probes = 40): Draft {
	const random = randomFrom(seed);
	const classes = random.chance(3) ? ["class_a", "class_b"].slice(0, 1 + random.below(2)) : [];
	const workshop: Workshop = { random, tables: [], classes };
	const main = [...settingsOf(workshop)];
	if (classes.length > 0) {
		main.push({ name: "smtpd_restriction_classes", items: classes, separator: ", " });
		for (const [index, name] of classes.entries()) {
			// A class that calls itself ends smtpd: seldom.
			const known = random.chance(16) ? classes : classes.slice(0, index);
			main.push({ name, items: restrictions({ ...workshop, classes: known }, 1 + listLength(random)), separator: ", " });
		}
	}
	const services: DraftService[] = random.chance(4)
		? random
				.sample(NUMBERED, 1 + random.below(2))
				.map((port) => ({ endpoint: String(port), port, overrides: overridesOf(workshop) }))
		: [];
	const draft: Draft = { settings: main, tables: workshop.tables, services, world: {}, probes: [] };
	const text = Object.values(caseOf(draft, "").files)
		.map((content) => Buffer.from(content, "base64").toString())
		.join("\n");
	const mined = mine(text);
	const clients = clientsNear(random, mined, 10);
	const naming = nameClients(random, clients, namesNear(mined), reverseName);
	const dns: DnsZone = { ...listings(clients, random.below(4)), ...naming.zone };
	return {
		...draft,
		// The release of the daemon that is asked: defaults change.
		world: { release: "3.7", dns },
		probes: probesOf(
			random,
			mined,
			naming,
			[25, 25, ...services.map(({ port }) => port)],
			probes,
			/sasl_auth_enable/.test(text),
			/tls_security_level/.test(text),
		),
	};
}

/** Records of the DNS lists `bl.example` and `wl.example`: every fourth client, and two names. */
export function listings(clients: readonly string[], from: number): DnsZone {
	const zone: Record<string, readonly string[]> = {
		"friend.example.bl.example A": ["127.0.0.2"],
		"client.example.wl.example A": ["127.0.0.1"],
	};
	clients.forEach((client, index) => {
		if (client.includes(":") || index % 4 !== from) return;
		zone[`${client.split(".").reverse().join(".")}.${index % 2 === 0 ? "bl" : "wl"}.example A`] = ["127.0.0.2"];
	});
	return zone;
}
