import type { DraftSetting } from "./draft.ts";
import { listLength, restrictions } from "./lists.ts";
import { tableReference, type Workshop } from "./tables.ts";
import { DOMAINS, mailbox, network } from "./words.ts";

/** The settings of a generated main.cf. */
export function settingsOf(workshop: Workshop): readonly DraftSetting[] {
	const { random } = workshop;
	const settings: DraftSetting[] = [];
	const list = (name: string, items: readonly string[]) =>
		settings.push({ name, items, separator: random.pick([", ", ", ", " ", ",\n    ", "\n    "]) });
	const word = (name: string, value: string) => settings.push({ name, items: [value], separator: "" });
	/** Once in so many times. */
	const maybe = (of: number, add: () => void) => {
		if (random.chance(of)) add();
	};
	word(
		"compatibility_level",
		random.weigh([
			[8, "3.6"],
			[2, "2"],
			[1, "1"],
			[1, "0"],
			[1, "3.5"],
		]),
	);
	word("myhostname", "mx.example.com");
	maybe(4, () => word("smtpd_delay_reject", "no"));
	maybe(6, () => word("smtpd_relay_before_recipient_restrictions", "no"));
	maybe(8, () => word("smtpd_helo_required", "yes"));
	list("mydestination", domains(workshop, ["$myhostname", "example.com"]));
	maybe(2, () => list("relay_domains", domains(workshop, ["relay.example"])));
	maybe(5, () => list("virtual_alias_domains", domains(workshop, ["virt.example"])));
	maybe(6, () => list("virtual_mailbox_domains", domains(workshop, ["mbox.example"])));
	maybe(4, () =>
		list("virtual_alias_maps", [
			tableReference(workshop, "address", () =>
				random.pick([mailbox(random), "alice", "bob@example.com", "x@victim.example", "@victim.example"]),
			),
		]),
	);
	maybe(6, () => list("virtual_mailbox_maps", [tableReference(workshop, "address", () => "box/")]));
	maybe(6, () => list("relay_recipient_maps", [tableReference(workshop, "address", () => "x")]));
	maybe(8, () => list("local_recipient_maps", random.chance(2) ? [] : [tableReference(workshop, "address", () => "x")]));
	maybe(12, () =>
		list(random.pick(["canonical_maps", "recipient_canonical_maps", "sender_canonical_maps"]), [
			tableReference(workshop, "address", () => mailbox(random)),
		]),
	);
	maybe(12, () =>
		list("transport_maps", [
			tableReference(workshop, "domain", () => random.pick(["smtp:", "relay:[10.0.0.1]", "error:no", "local:", ":"])),
		]),
	);
	maybe(1, () => list("mynetworks", networks(workshop)));
	maybe(12, () => word("mynetworks_style", random.pick(["host", "subnet", "class"])));
	maybe(4, () =>
		list(
			"parent_domain_matches_subdomains",
			random.pick([
				[],
				["smtpd_access_maps"],
				["relay_domains"],
				["mynetworks", "relay_domains"],
				["debug_peer_list", "smtpd_access_maps", "relay_domains"],
			]),
		),
	);
	maybe(4, () => word("recipient_delimiter", random.pick(["+", "-", "+-"])));
	maybe(12, () => word("allow_untrusted_routing", "yes"));
	maybe(12, () => word("allow_percent_hack", "no"));
	maybe(12, () => word("swap_bangpath", "no"));
	maybe(16, () => word("resolve_dequoted_address", "no"));
	maybe(16, () => word("append_dot_mydomain", "yes"));
	maybe(16, () => word("append_at_myorigin", "no"));
	maybe(16, () => word("soft_bounce", "yes"));
	maybe(12, () => word("smtpd_reject_unlisted_recipient", "no"));
	maybe(12, () => word("smtpd_reject_unlisted_sender", "yes"));
	maybe(16, () => word("smtpd_null_access_lookup_key", random.pick(["<>", "null", ""])));
	maybe(20, () => word("reject_code", random.pick(["554", "450"])));
	maybe(20, () =>
		word(
			random.pick([
				"relay_domains_reject_code",
				"access_map_reject_code",
				"unknown_client_reject_code",
				"unknown_address_reject_code",
			]),
			random.pick(["554", "450", "550"]),
		),
	);
	maybe(20, () => word("strict_rfc821_envelopes", "yes"));
	maybe(20, () => word("relayhost", "[10.0.0.1]"));
	maybe(20, () => list("permit_mx_backup_networks", networks(workshop)));
	maybe(12, () =>
		list("smtpd_sender_login_maps", [tableReference(workshop, "address", () => random.pick(["alice", "bob", "alice, bob"]))]),
	);
	if (random.chance(3)) {
		word("smtpd_sasl_auth_enable", "yes");
		maybe(2, () => word("smtpd_sasl_type", "dovecot"));
		if (settings.at(-1)?.name === "smtpd_sasl_type") word("smtpd_sasl_path", "private/auth");
		// Not both: a failing list of exceptions is remembered by a process for its next clients.
		if (random.chance(4)) word("smtpd_tls_auth_only", "yes");
		else maybe(8, () => list("smtpd_sasl_exceptions_networks", networks(workshop)));
		maybe(12, () => word("broken_sasl_auth_clients", "yes"));
	}
	if (random.chance(4)) {
		word("smtpd_tls_cert_file", "/etc/ssl/certs/ssl-cert-snakeoil.pem");
		word("smtpd_tls_key_file", "/etc/ssl/private/ssl-cert-snakeoil.key");
		word("smtpd_tls_security_level", random.pick(["may", "may", "encrypt"]));
		maybe(2, () => word("smtpd_tls_ask_ccert", "yes"));
		maybe(4, () => list("relay_clientcerts", [tableReference(workshop, "address", () => "x")]));
	}
	for (const [name, often] of LISTS) maybe(often, () => list(name, listOf(workshop, name)));
	return random.chance(3) ? withMacro(workshop, settings) : settings;
}

const LISTS = [
	["smtpd_client_restrictions", 3],
	["smtpd_helo_restrictions", 4],
	["smtpd_sender_restrictions", 3],
	["smtpd_relay_restrictions", 1],
	["smtpd_recipient_restrictions", 2],
	["smtpd_data_restrictions", 6],
] as const;

/** The items of a restriction list. The relay list mostly holds what lets smtpd run: without it every answer would be the same. */
function listOf(workshop: Workshop, name: string): readonly string[] {
	const { random } = workshop;
	const items = [...restrictions(workshop, listLength(random))];
	// In the client and HELO lists smtpd 3.7 goes by what its previous client's session left behind: no answer of its own.
	if (!/client|helo/.test(name) && random.chance(12)) items.splice(random.below(items.length + 1), 0, "reject_unlisted_sender");
	if (name !== "smtpd_relay_restrictions" || random.chance(12)) return items;
	const permit = items.findIndex((item) => item.toLowerCase() === "permit");
	const before = permit === -1 ? items : items.slice(0, permit);
	if (before.some((item) => REQUIRED.has(item))) return items;
	items.splice(random.chance(3) ? random.below(before.length + 1) : before.length, 0, random.pick([...REQUIRED]));
	return items;
}

const REQUIRED = new Set([
	"reject_unauth_destination",
	"reject_unauth_destination",
	"reject",
	"defer_unauth_destination",
	"defer",
	"defer_if_permit",
]);

function listOverride(workshop: Workshop, name: string, separator: string): DraftSetting {
	return { name, items: listOf(workshop, name), separator };
}

/** Settings of another port: a list or a switch that differs there. */
export function overridesOf(workshop: Workshop): readonly DraftSetting[] {
	const { random } = workshop;
	return Array.from({ length: 1 + random.below(3) }, (): DraftSetting => {
		const separator = random.pick([", ", " "]);
		return random.weigh<() => DraftSetting>([
			[5, () => listOverride(workshop, random.pick(LISTS)[0], separator)],
			[2, () => ({ name: "mynetworks", items: networks(workshop), separator })],
			[1, () => ({ name: "smtpd_delay_reject", items: [random.pick(["yes", "no"])], separator })],
			[1, () => ({ name: "smtpd_sasl_auth_enable", items: ["yes"], separator })],
			[1, () => ({ name: "relay_domains", items: domains(workshop, []), separator })],
			[
				1,
				() => ({
					name: "parent_domain_matches_subdomains",
					items: [random.pick(["relay_domains", "smtpd_access_maps"])],
					separator,
				}),
			],
		])();
	});
}

/** A list of domains in all its forms. */
function domains(workshop: Workshop, own: readonly string[]): readonly string[] {
	const { random } = workshop;
	const items = [...(random.chance(8) ? [] : own)];
	for (
		let more = random.weigh([
			[5, 0],
			[3, 1],
			[2, 2],
			[1, 3],
		]);
		more > 0;
		more--
	) {
		items.push(
			random.weigh<() => string>([
				[5, () => `${random.chance(4) ? "." : ""}${random.pick(DOMAINS)}`],
				[1, () => `!${random.chance(4) ? "." : ""}${random.pick(DOMAINS)}`],
				[3, () => tableReference(workshop, "domain", () => random.pick(["x", "OK", "REJECT"]))],
				[1, () => `!${tableReference(workshop, "domain", () => "x")}`],
				[
					1,
					() => random.pick(["$mydomain", "localhost.$mydomain", "$mydestination", "localhost", "Relay.EXAMPLE", "*", "example"]),
				],
				[1, () => file(workshop, () => `${random.chance(5) ? "!" : ""}${random.pick(DOMAINS)}`)],
			])(),
		);
	}
	if (random.chance(6)) items.unshift(`!${random.pick(DOMAINS)}`);
	// A list must not hold itself.
	return items.filter((item) => item !== "$mydestination" || own[0] !== "$myhostname");
}

/** A list of networks in all its forms. */
function networks(workshop: Workshop): readonly string[] {
	const { random } = workshop;
	return Array.from(
		{
			length: random.weigh([
				[1, 0],
				[4, 1],
				[4, 2],
				[3, 3],
				[2, 4],
				[1, 6],
			]),
		},
		() =>
			random.weigh<() => string>([
				[10, () => network(random)],
				[3, () => `!${network(random)}`],
				[2, () => tableReference(workshop, "client", () => random.pick(["x", "OK", "REJECT"]))],
				[
					1,
					() =>
						random.pick([
							"10.0.0.1/8",
							"10.1",
							"client.example",
							".client.example",
							"localhost",
							"2001:db8::/32",
							"0.0.0.0",
							"[::ffff:10.0.0.0]/104",
							"256.1.1.1",
						]),
				],
				[1, () => file(workshop, () => `${random.chance(5) ? "!" : ""}${network(random)}`)],
			])(),
	);
}

/** A file whose lines are elements of a list. */
function file(workshop: Workshop, line: () => string): string {
	const name = `t${workshop.tables.length + 1}`;
	workshop.tables.push({ file: name, lines: Array.from({ length: 1 + workshop.random.below(3) }, line) });
	return `/etc/postfix/${name}`;
}

/** Moves the value of one setting to a parameter of the administrator's own, in one of the forms that name it. */
function withMacro({ random }: Workshop, settings: readonly DraftSetting[]): readonly DraftSetting[] {
	const at = random.below(settings.length);
	const setting = settings[at] as DraftSetting;
	if (setting.items.length === 0) return settings;
	const form = random.pick([
		"$my_own",
		"${my_own}",
		"$(my_own)",
		"${my_own?$my_own}",
		"${my_own?{$my_own}:{x}}",
		"${my_none?x}$my_own",
		"${my_none:$my_own}",
	]);
	return [
		...settings.slice(0, at),
		{ name: "my_own", items: setting.items, separator: setting.separator },
		{ ...setting, items: [form] },
		...settings.slice(at + 1),
	];
}
