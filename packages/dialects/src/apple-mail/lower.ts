import {
	ALL_ADDRESSES,
	byDefault,
	type Context,
	type Dependency,
	dependsOn,
	FALSE,
	type Match,
	type Origin,
	type PolicyRule,
	parseAddress,
	type RelayPolicy,
	type StageRules,
	TRUE,
	type Truth,
} from "@relaylint/core";
import type { Attribute, NetInfoSettings } from "./netinfo.ts";
import { listedClients } from "./relay-list.ts";
import { type Era, eraOf, type MacRelease, macReleaseText } from "./release.ts";

/** A flag as the server takes it; undefined where nothing tells. */
export type Flag = boolean | undefined;

/** Whether relaying is held to the list, and whether clients have to log in. */
export interface Flags {
	readonly restricted: Flag;
	readonly login: Flag;
	/** The flag is 1 and the list is there but empty: which of two readings holds is not known. */
	readonly emptyList: boolean;
}

/** The flags in force. A value that is neither 0 nor 1 is read as 0; so is an absent one, but for releases of which nothing says so. */
export function flagsOf({ of }: NetInfoSettings, era: Era): Flags {
	const { open_relay_addr_flag: restricted, smtp_plain_login_flag: login, open_relay_addr_list: list } = of;
	const absent: Record<Era, Flag> = { "10.1": false, "10.2": undefined, "10.2.4": true, postfix: undefined };
	const flag = ({ values, open }: Attribute, otherwise: Flag): Flag =>
		values === undefined ? (open ? undefined : otherwise) : values[0]?.text.trim() === "1";
	return {
		restricted: flag(restricted, absent[era]),
		login: flag(login, false),
		emptyList: list.values !== undefined && !list.open && list.values.every((value) => value.text.trim() === ""),
	};
}

const ALWAYS: Match = { kind: "always" };
const ACCEPT = { kind: "accept" } as const;
const REFUSE = { kind: "refuse", outcome: "reject" } as const;

/** Who may relay through Apple Mail Service, by its two flags and its list. */
export function lowerNetInfo(settings: NetInfoSettings, release: MacRelease, main: Origin): RelayPolicy {
	const era = eraOf(release);
	const readable = settings.directory !== undefined && era !== "postfix";
	const origin = settings.directory ?? main;
	const stages = readable ? stagesOf(settings, era) : [unreadStage(settings, release, origin)];
	return {
		listeners: [{ name: "port 25", port: 25, addresses: ALL_ADDRESSES, stages, relays: leavesThisServer(origin), origin }],
		facts: { name: () => undefined },
		claimed: { claims: () => FALSE },
		foreign: [{ name: "any foreign recipient", exists: TRUE }],
		localDomains: [],
		depends: [],
	};
}

/** Nothing is known where the directory is not in the dump, or the release has another mail server. */
function unreadStage({ directory }: NetInfoSettings, release: MacRelease, origin: Origin): StageRules {
	const text =
		directory === undefined
			? "the NetInfo directory /config/AppleMailServer, which is not in this dump"
			: `the configuration of Postfix, which Mac OS X Server ${macReleaseText(release)} has instead of Apple Mail Service`;
	const because: Dependency = { kind: "outside", key: "reading:netinfo", text, origin };
	return {
		name: "AppleMailServer",
		at: "rcpt",
		rules: [{ match: { kind: "unknown", because, origin }, action: REFUSE, origin, text }],
		origin,
	};
}

function stagesOf(settings: NetInfoSettings, era: Era): readonly StageRules[] {
	const { of } = settings;
	const flags = flagsOf(settings, era);
	const { restricted, login } = flags;
	const flag = of.open_relay_addr_flag.origin;
	const plain = of.smtp_plain_login_flag.origin;
	const listed = listedClients(of.open_relay_addr_list, era === "10.2.4");
	const loggedIn: Match = { kind: "flag", fact: "login", origin: restricted === true ? flag : plain };
	const byLogin: PolicyRule = { match: loggedIn, action: ACCEPT, origin: login === true ? plain : flag, text: "logged in" };
	const byList: PolicyRule = { match: listed, action: ACCEPT, origin: of.open_relay_addr_list.origin };
	const everybody: PolicyRule = { match: ALWAYS, action: ACCEPT, origin: flag, text: "everybody may relay" };
	const nobodyElse: PolicyRule = { match: ALWAYS, action: REFUSE, origin: login === true ? plain : flag };
	const localAlone: readonly PolicyRule[] = [
		{ match: toForeigner(flag), action: REFUSE, origin: login === true ? plain : flag },
		{ match: ALWAYS, action: ACCEPT, origin: flag, text: "local mail" },
	];

	/** The rows of the table, by both flags: Apple's articles TA20721 to TA20723, TA21127. */
	const row = (held: boolean, mustLogIn: boolean): readonly PolicyRule[] => {
		if (!held && !mustLogIn) return [everybody];
		if (!mustLogIn) return [byList, byLogin, ...localAlone];
		if (era === "10.2.4") return [...(held ? [byList] : []), byLogin, ...localAlone];
		return [...(held && era === "10.1" ? [byList] : []), byLogin, nobodyElse];
	};
	const either = (
		value: Flag,
		because: Dependency,
		yes: readonly PolicyRule[],
		no: readonly PolicyRule[],
	): readonly PolicyRule[] => {
		if (value !== undefined) return value ? yes : no;
		const match: Match = { kind: "unknown", because, origin: because.origin ?? flag };
		return [{ match, action: { kind: "call", rules: yes, name: because.text }, origin: match.origin, text: because.text }, ...no];
	};
	const unsaid = (name: string, attribute: Attribute): Dependency => ({
		kind: attribute.open ? "outside" : "limit",
		key: attribute.open ? `netinfo:${name}` : `reading:absent:${name}`,
		text: attribute.open
			? `whether ${name} is 1, which is not shown here`
			: `whether an absent ${name} means 1 in this release, of which no document tells`,
		origin: attribute.origin,
	});
	const bothWays = (held: boolean): readonly PolicyRule[] =>
		either(login, unsaid("smtp_plain_login_flag", of.smtp_plain_login_flag), row(held, true), row(held, false));
	const heldRules = flags.emptyList ? emptyListRules(flags, bothWays, of.open_relay_addr_list) : bothWays(true);
	const rules = either(restricted, unsaid("open_relay_addr_flag", of.open_relay_addr_flag), heldRules, bothWays(false));
	return [
		undocumentedTls(),
		loginStage(flags, restricted === true ? flag : plain),
		{ name: "who may send", at: "rcpt", rules, origin: flag },
	];
}

/** A list that is there and empty: the server may set the flag back to 0, or let nobody relay. With a login demanded both come to the same. */
function emptyListRules(
	{ login }: Flags,
	rows: (held: boolean) => readonly PolicyRule[],
	list: Attribute,
): readonly PolicyRule[] {
	if (login === true) return rows(true);
	const { origin } = list;
	const because: Dependency = {
		kind: "limit",
		key: "reading:empty-list",
		text: "whether an empty open_relay_addr_list makes the server set open_relay_addr_flag back to 0",
		origin,
		shared: true,
	};
	const reset: Match = { kind: "unknown", because, origin };
	return [
		{ match: reset, action: { kind: "call", rules: rows(false), name: because.text }, origin, text: because.text },
		...rows(true),
	];
}

/** A login fails by a wrong password; whether one is offered while both flags are 0 is not documented. */
function loginStage({ restricted, login }: Flags, origin: Origin): StageRules {
	const offered = restricted === true || login === true;
	const because: Dependency = {
		kind: "limit",
		key: "feature:AUTH",
		text: "whether the server offers AUTH while both flags are 0",
		origin,
	};
	const match: Match = {
		kind: "computed",
		name: offered ? "the login fails" : "the client logs in",
		reads: ["login"],
		origin,
		evaluate({ attempt }) {
			if (attempt.login === undefined) return FALSE;
			if (!attempt.login.valid) return TRUE;
			return offered ? FALSE : dependsOn(because);
		},
		over: ({ fixed }) => (fixed?.login === true && !offered ? dependsOn(because) : FALSE),
	};
	return { name: "AUTH", at: "auth", rules: [{ match, action: { kind: "refuse", outcome: "noauth" }, origin }], origin };
}

function undocumentedTls(): StageRules {
	const origin = byDefault("STARTTLS, which Apple's articles do not mention");
	const because: Dependency = { kind: "limit", key: "feature:STARTTLS", text: "whether the server offers STARTTLS", origin };
	const match: Match = {
		kind: "computed",
		name: "the client asks for STARTTLS",
		reads: ["tls"],
		origin,
		evaluate: ({ attempt }) => (attempt.tls ? dependsOn(because) : FALSE),
		over: ({ fixed }) => (fixed?.tls === true ? dependsOn(because) : FALSE),
	};
	return { name: "STARTTLS", at: "starttls", rules: [{ match, action: { kind: "refuse", outcome: "notls" }, origin }], origin };
}

/** Whether a recipient is surely not the server's own: which names are its own is not in these attributes. */
function foreignness({ attempt, world }: Context, origin: Origin): Truth {
	const because: Dependency = {
		kind: "outside",
		key: "netinfo:local",
		text: "whether the recipient is local, and what becomes of local mail then",
		origin,
	};
	const plain = /^[^"%!:@]+@([^@"\s]+)$/.exec(attempt.to);
	const domain = plain?.[1]?.toLowerCase();
	if (domain === undefined || domain.startsWith("[")) return dependsOn(because);
	const answer = world.dns(domain, "MX");
	if (answer.kind !== "records") return dependsOn(answer.kind === "unknown" ? answer.because : because);
	// A domain whose mail goes elsewhere is no local one.
	const own = world.mainAddresses.flatMap((address) => parseAddress(address)?.value ?? []);
	const here = answer.records.some((record) => {
		const host = record.trim().split(/\s+/).at(-1) ?? "";
		const addresses = world.dns(host, "A");
		return addresses.kind !== "records" || addresses.records.some((address) => own.includes(parseAddress(address)?.value ?? -1));
	});
	return here ? dependsOn(because) : TRUE;
}

function toForeigner(origin: Origin): Match {
	return {
		kind: "computed",
		name: "the recipient is not local",
		reads: ["recipient", "dns"],
		origin,
		evaluate: (context) => foreignness(context, origin),
		over: (region) =>
			region.foreign === undefined
				? dependsOn({ kind: "outside", key: "netinfo:local", text: "whether the recipient is local", origin })
				: TRUE,
	};
}

/** Every accepted recipient that is not the server's own leaves. */
function leavesThisServer(origin: Origin): Match {
	return toForeigner(origin);
}
