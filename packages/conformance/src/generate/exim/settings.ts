import { DOMAINS, mailbox } from "../words.ts";
import { type DraftDriver, type DraftOption, type DraftValue, plain } from "./draft.ts";
import { indexLines, type Kind, randomList } from "./lists.ts";
import { fileOf, listOf, type Workshop } from "./workshop.ts";

/** The named lists of a configuration, each usable in those after it. */
export function namedLists(workshop: Workshop): readonly DraftOption[] {
	const { random, lists } = workshop;
	const named: DraftOption[] = [];
	const add = (kind: Kind, name: string, value: DraftValue) => {
		named.push({ name: `${random.chance(12) ? "hide " : ""}${kind}list ${name}`, value });
		lists[kind].push(name);
	};
	add("domain", "local_domains", listOf(workshop, ["@", "example.com", ...(random.chance(3) ? ["localhost"] : [])]));
	if (random.chance(2)) add("domain", "relay_to_domains", randomList(workshop, "domain"));
	if (random.chance(4)) add("domain", "partners", randomList(workshop, "domain"));
	add(
		"host",
		"relay_from_hosts",
		random.chance(2) ? listOf(workshop, ["127.0.0.1", "10.0.0.0/8"]) : randomList(workshop, "host"),
	);
	if (random.chance(4)) add("host", "friends", randomList(workshop, "host"));
	if (random.chance(4)) add("address", "people", randomList(workshop, "address"));
	if (random.chance(4)) add("localpart", "roles", randomList(workshop, "localpart"));
	return named;
}

/** Main options beside the ACLs. */
export function mainOptions(workshop: Workshop): readonly DraftOption[] {
	const { random } = workshop;
	const options: DraftOption[] = [];
	const add = (of: number, name: string, value: () => DraftValue) => {
		if (random.chance(of)) options.push({ name, value: value() });
	};
	add(1, "primary_hostname", () => plain("mx.example.com"));
	add(6, "host_lookup", () => (random.chance(2) ? plain("*") : randomList(workshop, "host")));
	add(8, "qualify_domain", () => plain(random.pick(["example.com", "virt.example"])));
	add(12, "qualify_recipient", () => plain("relay.example"));
	add(8, "allow_domain_literals", () => plain("true"));
	add(8, "strip_trailing_dot", () => plain("true"));
	add(8, "sender_unqualified_hosts", () => randomList(workshop, "host", 1));
	add(8, "recipient_unqualified_hosts", () => randomList(workshop, "host", 1));
	add(12, "percent_hack_domains", () => randomList(workshop, "domain", 1));
	add(16, "host_reject_connection", () => randomList(workshop, "host", 1));
	add(12, "helo_allow_chars", () => plain("_"));
	add(12, "helo_accept_junk_hosts", () => randomList(workshop, "host", 1));
	add(12, "hosts_treat_as_local", () => plain(random.pick(["mail.relay.example", "mail.friend.example"])));
	add(16, "acl_not_smtp", () => plain("deny"));
	return options;
}

/** TLS, ports and logins, with the authenticators that they need. */
export function logins(workshop: Workshop): {
	readonly options: readonly DraftOption[];
	readonly drivers: readonly DraftDriver[];
	readonly ports: readonly number[];
} {
	const { random } = workshop;
	const options: DraftOption[] = [];
	const drivers: DraftDriver[] = [];
	const tls = random.chance(4);
	options.push({
		name: "tls_advertise_hosts",
		value: tls ? (random.chance(3) ? randomList(workshop, "host") : plain("*")) : plain(""),
	});
	if (tls) {
		options.push({ name: "tls_certificate", value: plain("/etc/ssl/certs/ssl-cert-snakeoil.pem") });
		options.push({ name: "tls_privatekey", value: plain("/etc/ssl/private/ssl-cert-snakeoil.key") });
	}
	const more = random.chance(5);
	const ports = more ? [587] : [];
	if (more) options.push({ name: "daemon_smtp_ports", value: { head: "", items: ["25", "587"], separator: " : " } });
	if (random.chance(3)) {
		const check = random.weigh([
			[6, "${if saslauthd{{$auth2}{$auth3}}}"],
			[2, "${if saslauthd{{$auth2}{$auth3}}{1}{0}}"],
			[1, "yes"],
			[1, "false"],
			[1, "${if and{{def:auth2}{saslauthd{{$auth2}{$auth3}}}}}"],
			[1, "${if saslauthd{{$auth2}{$auth3}}{yes}fail}"],
		]);
		const login = random.chance(3);
		drivers.push({
			section: "authenticators",
			name: login ? "login" : "plain_server",
			options: [
				{ name: "driver", value: plain("plaintext") },
				{ name: "public_name", value: plain(login ? "LOGIN" : "PLAIN") },
				...(login ? [{ name: "server_prompts", value: plain("<| Username: | Password:") }] : []),
				{
					name: "server_condition",
					value: plain(login ? check.replace(/auth3/g, "auth2").replace("{$auth2}{$auth2}", "{$auth1}{$auth2}") : check),
				},
				{ name: "server_set_id", value: plain(login ? "$auth1" : "$auth2") },
				...(random.chance(5)
					? [
							{
								name: "server_advertise_condition",
								value: plain(
									random.pick([
										"${if def:tls_in_cipher}",
										"${if eq{$tls_in_cipher}{}{}{*}}",
										"yes",
										"no",
										"${if match_ip{$sender_host_address}{10.0.0.0/8}{yes}{no}}",
									]),
								),
							},
						]
					: []),
			],
		});
		if (random.chance(6)) options.push({ name: "auth_advertise_hosts", value: randomList(workshop, "host", 1) });
	}
	return { options, drivers, ports };
}

/** Routers and their transports. */
export function routing(workshop: Workshop): readonly DraftDriver[] {
	const { random, lists } = workshop;
	const routers: DraftDriver[] = [];
	const router = (name: string, driver: string, options: Readonly<Record<string, DraftValue | string | true>>) =>
		routers.push({
			section: "routers",
			name,
			options: [
				{ name: "driver", value: plain(driver) },
				...Object.entries(options).map(
					([option, value]): DraftOption =>
						value === true ? { name: option } : { name: option, value: typeof value === "string" ? plain(value) : value },
				),
			],
		});
	if (random.chance(6))
		router("gone", "redirect", {
			domains: randomList(workshop, "domain"),
			data: random.pick([":fail: gone", ":blackhole:", ":defer: later"]),
		});
	if (random.chance(6))
		router("hub", "manualroute", {
			...(random.chance(2) ? { domains: randomList(workshop, "domain") } : {}),
			route_list: random.pick([
				"* 10.0.0.1",
				`${random.pick(DOMAINS)} 10.0.0.1`,
				`*.${random.pick(DOMAINS)} 10.0.0.1 ; ${random.pick(DOMAINS)} 10.0.0.2`,
			]),
			transport: "remote_smtp",
		});
	if (random.chance(8)) router("literals", "ipliteral", { transport: "remote_smtp" });
	router("remote", "dnslookup", {
		domains: random.chance(6) ? "! +local_domains : ! *.relay.example" : "! +local_domains",
		...(random.chance(8) ? { ignore_target_hosts: "127.0.0.0/8" } : {}),
		...(random.chance(8)
			? { condition: random.pick(["${if eq{$local_part}{boss}{no}{yes}}", "${if match{$domain}{example}}"]) }
			: {}),
		...(random.chance(10) ? { local_parts: randomList(workshop, "localpart") } : {}),
		...(random.chance(10) ? { senders: randomList(workshop, "address") } : {}),
		...(random.chance(12) ? { same_domain_copy_routing: "true" } : {}),
		transport: "remote_smtp",
		...(random.chance(4) ? {} : { no_more: true }),
	});
	if (random.chance(3)) {
		const file = fileOf(
			workshop,
			indexLines(workshop, "localpart", () =>
				random.pick(["alice", mailbox(random), "bob@example.com", ":blackhole:", ":fail: no", "x@victim.example, alice"]),
			),
		);
		router("aliases", "redirect", {
			...(random.chance(2) ? { domains: "+local_domains" } : {}),
			data: `\${lookup{$local_part}lsearch{${file}}}`,
			allow_fail: true,
			allow_defer: true,
		});
	}
	if (random.chance(8))
		router("percent", "redirect", {
			domains: "+local_domains",
			condition: "${if match{$local_part}{%}}",
			data: "${sg{$local_part}{%}{@}}",
		});
	router("local", "accept", {
		...(random.chance(3) ? { domains: "+local_domains" } : {}),
		...(random.chance(4)
			? {
					local_parts:
						lists.localpart.length > 0 && random.chance(2)
							? `+${random.pick(lists.localpart)}`
							: randomList(workshop, "localpart"),
				}
			: {}),
		...(random.chance(4) ? { check_local_user: true } : {}),
		...(random.chance(6) ? { local_part_suffix: "+* : -*", local_part_suffix_optional: true } : {}),
		transport: "local_delivery",
	});
	return [
		...routers,
		{ section: "transports", name: "remote_smtp", options: [{ name: "driver", value: plain("smtp") }] },
		{
			section: "transports",
			name: "local_delivery",
			options: [
				{ name: "driver", value: plain("appendfile") },
				{ name: "file", value: plain("/var/mail/$local_part_data") },
			],
		},
	];
}
