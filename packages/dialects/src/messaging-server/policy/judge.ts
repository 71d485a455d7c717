import type { FileOrigin, Origin, Stage } from "@relaylint/core";
import { evaluateMap, type MapResult } from "../mapping/evaluate.ts";
import type { Ask } from "../mapping/explore.ts";
import { tableNamed } from "../mapping/tables.ts";
import { loginOf, switchesByName, switching, targetOf } from "./channels.ts";
import { type AccessTable, type FieldName, probeString, RECIPIENT_TABLES } from "./probe-strings.ts";
import { type Rewritten, rewriteAddress, rewriteHost } from "./rewrite.ts";
import { type Entrance, type MsWorld, maySwitchTo, outsideChannels, rewriteWorldOf, unseenLetsPass } from "./world.ts";

/** The facts of one attempt, as this server's tables see them. */
export interface Facts {
	readonly server: string;
	readonly client: string;
	/** The client's name in the DNS. */
	readonly name: string | undefined;
	readonly forged: boolean;
	readonly helo: string;
	readonly tls: boolean;
	readonly login: { readonly user: string; readonly valid: boolean } | undefined;
	readonly from: string;
	readonly to: string;
}

/** What one table says of an attempt. */
export interface Check {
	readonly table: AccessTable;
	readonly at: Stage;
	/** `pass` by an entry, `no-match`, `none` where the table is absent; `held`: accepted and not sent on. */
	readonly result: "none" | "no-match" | "pass" | "refuse" | "held";
	/** The entry that decided. */
	readonly origin?: FileOrigin;
	readonly near?: FileOrigin;
}

/** What becomes of an attempt, under one way of answering the questions. */
export interface Judgement {
	readonly outcome: "accept" | "reject" | "noauth" | "notls" | "unknown";
	readonly stage: Stage;
	readonly source?: { readonly name: string; readonly origin: Origin };
	readonly destination?: { readonly name: string; readonly origin: Origin };
	readonly checks: readonly Check[];
	/** What refused where no table did. */
	readonly refusal?: { readonly text: string; readonly origin: Origin };
	/** Whether an acceptance leaves for somebody else's server. */
	readonly leaves: boolean;
}

/** A client's port: the client chooses it, and nothing sensible asks for it. */
export const CLIENT_PORT = "33000";

/** What an access table's result means (Administration Guide, access control mapping table flags). */
export function meaningOf(result: MapResult, table: AccessTable, ask: Ask): Check["result"] {
	if (result.noTable) return "none";
	if (result.unresolved !== undefined) return ask(result.unresolved) ? "pass" : "refuse";
	if (!result.matched) return "no-match";
	const { flags } = result;
	const refuses = flags.has("N") || flags.has("F");
	if (refuses && flags.has("Y")) {
		const origin = result.deciding?.templateOrigin;
		const text = "which of $Y and $N counts in one result";
		const key = `contradiction:${origin?.file.path}:${origin?.span.start}`;
		return ask({ key, text, ...(origin === undefined ? {} : { origin }) }) ? "pass" : "refuse";
	}
	if (refuses) return "refuse";
	if (table !== "PORT_ACCESS" && ["B", "V", "Z", "H"].some((flag) => flags.has(flag))) return "held";
	return "pass";
}

/** Judges one attempt. Total. */
export function judge(world: MsWorld, entrance: Entrance, facts: Facts, ask: Ask): Judgement {
	const checks: Check[] = [];
	const values: Partial<Record<FieldName, string>> = {
		transport: "TCP",
		server: facts.server,
		"server-port": String(entrance.port ?? 25),
		client: facts.client,
		"client-port": CLIENT_PORT,
		application: `SMTP/${facts.helo}`,
		"submit-type": "MAIL",
	};
	const flags = new Set(["E", ...(facts.login === undefined ? [] : ["A"]), ...(facts.tls ? ["T"] : [])]);
	const askTable = (table: AccessTable, at: Stage, appended: readonly string[] = []): Check["result"] => {
		const found = tableNamed(world.tables, table, ask);
		const result = evaluateMap(table, probeString(table, values, appended), {
			table: (name, asking) => (name === table ? found : tableNamed(world.tables, name, asking)),
			inputFlags: flags,
			ask,
		});
		const meaning = meaningOf(result, table, ask);
		const origin = result.deciding?.origin;
		checks.push({
			table,
			at,
			result: meaning,
			...(origin === undefined ? {} : { origin }),
			...(found === undefined ? {} : { near: found.nameOrigin }),
		});
		return meaning;
	};
	const ended = (outcome: Judgement["outcome"], stage: Stage, more: Partial<Judgement> = {}): Judgement => ({
		outcome,
		stage,
		checks,
		leaves: false,
		...more,
	});

	if (askTable("PORT_ACCESS", "connect") === "refuse") return ended("reject", "connect");
	const switched = sourceChannel(world, entrance, facts, ask);
	if (switched.kind === "refused")
		return ended(switched.outcome, switched.stage, { source: switched.source, refusal: switched.refusal });
	const { source } = switched;
	values.source = source.name;
	values.from = barsOut(completed(facts.from, world, source.name, facts), world);
	values["auth-from"] = facts.login === undefined ? "" : completed(facts.login.user, world, source.name, facts);
	const atMail = askTable("FROM_ACCESS", "mail");
	if (atMail === "refuse") return ended("reject", "mail", { source });

	const rewritten = rewriteAddress(facts.to, rewriteWorldOf(world), { source: source.name, direction: "forward", ask });
	if (rewritten.kind === "none") {
		const origin = rewritten.origin ?? source.origin;
		return ended("reject", "rcpt", { source, refusal: { text: rewritten.reason, origin } });
	}
	const { channel, rule } = rewritten;
	const destination = { name: channel.name, origin: rule?.templateOrigin ?? channel.origin };
	const appended = world.options.appended.map((name) => (name === "orcpt" ? `rfc822;${facts.to}` : ""));
	let held = atMail === "held";
	for (const table of RECIPIENT_TABLES) {
		for (const [name, to] of placesOf(table, rewritten)) {
			values.destination = name;
			values.to = barsOut(to, world);
			const meaning = askTable(table, "rcpt", appended);
			if (meaning === "none") break;
			held ||= meaning === "held";
			if (meaning !== "refuse") {
				if (name === channel.name && channel.name !== "l") break;
				continue;
			}
			if (channel.name === "l" && !table.startsWith("ORIG")) {
				const text = "where the directory sends a local recipient";
				if (!ask({ key: `expansion:${table}:${name}`, text })) {
					checks.pop();
					continue;
				}
			}
			return ended("reject", "rcpt", { source, destination });
		}
	}
	if (!unseenLetsPass(world, ask)) {
		const refusal = { text: "refused by what is not among the files", origin: source.origin };
		return ended("reject", "rcpt", { source, destination, refusal });
	}
	const leaves = !held && outsideChannels(world).some(({ name }) => name === channel.name);
	return ended("accept", "rcpt", { source, destination, leaves });
}

/** What a table is asked of a recipient: after expansion a local one is on a channel of the message store. */
function placesOf(
	table: AccessTable,
	rewritten: Extract<Rewritten, { kind: "channel" }>,
): readonly (readonly [string, string])[] {
	const { channel, address } = rewritten;
	if (channel.name !== "l" || table.startsWith("ORIG")) return [[channel.name, address]];
	const user = address.slice(0, Math.max(0, address.lastIndexOf("@")));
	return [
		[channel.name, address],
		["ims-ms", `${user}@ims-ms-daemon`],
	];
}

/** With mapping_paranoia bars inside addresses never reach a table. */
function barsOut(address: string, world: MsWorld): string {
	return world.options.paranoia ? address.replaceAll("|", "_") : address;
}

/** An address without a domain gets one: the client's under `remotehost`, else the server's own. */
function completed(address: string, world: MsWorld, source: string, facts: Facts): string {
	if (address === "" || /@/.test(address)) return address;
	const remote = world.channels.named(source).said.get("remote")?.keyword === "remotehost";
	const host = remote ? (facts.name ?? `[${facts.client}]`) : (world.localHosts[0] ?? "localhost");
	return `${address}@${host}`;
}

type Sourced =
	| { readonly kind: "channel"; readonly source: { readonly name: string; readonly origin: Origin } }
	| {
			readonly kind: "refused";
			readonly outcome: "reject" | "noauth" | "notls";
			readonly stage: Stage;
			readonly source: { readonly name: string; readonly origin: Origin };
			readonly refusal: { readonly text: string; readonly origin: Origin };
	  };

/** The channel with which a message enters: by port, address or name, TLS and login (Administration Guide, switch channel keywords). */
export function sourceChannel(world: MsWorld, entrance: Entrance, facts: Facts, ask: Ask): Sourced {
	const { channels } = world;
	let origin: Origin = entrance.origin;
	let channel = channels.named(entrance.channel);
	if (entrance.otherChannel !== undefined) {
		const text = `whether the service ${entrance.name} begins with ${entrance.channel} or ${entrance.otherChannel}`;
		if (!ask({ key: `service:${entrance.name}`, text, origin: entrance.origin })) channel = channels.named(entrance.otherChannel);
	}
	if (switching(channel) === "switch") {
		const found = switchedBy(world, channel.name, `[${facts.client}]`, ask);
		const byName =
			found === undefined && switchesByName(channel)
				? nameOf(facts, channel.said.has("forwardcheckdelete"), channel.said.has("forwardchecknone"), ask)
				: undefined;
		const target = found ?? (byName === undefined ? undefined : switchedBy(world, channel.name, byName, ask));
		if (target !== undefined) {
			channel = target.channel;
			origin = target.entry ?? target.rule?.templateOrigin ?? target.channel.origin;
		}
	}
	const here = () => ({ name: channel.name, origin });
	const tls = facts.tls || entrance.tls;
	const offered = channel.said.get("tls")?.keyword;
	const onTls = targetOf(channel, "tlsswitch");
	if (facts.tls && !entrance.tls) {
		const without =
			offered === undefined &&
			!ask({ key: `tls:${channel.name}`, text: `whether ${channel.name} offers TLS without a word about it` });
		if (offered?.startsWith("no") === true || (without && onTls === undefined)) {
			const refusal = { text: `${channel.name} does not offer TLS`, origin: channel.said.get("tls")?.origin ?? channel.origin };
			return { kind: "refused", outcome: "notls", stage: "starttls", source: here(), refusal };
		}
	}
	if (!tls && offered?.startsWith("must") === true) {
		const refusal = { text: `${channel.name} wants TLS`, origin: channel.said.get("tls")?.origin ?? channel.origin };
		return { kind: "refused", outcome: "reject", stage: "mail", source: here(), refusal };
	}
	if (tls && onTls !== undefined) {
		channel = channels.named(onTls.argument ?? channel.name);
		origin = onTls.origin;
	}
	const login = loginOf(channel);
	if (facts.login !== undefined) {
		if (login === "no" || !facts.login.valid) {
			const refusal = {
				text: login === "no" ? `${channel.name} offers no login` : "the login is refused",
				origin: channel.said.get("sasl")?.origin ?? channel.origin,
			};
			return { kind: "refused", outcome: "noauth", stage: "auth", source: here(), refusal };
		}
		const onLogin = targetOf(channel, "saslswitch");
		if (onLogin !== undefined) {
			channel = channels.named(onLogin.argument ?? channel.name);
			origin = onLogin.origin;
		}
	} else if (login === "must") {
		const said = channel.said.get("sasl")?.origin ?? channel.origin;
		const refusal = { text: `${channel.name} wants a login`, origin: said };
		return { kind: "refused", outcome: "reject", stage: "mail", source: here(), refusal };
	}
	return { kind: "channel", source: here() };
}

/** The channel to which a host is switched, where that is another that allows it. */
function switchedBy(world: MsWorld, from: string, host: string, ask: Ask): Extract<Rewritten, { kind: "channel" }> | undefined {
	const found = rewriteHost(host, rewriteWorldOf(world), { source: from, direction: "reverse", ask });
	if (found.kind === "none" || found.channel.name === from || !maySwitchTo(found.channel)) return undefined;
	if (!found.byMatchAll) return found;
	const text = "whether the match-all rule counts where the source channel is switched";
	return ask({ key: "switch-by-match-all", text, ...(found.rule === undefined ? {} : { origin: found.rule.origin }) })
		? found
		: undefined;
}

/** The client's name that switching may use: a forged one, unless it is looked up forward and dropped. */
function nameOf(facts: Facts, drops: boolean, keeps: boolean, ask: Ask): string | undefined {
	const { name } = facts;
	if (name === undefined || !facts.forged || keeps) return name;
	if (drops) return undefined;
	const text = "whether a client's name that does not lead back counts without a forwardcheck keyword";
	return ask({ key: "forward-check", text }) ? name : undefined;
}
