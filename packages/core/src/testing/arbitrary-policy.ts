import fc from "fast-check";
import {
	type Address,
	type AddressSet,
	ALL_ADDRESSES,
	containsAddress,
	formatAddress,
	intersectionOf,
	PUBLIC_ADDRESSES,
	parseAddressSet,
} from "../network/address-set.ts";
import type { Attempt, Login } from "../policy/attempt.ts";
import type { Match } from "../policy/match.ts";
import { nameSet } from "../policy/name-set.ts";
import type { Action, Listener, NameFacts, PolicyRule, StageRules } from "../policy/relay-policy.ts";
import { FALSE, TRUE } from "../policy/truth.ts";

/** Random policies over the model's own atoms, for the laws that hold of every policy. */

const origin = { kind: "default", text: "generated" } as const;

/** The networks that generated policies ask for. */
export const networks = [
	"10.0.0.0/8",
	"10.1.0.0/16",
	"203.0.113.0/24",
	"203.0.113.7/32",
	"0.0.0.0/0",
	"2001:db8::/32",
	"::/0",
	"198.51.100.0/25",
];
const names = ["client.example", "host.client.example", "partner.example", "mail.partner.example", "example"];

const set = (text: string): AddressSet => parseAddressSet(text) ?? { v4: [], v6: [] };

/** Name facts of generated policies: the client's own name, and the domains of the envelope. */
export const facts: NameFacts = {
	name(fact, { attempt }) {
		const domain = (address: string) =>
			address.includes("@") ? address.slice(address.lastIndexOf("@") + 1).toLowerCase() : undefined;
		if (fact === "client-name") return attempt.name?.toLowerCase();
		return fact === "sender-domain" ? domain(attempt.from) : domain(attempt.to);
	},
};

const setAtom: fc.Arbitrary<Match> = fc.oneof(
	fc.constantFrom(...networks).map((text): Match => ({ kind: "address", fact: "client", set: set(text), origin })),
	fc
		.record({
			fact: fc.constantFrom("client-name", "sender-domain", "recipient-domain"),
			exact: fc.subarray(names),
			below: fc.subarray(names),
		})
		.map(({ fact, exact, below }): Match => ({ kind: "name", fact, set: nameSet(exact, below), origin })),
	fc
		.constantFrom("tls" as const, "certificate" as const, "login" as const)
		.map((fact): Match => ({ kind: "flag", fact, origin })),
	fc.constantFrom<Match>({ kind: "always" }, { kind: "never" }),
	fc.constantFrom("yes", "no").map((value): Match => ({ kind: "variable", name: "seen", value })),
	fc.constant<Match>({ kind: "error", reason: "a lookup failed", origin }),
);

/** Keys of the facts outside the files. */
const OUTSIDE = ["ldap:users", "inet:policy"] as const;

const unknownAtom: fc.Arbitrary<Match> = fc
	.constantFrom(...OUTSIDE)
	.map((key): Match => ({ kind: "unknown", because: { kind: "outside", key, text: key }, origin }));

/** Computed atoms: exact on an attempt, without a set; and one with a view that holds. */
const computedAtom: fc.Arbitrary<Match> = fc.oneof(
	fc.constant<Match>({
		kind: "computed",
		name: "the sender is the recipient",
		reads: ["sender", "recipient"],
		origin,
		evaluate: ({ attempt }) => (attempt.from === attempt.to ? TRUE : FALSE),
	}),
	fc.constant<Match>({
		kind: "computed",
		name: "the address is even",
		reads: ["client"],
		origin,
		evaluate: ({ client }) => (client !== undefined && BigInt(client.value) % 2n === 0n ? TRUE : FALSE),
	}),
);

function matchOf(atom: fc.Arbitrary<Match>): fc.Arbitrary<Match> {
	return fc.letrec<{ match: Match }>((tie) => ({
		match: fc.oneof(
			{ depthSize: "small", withCrossShrink: true },
			atom,
			fc.array(tie("match"), { minLength: 1, maxLength: 3 }).map((operands): Match => ({ kind: "all", operands })),
			fc.array(tie("match"), { minLength: 1, maxLength: 3 }).map((operands): Match => ({ kind: "any", operands })),
			tie("match").map((operand): Match => ({ kind: "not", operand })),
			fc.array(fc.record({ match: tie("match"), result: fc.constantFrom(TRUE, FALSE) }), { minLength: 1, maxLength: 4 }).map(
				(elements): Match => ({
					kind: "list",
					name: "list",
					elements: elements.map((one) => ({ ...one, origin })),
					otherwise: FALSE,
					origin,
				}),
			),
		),
	})).match;
}

function rulesOf(match: fc.Arbitrary<Match>): fc.Arbitrary<readonly PolicyRule[]> {
	return fc.letrec<{ rules: readonly PolicyRule[]; rule: PolicyRule; action: Action }>((tie) => ({
		action: fc.oneof(
			{ depthSize: "small", withCrossShrink: true },
			fc.constantFrom<Action>(
				{ kind: "accept" },
				{ kind: "accept-session" },
				{ kind: "continue" },
				{ kind: "refuse", outcome: "reject" },
				{ kind: "refuse", outcome: "defer" },
				{ kind: "refuse", outcome: "fatal" },
				{ kind: "assign", name: "seen", value: "yes" },
				{ kind: "pend", defer: "if-accepted" },
				{ kind: "pend", defer: "if-refused" },
			),
			fc.record({ rules: tie("rules"), onAccept: fc.constantFrom(undefined, "continue" as const, "defer" as const) }).map(
				({ rules, onAccept }): Action => ({
					kind: "call",
					name: "class",
					rules,
					...(onAccept === undefined ? {} : { onAccept }),
				}),
			),
		),
		rule: fc.record({ match, action: tie("action"), onError: fc.constantFrom(undefined, "continue" as const) }).map(
			({ match: when, action, onError }): PolicyRule => ({
				match: when,
				action,
				origin,
				...(onError === undefined ? {} : { onError }),
			}),
		),
		rules: fc.array(tie("rule"), { maxLength: 5 }),
	})).rules;
}

function listenerOf(atom: fc.Arbitrary<Match>): fc.Arbitrary<Listener> {
	const stage = fc
		.record({
			rules: rulesOf(matchOf(atom)),
			forgetsPending: fc.constantFrom(undefined, "if-refused" as const, "all" as const),
			settlesPending: fc.boolean(),
		})
		.map(
			({ rules, forgetsPending, settlesPending }): StageRules => ({
				name: "stage",
				at: "rcpt",
				rules,
				origin,
				settlesPending,
				...(forgetsPending === undefined ? {} : { forgetsPending }),
			}),
		);
	return fc
		.array(stage, { minLength: 1, maxLength: 3 })
		.map(
			(stages): Listener => ({ name: "smtp", port: 25, addresses: ALL_ADDRESSES, stages, relays: { kind: "always" }, origin }),
		);
}

/** Listeners whose atoms all have sets of their own: nothing is computed or unknown. */
export const exactListener: fc.Arbitrary<Listener> = listenerOf(setAtom);

/** Listeners with unknown facts and computed atoms among their atoms. */
export const anyListener: fc.Arbitrary<Listener> = listenerOf(
	fc.oneof({ weight: 5, arbitrary: setAtom }, { weight: 1, arbitrary: unknownAtom }, { weight: 1, arbitrary: computedAtom }),
);

/** What each fact outside the files may turn out to be. */
export const outcomes: fc.Arbitrary<ReadonlyMap<string, boolean>> = fc
	.tuple(fc.boolean(), fc.boolean())
	.map((values) => new Map(OUTSIDE.map((key, at) => [key, values[at] === true])));

/** A listener in which the facts outside the files are what they turned out to be. */
export function settled(listener: Listener, known: ReadonlyMap<string, boolean>): Listener {
	const match = (one: Match): Match => {
		switch (one.kind) {
			case "unknown":
				return known.get(one.because.key) === true ? { kind: "always" } : { kind: "never" };
			case "all":
			case "any":
				return { ...one, operands: one.operands.map(match) };
			case "not":
				return { ...one, operand: match(one.operand) };
			case "list":
				return { ...one, elements: one.elements.map((element) => ({ ...element, match: match(element.match) })) };
			default:
				return one;
		}
	};
	const rules = (some: readonly PolicyRule[]): readonly PolicyRule[] =>
		some.map((rule) => ({
			...rule,
			match: match(rule.match),
			action: rule.action.kind === "call" ? { ...rule.action, rules: rules(rule.action.rules) } : rule.action,
		}));
	return { ...listener, stages: listener.stages.map((stage) => ({ ...stage, rules: rules(stage.rules) })) };
}

const addresses = [
	"203.0.113.7",
	"203.0.113.8",
	"198.51.100.9",
	"198.51.100.200",
	"10.1.2.3",
	"10.9.9.9",
	"127.0.0.1",
	"192.0.2.77",
	"2001:db8::9",
	"2001:db9::1",
];
/** The first and the last address of each network, and their neighbours, as far as strangers come from there. */
const PUBLIC_EDGES: readonly string[] = [
	...new Set(
		[...addresses.map(set), ...networks.map(set)]
			.map((one) => intersectionOf(one, PUBLIC_ADDRESSES))
			.flatMap(({ v4, v6 }) => [
				...v4.flatMap((value) => [value - 1, value, value + 1].map((near): Address => ({ family: 4, value: near }))),
				...v6.flatMap((value) => [value - 1n, value, value + 1n].map((near): Address => ({ family: 6, value: near }))),
			])
			.filter((address) => containsAddress(PUBLIC_ADDRESSES, address))
			.map(formatAddress),
	),
];

const domains = [...names, "a.client.example", "other.test", "deep.mail.partner.example"];

/**
 * Attempts of strangers: from public addresses on both sides of every network, with a confirmed name in no domain that is spelled out, without
 * a password, to domains that nobody claims.
 */
export const strangersAttempt: fc.Arbitrary<Attempt> = fc
	.record({
		client: fc.constantFrom(...PUBLIC_EDGES),
		name: fc.option(fc.constantFrom("mallory.example", "pc.mallory.example", "mallory.test", "client.example.mallory.test"), {
			nil: undefined,
		}),
		from: fc.constantFrom("", ...domains.map((domain) => `a@${domain}`)),
		to: fc.constantFrom(...domains.map((domain) => `a@${domain}`)),
		tls: fc.boolean(),
		clientCertificate: fc.boolean(),
		login: fc.option(fc.constant({ user: "alice", valid: false }), { nil: undefined }),
	})
	.map(asAttempt);

/** Attempts at the edges of what generated policies mention. */
export const attempt: fc.Arbitrary<Attempt> = fc
	.record({
		client: fc.constantFrom(...addresses),
		name: fc.option(fc.constantFrom(...domains), { nil: undefined }),
		from: fc.constantFrom("", ...domains.map((domain) => `a@${domain}`)),
		to: fc.constantFrom(...domains.map((domain) => `a@${domain}`)),
		tls: fc.boolean(),
		clientCertificate: fc.boolean(),
		login: fc.option(fc.constant({ user: "alice", valid: true }), { nil: undefined }),
	})
	.map(asAttempt);

function asAttempt({
	name,
	login,
	...rest
}: Pick<Attempt, "client" | "from" | "to" | "tls" | "clientCertificate"> & {
	readonly name: string | undefined;
	readonly login: Login | undefined;
}): Attempt {
	return {
		...rest,
		forged: false,
		helo: "client.sender.example",
		port: 25,
		mailArguments: "",
		...(name === undefined ? {} : { name }),
		...(login === undefined ? {} : { login }),
	};
}
