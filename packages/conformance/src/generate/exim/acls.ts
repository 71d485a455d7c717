import { DOMAINS } from "../words.ts";
import { type DraftAcl, type DraftCondition, type DraftStatement, plain } from "./draft.ts";
import { conditionText, lookupItem, word } from "./expansions.ts";
import { type Kind, randomList } from "./lists.ts";
import type { Workshop } from "./workshop.ts";

/** Where in the dialogue an ACL is asked. */
export type Stage = "connect" | "helo" | "mail" | "rcpt" | "predata";

/** An ACL for a point of the dialogue, of up to so many statements. */
export function randomAcl(workshop: Workshop, name: string, stage: Stage, count: number): DraftAcl {
	const { random } = workshop;
	const statements = Array.from({ length: count }, () => statement(workshop, stage));
	if (stage === "rcpt" && random.chance(2)) {
		// What people write: own domains, own networks, nobody else.
		statements.push(...random.sample(usual(workshop), 1 + random.below(3)));
	}
	if (stage !== "rcpt" && !random.chance(6)) statements.push({ verb: "accept", conditions: [] });
	else if (!random.chance(3))
		statements.push({ verb: random.pick(["accept", "accept", "accept", "deny", "defer"]), conditions: [] });
	return { name, statements };
}

function usual(workshop: Workshop): readonly DraftStatement[] {
	const { lists } = workshop;
	const own = lists.domain.map((name) => `+${name}`);
	const condition = (name: string, items: readonly string[]): DraftCondition => ({
		name,
		value: { head: "", items, separator: " : " },
	});
	return [
		...(own.length === 0
			? []
			: [
					{ verb: "accept", conditions: [condition("domains", own)] },
					{ verb: "require", conditions: [{ name: "message", value: plain("relay not permitted") }, condition("domains", own)] },
					{
						verb: "deny",
						conditions: [
							condition("!domains", own),
							condition(
								"!hosts",
								lists.host.map((name) => `+${name}`),
							),
						],
					},
					{
						verb: "accept",
						conditions: [condition("domains", own), { name: "endpass" }, { name: "verify", value: plain("recipient") }],
					},
				]),
		...(lists.host.length === 0
			? []
			: [
					{
						verb: "accept",
						conditions: [
							condition(
								"hosts",
								lists.host.map((name) => `+${name}`),
							),
						],
					},
				]),
		{ verb: "accept", conditions: [{ name: "authenticated", value: plain("*") }] },
	];
}

function statement(workshop: Workshop, stage: Stage): DraftStatement {
	const { random } = workshop;
	const verb = random.weigh([
		[10, "accept"],
		[7, "deny"],
		[stage === "rcpt" ? 4 : 1, "require"],
		[5, "warn"],
		[1, "drop"],
		[1, "defer"],
		[stage === "rcpt" ? 1 : 0, "discard"],
	]);
	const count = random.weigh([
		[1, 0],
		[7, 1],
		[6, 2],
		[2, 3],
	]);
	const conditions = Array.from({ length: count }, () => condition(workshop, stage));
	const modifiers = random.chance(2) || verb === "warn" ? [modifier(workshop, verb, stage)] : [];
	for (const one of modifiers) conditions.splice(random.below(conditions.length + 1), 0, one);
	if ((verb === "accept" || verb === "discard") && conditions.length > 1 && random.chance(5))
		conditions.splice(1 + random.below(conditions.length - 1), 0, { name: "endpass" });
	return { verb, conditions };
}

function modifier(workshop: Workshop, verb: string, stage: Stage): DraftCondition {
	const { random, variables } = workshop;
	return random.weigh<() => DraftCondition>([
		[
			6,
			() => {
				const variable = random.pick(["acl_m_a", "acl_m_a", "acl_c_b"]);
				variables.push(variable);
				return { name: `set ${variable}`, value: plain(assigned(workshop)) };
			},
		],
		[3, () => ({ name: "message", value: plain(random.pick(["no", "relay not permitted", "go away $sender_host_address"])) })],
		[1, () => ({ name: "log_message", value: plain("seen") })],
		[1, () => ({ name: "logwrite", value: plain("seen") })],
		[
			1,
			() => ({
				name: "control",
				value: plain(
					random.pick([
						"dkim_disable_verify",
						"no_multiline_responses",
						"caseful_local_part",
						"caselower_local_part",
						...(stage === "connect" || stage === "helo" ? [] : ["freeze", "submission"]),
					]),
				),
			}),
		],
		[
			verb === "warn" && (stage === "mail" || stage === "rcpt") ? 1 : 0,
			() => ({ name: "add_header", value: plain("X-Seen: yes") }),
		],
		[1, () => ({ name: "delay", value: plain("0s") })],
		[1, () => ({ name: "continue", value: plain(assigned(workshop)) })],
	])();
}

function assigned(workshop: Workshop): string {
	const { random } = workshop;
	return random.weigh<() => string>([
		[4, () => word(workshop)],
		[2, () => conditionText(workshop)],
		[
			2,
			() => random.pick(["$sender_host_address", "$domain", "$sender_address_domain", "$acl_m_a$acl_c_b", "${eval:$acl_m_a+1}"]),
		],
		[1, () => lookupItem(workshop, "$value", "none")],
	])();
}

function condition(workshop: Workshop, stage: Stage): DraftCondition {
	const { random, acls } = workshop;
	// Rarely one that cannot be asked here.
	const recipient = stage === "rcpt" || random.chance(60);
	const sender = recipient || stage === "mail" || stage === "predata";
	const list = (name: string, kind: Kind): DraftCondition => ({ name, value: listValue(workshop, kind) });
	const bare = random.weigh<() => DraftCondition>([
		[recipient ? 9 : 0, () => list("domains", "domain")],
		[9, () => list("hosts", "host")],
		[sender ? 3 : 0, () => list("senders", "address")],
		[sender ? 3 : 0, () => list("sender_domains", "domain")],
		[recipient ? 3 : 0, () => list("local_parts", "localpart")],
		[recipient ? 3 : 0, () => list("recipients", "address")],
		[7, () => ({ name: "condition", value: plain(conditionText(workshop)) })],
		[
			sender ? 2 : 0,
			() => ({ name: "authenticated", value: plain(random.pick(["*", "*", "plain_server", "login", "!plain_server"])) }),
		],
		[1, () => ({ name: "encrypted", value: plain("*") })],
		[recipient ? 2 : 0, () => ({ name: "verify", value: plain(random.pick(["recipient", "recipient", "recipient/defer_ok"])) })],
		[sender ? 2 : 0, () => ({ name: "verify", value: plain(random.pick(["sender", "sender/defer_ok"])) })],
		[1, () => ({ name: "verify", value: plain(random.pick(["reverse_host_lookup", "helo"])) })],
		[
			1,
			() => ({
				name: "dnslists",
				value: plain(
					random.pick([
						"bl.example",
						"bl.example=127.0.0.2",
						"bl.example=127.0.0.3",
						"bl.example : wl.example",
						"rhs.example/$sender_address_domain",
						"bl.example!=127.0.0.2",
						"bl.example&1",
					]),
				),
			}),
		],
		[acls.length > 0 ? 3 : 0, () => ({ name: "acl", value: plain(called(workshop)) })],
	])();
	return random.chance(4) ? { ...bare, name: `!${bare.name}` } : bare;
}

function called(workshop: Workshop): string {
	const { random, acls } = workshop;
	const name = random.pick(acls);
	return random.weigh([
		[4, name],
		[2, `${name} ${word(workshop) || "x"} $sender_address_domain`],
		[1, `\${if eq{$sender_helo_name}{mx.example.com}{${name}}{${random.pick(acls)}}}`],
	]);
}

/** The value of a list condition: a list, or what expands to one. */
function listValue(workshop: Workshop, kind: Kind) {
	const { random } = workshop;
	if (!random.chance(10)) return randomList(workshop, kind);
	if (kind !== "domain")
		return plain(random.pick(["${if def:sender_host_name{*}{}}", "$acl_m_a", "${if eq{$sender_address}{}{*}fail}"]));
	return plain(
		random.pick([
			`\${if match{$local_part}{^a}{${random.pick(DOMAINS)}}{${random.pick(DOMAINS)}}}`,
			"$sender_address_domain",
			"$acl_m_a",
			lookupItem(workshop, "$value", ""),
			`\${if eq{$sender_host_address}{127.0.0.1}{*}fail}`,
		]),
	);
}
