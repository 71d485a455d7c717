import { type DnsZone, reverseName } from "@relaylint/core";
import type { CaseProbe } from "../../case.ts";
import { type Random, randomFrom } from "../../random.ts";
import { clientsNear, mine, nameClients, namesNear, probesOf } from "../probes.ts";
import { randomAcl, type Stage } from "./acls.ts";
import { caseOf, type DraftAcl, type DraftOption, type EximDraft, plain } from "./draft.ts";
import { logins, mainOptions, namedLists, routing } from "./settings.ts";
import type { Workshop } from "./workshop.ts";

/** A random but plausible configuration of Exim with questions at the boundaries of its sets; the seed alone decides. */
export function generateExim(seed: number, probes = 40): EximDraft {
	const random = randomFrom(seed);
	const workshop: Workshop = {
		random,
		tables: [],
		lists: { domain: [], host: [], address: [], localpart: [] },
		acls: [],
		variables: [],
	};
	const options: DraftOption[] = [...mainOptions(workshop), ...namedLists(workshop)];
	const login = logins(workshop);
	options.push(...login.options);
	const acls: DraftAcl[] = [];
	if (random.chance(3)) {
		acls.push(randomAcl(workshop, "acl_inner", "rcpt", 1 + random.below(2)));
		workshop.acls.push("acl_inner");
		if (random.chance(3)) {
			acls.push(randomAcl(workshop, "acl_other", "rcpt", 1 + random.below(2)));
			workshop.acls.push("acl_other");
		}
	}
	const add = (of: number, stage: Stage, option: string, most: number) => {
		if (!random.chance(of)) return;
		const name = `acl_check_${stage}`;
		acls.push(randomAcl({ ...workshop, acls: stage === "rcpt" ? workshop.acls : [] }, name, stage, 1 + random.below(most)));
		options.push({ name: option, value: plain(aclName(random, name, workshop.acls)) });
	};
	add(8, "connect", "acl_smtp_connect", 2);
	add(8, "helo", "acl_smtp_helo", 2);
	add(4, "mail", "acl_smtp_mail", 2);
	add(1, "rcpt", "acl_smtp_rcpt", 4);
	add(8, "predata", "acl_smtp_predata", 2);
	const draft: EximDraft = {
		options: random.chance(4) ? withMacro(random, options) : options,
		acls,
		drivers: [...routing(workshop), ...login.drivers],
		tables: workshop.tables,
		world: {},
		probes: [],
	};
	return { ...draft, ...questions(random, draft, [25, 25, ...login.ports], probes) };
}

/** The name of an ACL as an option's value: mostly plain, sometimes by an expansion. */
function aclName(random: Random, name: string, others: readonly string[]): string {
	const other = others[0] ?? "deny";
	return random.weigh([
		[20, name],
		[1, `\${if eq{$sender_host_address}{127.0.0.1}{accept}{${name}}}`],
		[1, `\${if match_ip{$sender_host_address}{10.0.0.0/8}{${other}}{${name}}}`],
		[others.length > 0 ? 1 : 0, `\${if def:tls_in_cipher{${other}}{${name}}}`],
	]);
}

/** Moves the value of one option to a macro. */
function withMacro(random: Random, options: readonly DraftOption[]): readonly DraftOption[] {
	const at = random.below(options.length);
	const option = options[at] as DraftOption;
	if (option.value === undefined || option.value.items.join("") === "" || /^[^;<]*<[^;]/.test(option.value.head)) return options;
	return [
		{ name: "MY_OWN", value: option.value },
		...options.slice(0, at),
		{ ...option, value: plain("MY_OWN") },
		...options.slice(at + 1),
	];
}

/** The world and the probes of a draft. */
function questions(
	random: Random,
	draft: EximDraft,
	ports: readonly number[],
	count: number,
): Pick<EximDraft, "world" | "probes"> {
	const text = Object.values(caseOf(draft, "").files)
		.map((content) => Buffer.from(content, "base64").toString())
		.join("\n");
	const mined = mine(text);
	const clients = clientsNear(random, mined, 10);
	const naming = nameClients(random, clients, namesNear(mined), reverseName);
	const dns: DnsZone = { ...naming.zone, ...listings(clients, random.below(4)), ...exchangers(random) };
	const probes: readonly CaseProbe[] = probesOf(
		random,
		mined,
		naming,
		ports,
		count,
		/server_condition/.test(text),
		/^tls_certificate/m.test(text),
	);
	return { world: { release: "4.96", dns }, probes };
}

/** Records of the DNS lists `bl.example`, `wl.example` and `rhs.example`. */
function listings(clients: readonly string[], from: number): DnsZone {
	const zone: Record<string, readonly string[]> = { "friend.example.rhs.example A": ["127.0.0.2"] };
	clients.forEach((client, index) => {
		if (client.includes(":") || index % 4 !== from) return;
		zone[`${client.split(".").reverse().join(".")}.${index % 2 === 0 ? "bl" : "wl"}.example A`] = ["127.0.0.2"];
	});
	return zone;
}

/** Domains whose owners point their mail here, first or second. */
function exchangers(random: Random): DnsZone {
	if (!random.chance(3)) return {};
	return {
		"friend.example MX": ["10 mx.example.com"],
		"relay.example MX": ["5 mail.relay.example", "10 mx.example.com"],
	};
}
