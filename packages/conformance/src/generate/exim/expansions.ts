import { CLIENT_NAMES, CLIENTS, DOMAINS, mailbox, network } from "../words.ts";
import { written } from "./draft.ts";
import { indexLines, randomList } from "./lists.ts";
import { fileOf, type Workshop } from "./workshop.ts";

/** A string that expands to something true or false, or to what is neither. */
export function conditionText(workshop: Workshop): string {
	const { random } = workshop;
	return random.weigh<() => string>([
		[10, () => `\${if ${condition(workshop, 0)}}`],
		[6, () => `\${if ${condition(workshop, 0)}{${outcome(workshop)}}{${outcome(workshop)}}}`],
		[1, () => `\${if ${condition(workshop, 0)}{yes}fail}`],
		[4, () => lookupItem(workshop, "yes", "no")],
		[2, () => text(workshop, 0)],
		[1, () => random.pick(["yes", "no", "true", "false", "0", "1", "2", "-1", "", "maybe", " yes ", "0x1", "00", "${if"])],
	])();
}

function outcome({ random }: Workshop): string {
	return random.weigh([
		[6, "yes"],
		[6, "no"],
		[2, "true"],
		[2, "false"],
		[1, "1"],
		[1, "0"],
		[1, ""],
		[1, "perhaps"],
	]);
}

/** `${lookup{…}lsearch{…}{…}{…}}` with what is given where something is found and where not. */
export function lookupItem(workshop: Workshop, found: string, otherwise: string): string {
	const { random } = workshop;
	const [kind, name] = random.pick([
		["domain", "$domain"],
		["domain", "$sender_address_domain"],
		["address", "$sender_address"],
		["localpart", "$local_part"],
		["host", "$sender_host_address"],
		["host", "${lc:$sender_host_name}"],
	] as const);
	const type = random.weigh([
		[5, "lsearch"],
		[1, "lsearch*"],
		[kind === "domain" ? 1 : 0, "partial-lsearch"],
		[1, "wildlsearch"],
		[kind === "host" ? 2 : 0, "iplsearch"],
	]);
	const subject = type === "iplsearch" ? "$sender_host_address" : name;
	const values = () => random.pick(["yes", "no", "true", "0", "x"]);
	const lines =
		type === "iplsearch"
			? Array.from({ length: 1 + random.below(3) }, () => `"${network(random).replace(/[[\]]/g, "")}": ${values()}`)
			: indexLines(workshop, kind, values);
	const rest = random.pick([`{${found}}{${otherwise}}`, `{$value}{${otherwise}}`, "", `{${found}}`, `{${found}}fail`]);
	return `\${lookup{${subject}}${type}{${fileOf(workshop, lines)}}${rest}}`;
}

/** A condition of `${if`. */
function condition(workshop: Workshop, depth: number): string {
	const { random } = workshop;
	const again = () => condition(workshop, depth + 1);
	return random.weigh<() => string>([
		[depth < 2 ? 3 : 0, () => `and{{${again()}}{${again()}}}`],
		[depth < 2 ? 3 : 0, () => `or{{${again()}}{${again()}}}`],
		[depth < 3 ? 2 : 0, () => `!${again()}`],
		[5, () => `${random.pick(["eq", "eqi", "eq"])}{${subject(workshop, depth)}}{${word(workshop)}}`],
		[3, () => `match{${subject(workshop, depth)}}{${expression(workshop)}}`],
		[3, () => `match_domain{${domain(workshop)}}{${list(workshop, "domain")}}`],
		[3, () => `match_ip{$sender_host_address}{${addresses(workshop)}}`],
		[2, () => `match_address{${random.pick(["$sender_address", "$local_part@$domain"])}}{${list(workshop, "address")}}`],
		[2, () => `match_local_part{$local_part}{${list(workshop, "localpart")}}`],
		[2, () => `${random.pick(["inlist", "inlisti"])}{${subject(workshop, depth)}}{${word(workshop)}:${word(workshop)}}`],
		[
			1,
			() => `${random.pick(["forany", "forall"])}{${word(workshop)}:${word(workshop)}}{eq{$item}{${subject(workshop, depth)}}}`,
		],
		[
			2,
			() =>
				`def:${random.pick(["sender_host_name", "authenticated_id", "sender_address", "acl_m_a", "tls_in_cipher", "acl_c_b", "domain", "sender_helo_name"])}`,
		],
		[1, () => `exists{${random.pick(["/etc/nosuch", "/etc/exim4/nosuch", "/etc/exim4/exim.conf"])}}`],
		[
			2,
			() =>
				`${random.pick([">", "<", "=", ">=", "<=", "=="])}{${number(workshop)}}{${random.pick(["0", "1", "2", "5", "10", "25", "1K"])}}`,
		],
		[1, () => `${random.pick(["lt", "gt", "le", "ge", "lti", "gei"])}{${subject(workshop, depth)}}{${word(workshop)}}`],
		[1, () => `bool{${random.pick(["yes", "no", "1", "0", "true", "$acl_m_a", "", "odd"])}}`],
		[1, () => `bool_lax{${random.pick(["yes", "no", "0", "00", "$acl_m_a", "", "odd"])}}`],
		[
			1,
			() =>
				`${random.pick(["isip", "isip4", "isip6"])}{${random.pick(["$sender_host_address", "$sender_helo_name", "$domain"])}}`,
		],
	])();
}

function list(workshop: Workshop, kind: "domain" | "address" | "localpart"): string {
	return written(randomList(workshop, kind, 1 + workshop.random.below(2)));
}

function addresses(workshop: Workshop): string {
	const { random, lists } = workshop;
	const items = Array.from({ length: 1 + random.below(3) }, () => network(random).replace(/[[\]]/g, "").replaceAll(":", "::"));
	if (lists.host.length > 0 && random.chance(6)) items.push(`+${random.pick(lists.host)}`);
	return items.map((item) => (random.chance(6) ? `!${item}` : item)).join(" : ");
}

function domain({ random }: Workshop): string {
	return random.pick(["$domain", "$sender_address_domain", "$sender_helo_name", "${domain:$sender_address}"]);
}

function subject(workshop: Workshop, depth: number): string {
	const { random } = workshop;
	return random.chance(2) ? random.pick(VARIABLES) : text(workshop, depth);
}

const VARIABLES = [
	"$domain",
	"$local_part",
	"$sender_address",
	"$sender_address_domain",
	"$sender_address_local_part",
	"$sender_host_address",
	"$sender_host_name",
	"$sender_helo_name",
	"$authenticated_id",
	"$acl_m_a",
	"$acl_c_b",
	"$primary_hostname",
	"$received_port",
	"$qualify_domain",
	"${local_part}",
	"$tls_in_cipher",
	"$sender_host_authenticated",
] as const;

/** A text that is made of what the client says. */
function text(workshop: Workshop, depth: number): string {
	const { random } = workshop;
	const inner = () => (depth < 2 && random.chance(3) ? text(workshop, depth + 1) : random.pick(VARIABLES));
	return random.weigh<() => string>([
		[4, inner],
		[2, () => `\${lc:${inner()}}`],
		[1, () => `\${uc:${inner()}}`],
		[1, () => `\${domain:$sender_address}`],
		[1, () => `\${local_part:$sender_address}`],
		[1, () => `\${${random.pick(["length_3", "substr_1_3", "substr_-3", "substr_2", "l_2", "s_0_5"])}:${inner()}}`],
		[1, () => `\${substr{${random.pick(["0", "1", "-4"])}}{${random.pick(["2", "5"])}}{${inner()}}}`],
		[1, () => `\${sg{${inner()}}{${random.pick(["\\\\.", "^[^@]*@", "x", "e.*$"])}}{${random.pick(["", "-", "y"])}}}`],
		[1, () => `\${tr{${inner()}}{abc.}{xyz-}}`],
		[1, () => `\${extract{${random.pick(["1", "2", "-1", "3"])}}{.@}{${inner()}}}`],
		[1, () => `\${extract{${random.pick(["a", "b"])}}{a=yes b=no c=$domain}{$value}{none}}`],
		[1, () => `\${if ${depth < 2 ? condition(workshop, depth + 1) : "def:domain"}{${word(workshop)}}{${word(workshop)}}}`],
		[1, () => `\${mask:${"$sender_host_address"}/24}`],
		[1, () => `\${strlen:${inner()}}`],
		[1, () => `\${address:${inner()}}`],
		[1, () => `\${listextract{${random.pick(["1", "2", "-1"])}}{${word(workshop)}:${word(workshop)}}}`],
		[1, () => `\${reverse_ip:$sender_host_address}`],
		[1, () => `\${quote_local_part:$local_part}`],
		[1, () => `a${inner()}b`],
	])();
}

function number(workshop: Workshop): string {
	const { random } = workshop;
	return random.pick([
		"$rcpt_count",
		"${strlen:$local_part}",
		"$received_port",
		"$acl_m_a",
		"${eval:1+$rcpt_count}",
		"3",
		"${listcount:a:b}",
	]);
}

/** A word that a variable may hold. */
export function word({ random }: Workshop): string {
	return random.weigh<() => string>([
		[5, () => random.pick(DOMAINS)],
		[2, () => mailbox(random)],
		[2, () => random.pick(["alice", "bob", "x", "user", "postmaster"])],
		[2, () => random.pick(CLIENTS.filter((one) => !one.includes(":")))],
		[1, () => random.pick(CLIENT_NAMES)],
		[2, () => random.pick(["yes", "no", "1", "0", "", "25", "587"])],
	])();
}

function expression({ random }: Workshop): string {
	const name = random.pick(DOMAINS).replaceAll(".", random.pick(["\\\\.", "."]));
	return random.weigh<() => string>([
		[3, () => `${name}\\$`],
		[2, () => `^${name}\\$`],
		[1, () => `\\N^(.*\\.)?${random.pick(DOMAINS).replaceAll(".", "\\.")}$\\N`],
		[
			1,
			() => random.pick(["^a", "[0-9]+", "^(alice|bob)", "@", ".", "^\\$", "\\N^\\d+\\.\\d+\\.\\N", "\\N[%!|/]\\N", "example"]),
		],
		[
			1,
			() =>
				`^${random
					.pick(CLIENTS)
					.replace(/[.:][^.:]*$/, "")
					.replaceAll(".", "\\\\.")}`,
		],
	])();
}
