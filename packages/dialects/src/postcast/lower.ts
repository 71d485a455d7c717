import {
	type AddressSet,
	ALL_ADDRESSES,
	byDefault,
	chosen,
	type Dependency,
	dependsOn,
	FALSE,
	isEmptyAddressSet,
	LOOPBACK,
	type Match,
	type MatchList,
	type Origin,
	type PolicyRule,
	PRIVATE_ADDRESSES,
	parseAddress,
	type RelayPolicy,
	type StageRules,
	TRUE,
	truthOf,
	unionOf,
} from "@relaylint/core";
import { doubtOf, readPrefix } from "./prefix.ts";
import type { PostcastSettings, ResolvedSetting } from "./resolve.ts";

/** Who is served is who may relay: the program has no mailboxes, so every message that it accepts leaves. */
export function lowerPostcast(settings: PostcastSettings, sectionOrigin: Origin): RelayPolicy {
	const port = settings.port ?? 25;
	return {
		listeners: [
			{
				name: `port ${port}`,
				port,
				addresses: familyOf(settings.hostName),
				stages: [
					reachStage(settings),
					accessStage(settings),
					undocumented("STARTTLS", "starttls", "tls", "notls"),
					undocumented("AUTH", "auth", "login", "noauth"),
					...senderStage(settings),
					...recipientStage(settings),
				],
				relays: { kind: "always" },
				origin: settings.of.hostName.origin.kind === "file" ? settings.of.hostName.origin : sectionOrigin,
			},
		],
		facts: { name: () => undefined },
		claimed: { claims: () => FALSE },
		foreign: [{ name: "any recipient", exists: TRUE }],
		localDomains: [],
		depends: [],
	};
}

/** An address is reached by clients of its own family; of a name nothing says which it has. */
function familyOf(hostName: string): AddressSet {
	const family = parseAddress(hostName)?.family;
	return { v4: family === 6 ? [] : ALL_ADDRESSES.v4, v6: family === 4 ? [] : ALL_ADDRESSES.v6 };
}

const ALWAYS: Match = { kind: "always" };
const REFUSE = { kind: "refuse", outcome: "reject" } as const;

/** Who can connect at all, by the address on which the server listens. */
function reachStage({ of, exposure, hostName, forwarded, port }: PostcastSettings): StageRules {
	const { origin } = of.hostName;
	const outside = (near: AddressSet): Match => ({ kind: "not", operand: { kind: "address", fact: "client", set: near, origin } });
	const unlessReached = (near: AddressSet, key: string, text: string): PolicyRule => {
		const because: Dependency = { kind: "outside", key: `reading:${key}`, text, origin, shared: true };
		return {
			match: { kind: "all", operands: [outside(near), { kind: "unknown", because, origin }] },
			action: REFUSE,
			origin,
			text,
		};
	};
	const rules = (): readonly PolicyRule[] => {
		if (exposure === "loopback") return [{ match: outside(LOOPBACK), action: REFUSE, origin }];
		if (exposure === "public" || forwarded === true) return [];
		const local = unionOf([LOOPBACK, PRIVATE_ADDRESSES]);
		if (exposure === "private") {
			if (forwarded === false) return [{ match: outside(local), action: REFUSE, origin: of.forwarded.origin }];
			return [
				unlessReached(local, "forwarding", `whether a router forwards port ${port ?? 25} from the Internet to ${hostName}`),
			];
		}
		if (hostName === "")
			return [unlessReached(LOOPBACK, "host-name", "the address on which the server listens, of which nothing is said")];
		return [unlessReached(local, "host-name", `whether the Internet reaches the address that "${hostName}" stands for`)];
	};
	return { name: "Host Name", at: "connect", rules: rules(), origin };
}

/** The two lists. Which of them wins is not documented: an address in both is neither in nor out. */
function accessStage({ of }: PostcastSettings): StageRules {
	const { allow, deny } = of;
	const denied = listOf(deny, "deny");
	const rules: PolicyRule[] = [];
	if (allow.values.length === 0) {
		if (deny.values.length > 0) rules.push({ match: denied, action: REFUSE, origin: deny.origin });
		rules.push({
			match: ALWAYS,
			action: { kind: "accept" },
			origin: allow.origin,
			text: "no address is listed: everybody is served",
		});
		return { name: "access lists", at: "connect", rules, origin: allow.origin };
	}
	const allowed = listOf(allow, "allow");
	if (deny.values.length > 0) {
		const because: Dependency = {
			kind: "limit",
			key: "reading:both-lists",
			text: "which of the two access lists wins for an address that is in both: the help does not say",
			origin: deny.origin,
		};
		const both: Match = { kind: "all", operands: [allowed, denied, { kind: "unknown", because, origin: deny.origin }] };
		rules.push({ match: both, action: REFUSE, origin: deny.origin });
	}
	rules.push({ match: allowed, action: { kind: "accept" }, origin: allow.origin });
	rules.push({ match: ALWAYS, action: REFUSE, origin: allow.origin });
	return { name: "access lists", at: "connect", rules, origin: allow.origin };
}

/**
 * A list as the sets of its values. The wider reading holds where it lets more in; where it would keep more out, or where a value is a whole
 * address or in a notation that the help does not mention, what the readings do not share is unknown.
 */
function listOf(list: ResolvedSetting, side: "allow" | "deny"): MatchList {
	const elements = list.values.flatMap(({ text, origin }) => {
		const prefix = readPrefix(text);
		const sure = side === "allow" && !prefix.whole ? prefix.textual : prefix.octets;
		const doubt = prefix.kind === "foreign" ? prefix.meant : side === "allow" && !prefix.whole ? undefined : doubtOf(prefix);
		const found: MatchList["elements"][number][] = [];
		if (!isEmptyAddressSet(sure))
			found.push({ match: { kind: "address", fact: "client", set: sure, origin }, result: TRUE, origin });
		if (doubt !== undefined && !isEmptyAddressSet(doubt)) {
			const because: Dependency = {
				kind: "limit",
				key: `reading:prefix:${text}`,
				text:
					prefix.kind === "foreign"
						? `whether the program knows the notation "${text}", of which its help says nothing`
						: `whether "${text}" is compared as text or octet by octet, which the help does not say`,
				origin,
			};
			const zone: Match = { kind: "address", fact: "client", set: doubt, origin };
			found.push({ match: { kind: "all", operands: [zone, { kind: "unknown", because, origin }] }, result: TRUE, origin });
		}
		return found;
	});
	return { kind: "list", elements, otherwise: FALSE, origin: list.origin, name: list.parameter.label };
}

/** What the help does not mention: whether a client may log in, or speak TLS. A stranger does neither. */
function undocumented(name: string, at: "starttls" | "auth", fact: "tls" | "login", outcome: "notls" | "noauth"): StageRules {
	const origin = byDefault(`${name}, which the help does not mention`);
	const because: Dependency = { kind: "limit", key: `feature:${name}`, text: `whether the program offers ${name}`, origin };
	const asks: Match = {
		kind: "computed",
		name: `the client asks for ${name}`,
		reads: [fact],
		origin,
		evaluate: ({ attempt }) => ((fact === "tls" ? attempt.tls : attempt.login !== undefined) ? dependsOn(because) : FALSE),
		over: ({ fixed }) => (fixed?.[fact] === true ? dependsOn(because) : FALSE),
	};
	return { name, at, rules: [{ match: asks, action: { kind: "refuse", outcome }, origin }], origin };
}

/** `Reject mail if sender has no MX record`: of the sender's domain, which a stranger chooses. */
function senderStage({ of, senderMx }: PostcastSettings): readonly StageRules[] {
	if (!senderMx) return [];
	const { origin, parameter } = of.senderMx;
	const match: Match = {
		kind: "computed",
		name: "the sender's domain has no MX record",
		reads: ["sender", "dns"],
		origin,
		evaluate({ attempt, world }) {
			const domain = domainOf(attempt.from);
			if (domain === "")
				return dependsOn({ kind: "limit", key: "sender:empty", text: "what becomes of a sender without a domain", origin });
			const answer = world.dns(domain, "MX");
			if (answer.kind === "unknown") return dependsOn(answer.because);
			return truthOf(answer.kind !== "records");
		},
		over: () => chosen(of.senderMx, "a sender without an MX record", origin),
	};
	return [{ name: parameter.label, at: "mail", rules: [{ match, action: REFUSE, origin }], origin }];
}

/** `Reject postings to ...`: whether names below a domain are meant too is not documented. */
function recipientStage({ of }: PostcastSettings): readonly StageRules[] {
	const { origin, parameter, values } = of.recipients;
	if (values.length === 0) return [];
	const rules = values.map(({ text, origin: at }): PolicyRule => {
		const wanted = text.toLowerCase();
		const domain = wanted.replace(/^@/, "");
		const match: Match = {
			kind: "computed",
			name: `the recipient is ${text}`,
			reads: ["recipient"],
			origin: at,
			evaluate({ attempt }) {
				const to = attempt.to.toLowerCase();
				if (to === wanted || domainOf(to) === domain) return TRUE;
				if (domain.includes("@") || !domainOf(to).endsWith(`.${domain}`)) return FALSE;
				return dependsOn({
					kind: "limit",
					key: `below:${domain}`,
					text: `whether "${text}" means the names below it too`,
					origin: at,
				});
			},
			over: () => chosen(match, `a recipient that is ${text}`, at),
		};
		return { match, action: REFUSE, origin: at };
	});
	return [{ name: parameter.label, at: "rcpt", rules, origin }];
}

function domainOf(address: string): string {
	const at = address.lastIndexOf("@");
	return at === -1 ? "" : address.slice(at + 1).toLowerCase();
}
