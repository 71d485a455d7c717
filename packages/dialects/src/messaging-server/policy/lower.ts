import {
	type Action,
	type AddressSet,
	ALL_ADDRESSES,
	byDefault,
	type ComputedAtom,
	type Context,
	chosen,
	dependsOn,
	FALSE,
	type Hints,
	intersectionOf,
	isEmptyAddressSet,
	type Listener,
	type Match,
	type Origin,
	type PolicyRule,
	PUBLIC_ADDRESSES,
	parseAddress,
	type Region,
	type RelayPolicy,
	type Stage,
	type StageRules,
	singleAddress,
	TRUE,
	type Truth,
	truthOf,
} from "@relaylint/core";
import { dependencyOf, type Explored, explore, questionsOf } from "../mapping/explore.ts";
import { tableNamed } from "../mapping/tables.ts";
import { cellsOf } from "./cells.ts";
import { answerOver, passingWords, type RegionAnswer, serverAddresses } from "./crowds.ts";
import { type Check, type Judgement, judge } from "./judge.ts";
import { type AccessTable, RECIPIENT_TABLES } from "./probe-strings.ts";
import { namedDomains } from "./suffixes.ts";
import { type Entrance, type MsWorld, outsideChannels } from "./world.ts";

/** Lowers a configuration to the common model: for each entrance the tables in their order, decided exactly for one attempt and as languages for many. */
export function lower(world: MsWorld, unseen: readonly { readonly key: string; readonly text: string }[]): RelayPolicy {
	const listeners = world.entrances.map((entrance) => listenerOf(world, entrance));
	const named = namedDomains(world);
	const outside = outsideChannels(world);
	return {
		listeners,
		facts: { name: (fact, { attempt }) => (fact === "client-name" && !attempt.forged ? attempt.name?.toLowerCase() : undefined) },
		claimed: {
			claims(domain) {
				return truthOf(
					named.some(({ name, below }) => domain === name || (below && domain.endsWith(`.${name}`))) ||
						entriesClaim(world, domain),
				);
			},
		},
		foreign: [{ name: "outside", exists: truthOf(outside.length > 0) }],
		localDomains: [...world.localHosts, ...named.filter(({ below }) => !below).map(({ name }) => name)].slice(0, 4),
		depends: unseen.map(({ key, text }) => ({ kind: "outside" as const, key: `messaging-server:unseen:${key}`, text })),
	};
}

/** Whether an entry that lets pass is about a domain by its literal name. */
function entriesClaim(world: MsWorld, domain: string): boolean {
	return RECIPIENT_TABLES.some((name) => {
		const table = tableNamed(world.tables, name, () => true);
		return (
			table?.entries.some(({ pattern, template }) => {
				const last = pattern.elements.at(-1);
				if (last?.kind !== "text" || template.some((part) => part.kind === "flag" && /[NF]/.test(part.flag))) return false;
				return last.text.endsWith(`@${domain}`);
			}) ?? false
		);
	});
}

/** Everything that may become of an attempt at an entrance, worked out once. */
function judged(world: MsWorld, entrance: Entrance, context: Context): Explored<Judgement> {
	return context.memo(entrance, () => {
		const { attempt } = context;
		const own = attempt.server ?? entrance.address;
		const six = attempt.client.includes(":");
		const named = serverAddresses(world, entrance);
		return explore((ask) => {
			let server =
				own ??
				(context.world.addresses === undefined
					? undefined
					: context.world.mainAddresses.find((one) => one.includes(":") === six));
			for (const one of named.slice(0, -1)) {
				if (server !== undefined) break;
				if (ask({ key: `server:${one}`, text: `whether the server's address is ${one}` })) server = one;
			}
			return judge(
				world,
				entrance,
				{
					server: server ?? named.at(-1) ?? "",
					client: attempt.client,
					name: attempt.name?.toLowerCase(),
					forged: attempt.forged,
					helo: attempt.helo,
					tls: attempt.tls && !entrance.tls,
					login: attempt.login,
					from: attempt.from,
					to: attempt.to,
				},
				ask,
			);
		});
	});
}

/** The truth of a statement about an attempt: where the ways of answering disagree, it hangs on what was asked. */
function truthOver(explored: Explored<Judgement>, holds: (judgement: Judgement) => boolean | undefined): Truth {
	const said = new Set(explored.paths.map(({ value }) => holds(value)));
	if (said.size === 1 && explored.complete) {
		const [only] = said;
		if (only !== undefined) return truthOf(only);
	}
	const questions = questionsOf(explored.paths, 3);
	const [first] = questions;
	if (first === undefined) return dependsOn({ kind: "limit", key: "messaging-server:paths", text: "too many open questions" });
	const texts = questions.map(({ text }) => text);
	return dependsOn({ ...dependencyOf(first), text: texts.join("; ") });
}

const regions = new WeakMap<Region, Map<Entrance, RegionAnswer>>();

function overRegion(world: MsWorld, entrance: Entrance, region: Region): RegionAnswer {
	const ofRegion = regions.get(region) ?? new Map<Entrance, RegionAnswer>();
	regions.set(region, ofRegion);
	let answer = ofRegion.get(entrance);
	if (answer === undefined) {
		answer = answerOver(world, entrance, region);
		ofRegion.set(entrance, answer);
	}
	return answer;
}

const ALWAYS: Match = { kind: "always" };
const ACCEPT: Action = { kind: "accept" };

function stage(name: string, at: Stage, rules: readonly PolicyRule[]): StageRules {
	return { name, at, rules, origin: rules[0]?.origin ?? byDefault(name) };
}

function listenerOf(world: MsWorld, entrance: Entrance): Listener {
	const statement = (
		name: string,
		origin: Origin,
		holds: (judgement: Judgement) => boolean | undefined,
		over: (this: ComputedAtom, region: Region) => Truth,
		more: Partial<ComputedAtom> = {},
	): ComputedAtom => ({
		kind: "computed",
		name,
		reads: ["client", "client-name", "helo", "tls", "login", "sender", "recipient", "server"],
		origin,
		evaluate: (context) => truthOver(judged(world, entrance, context), holds),
		over,
		...more,
	});
	const onlyOne = (context: Context) => judged(world, entrance, context).paths[0]?.value;

	/** One rule for each channel: the walk's variables say which one it is. */
	const assigning = (variable: "source_channel" | "destination_channel"): readonly PolicyRule[] =>
		[...new Set([...world.channels.all.map(({ name }) => name), entrance.channel])].map((channel): PolicyRule => {
			const fact = variable === "source_channel" ? ("source" as const) : ("destination" as const);
			const origin = byDefault(`the ${fact} channel is ${channel}`, nearOf(world.channels.named(channel).origin));
			const match = statement(
				origin.text,
				origin,
				(judgement) => judgement[fact]?.name === channel,
				(region) => {
					if (fact === "destination") return truthOf(outsideChannels(world)[0]?.name === channel);
					const { sources } = overRegion(world, entrance, region);
					if (!sources.has(channel)) return FALSE;
					return sources.size === 1 ? TRUE : chosen(match, `which source channel a client has`);
				},
				fact === "source" ? { evidence: (context) => onlyOne(context)?.source?.origin } : {},
			);
			return { match, action: { kind: "assign", name: variable, value: channel }, origin, text: origin.text };
		});

	const tableRules = (table: AccessTable): readonly PolicyRule[] => {
		const found = tableNamed(world.tables, table, () => true);
		const near = found?.nameOrigin;
		const name: Origin = near ?? byDefault(`${table} is not there`);
		const result = (judgement: Judgement) => judgement.checks.findLast((check) => check.table === table)?.result;
		const evidence = (context: Context) => {
			const check = onlyOne(context)?.checks.findLast((one: Check) => one.table === table);
			return check?.origin;
		};
		const choice = function (this: ComputedAtom): Truth {
			return found === undefined ? FALSE : chosen(this, `what ${table} says`);
		};
		const passes = statement(
			`${table} lets pass`,
			name,
			(judgement) => ["pass", "held"].includes(result(judgement) ?? ""),
			() => FALSE,
			{ evidence },
		);
		const refuses = statement(`${table} refuses`, name, (judgement) => result(judgement) === "refuse", choice, { evidence });
		// A connection that is taken lets nobody relay yet: the words for that are elsewhere.
		const early = table === "PORT_ACCESS" || table === "FROM_ACCESS";
		return [
			{ match: refuses, action: { kind: "refuse", outcome: "reject" }, origin: name, text: `${table} refuses` },
			{
				match: passes,
				action: { kind: early ? "continue" : "accept" },
				origin: byDefault(`an entry of ${table} lets pass`, near),
				text: `${table} lets pass`,
			},
			...(early
				? []
				: [{ match: ALWAYS, action: ACCEPT, origin: byDefault(`no entry of ${table} applies: it refuses nothing`, near) }]),
		];
	};
	const present = RECIPIENT_TABLES.filter((table) => tableNamed(world.tables, table, () => true) !== undefined);
	const early = (table: AccessTable, at: Stage) =>
		tableNamed(world.tables, table, () => true) === undefined ? [] : [stage(table, at, tableRules(table))];
	const nothing: PolicyRule = {
		match: ALWAYS,
		action: ACCEPT,
		origin: byDefault("no access table for recipients is there: nothing is refused", world.start),
	};

	const refusal = (at: Stage, outcome: "reject" | "noauth" | "notls"): PolicyRule => {
		const origin = byDefault("channel keywords", nearOf(world.channels.named(entrance.channel).origin));
		const match = statement(
			`${outcome} by channel keywords`,
			origin,
			(judgement) => judgement.refusal !== undefined && judgement.stage === at && judgement.outcome === outcome,
			// What the keywords refuse is in the joint answer at the end.
			function () {
				return chosen(this, "what the channel's keywords ask for");
			},
			{ evidence: (context) => onlyOne(context)?.refusal?.origin },
		);
		return { match, action: { kind: "refuse", outcome }, origin, text: originText(at, outcome) };
	};

	const together = statement(
		"the tables together refuse",
		byDefault("all access tables together"),
		(judgement) => (judgement.outcome === "unknown" ? undefined : judgement.outcome !== "accept"),
		function (region) {
			if (region.foreign === undefined) return chosen(this, "whether the tables together refuse");
			const { answer } = overRegion(world, entrance, region);
			if (answer === "none") return TRUE;
			return answer === "choice" ? chosen(this, "what the client says") : dependsOn(answer);
		},
	);
	const joint: ComputedAtom = {
		...together,
		get hints() {
			return hintsOf(world, entrance);
		},
	};
	const jointRule: PolicyRule = {
		match: joint,
		action: { kind: "refuse", outcome: "reject" },
		origin: joint.origin,
		text: "the access tables refuse",
	};
	const leaves = statement(
		"the destination channel leads outside",
		byDefault("the channels of the match-all rewrite rule"),
		(judgement) => judgement.leaves,
		function (region) {
			return region.foreign === undefined ? chosen(this, "whether the recipient is foreign") : TRUE;
		},
	);
	return {
		name: entrance.name,
		port: entrance.port,
		addresses: addressesOf(entrance),
		stages: [
			...early("PORT_ACCESS", "connect"),
			stage("source channel", "mail", [
				...assigning("source_channel"),
				refusal("starttls", "notls"),
				refusal("auth", "noauth"),
				refusal("mail", "reject"),
			]),
			...early("FROM_ACCESS", "mail"),
			stage("destination channel", "rcpt", [...assigning("destination_channel"), refusal("rcpt", "reject")]),
			...present.map((table) => stage(table, "rcpt", tableRules(table))),
			...(present.length === 0 ? [stage("access tables for recipients", "rcpt", [nothing])] : []),
			stage("access tables", "rcpt", [jointRule]),
		],
		...believing(world, entrance),
		relays: leaves,
		origin: entrance.origin,
	};
}

function originText(at: Stage, outcome: string): string {
	return outcome === "reject" ? `refused at ${at} by channel keywords or rewriting` : outcome;
}

function nearOf(origin: Origin) {
	return origin.kind === "file" ? origin : origin.near;
}

function addressesOf({ address }: Entrance): AddressSet {
	const one = address === undefined ? undefined : parseAddress(address);
	return one === undefined ? ALL_ADDRESSES : singleAddress(one);
}

/** With proxyprotocol whoever connects says which address it has. */
function believing(world: MsWorld, entrance: Entrance): Partial<Listener> {
	const said = world.channels.named(entrance.channel).said.get("proxy");
	if (said?.keyword !== "proxyprotocol") return {};
	return { believes: { address: true, login: false, text: "proxyprotocol", origin: said.origin } };
}

/** Where a pattern compares sender and recipient, a sender of the victim's domain is worth a try. */
function comparedSenders(world: MsWorld): readonly string[] {
	const compares = world.tables.tables.some(({ entries }) => entries.some(({ pattern }) => pattern.hasBackMatch));
	return compares ? ["someone@victim.example"] : [];
}

const hints = new WeakMap<Entrance, Hints>();

/** Where the search for a witness looks: addresses that the tables tell apart, and what passes them. */
function hintsOf(world: MsWorld, entrance: Entrance): Hints {
	let found = hints.get(entrance);
	if (found === undefined) {
		const words = passingWords(world, entrance);
		const sets = serverAddresses(world, entrance).flatMap((server) => cellsOf(world, server, entrance.port ?? 25));
		const open = sets
			.map(({ addresses }) => addresses)
			.filter((addresses) => !isEmptyAddressSet(intersectionOf(addresses, PUBLIC_ADDRESSES)));
		const names = words.flatMap(({ name }) => (name === undefined ? [] : [name]));
		found = {
			addresses: open.slice(0, MOST_SETS),
			names,
			senders: [...comparedSenders(world), ...new Set(words.map(({ from }) => (from === "" ? "<>" : from)))],
			recipients: [...new Set(words.map(({ to }) => to))],
			helo: [...new Set(words.map(({ helo }) => helo))],
		};
		hints.set(entrance, found);
	}
	return found;
}

/** More sets than this are not told apart one by one: what is proven stays proven, for larger regions. */
const MOST_SETS = 400;
