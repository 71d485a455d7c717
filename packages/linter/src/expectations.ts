import {
	type Address,
	type AddressSet,
	addressClasses,
	type Attempt,
	attemptOf,
	type Decision,
	decide,
	formatAddress,
	type Grant,
	type ListenerGrants,
	grantsOf,
	intersectionOf,
	isEmptyAddressSet,
	mentionsOf,
	OWN,
	PUBLIC_ADDRESSES,
	parseAddressSet,
	probeWorld,
} from "@relaylint/core";
import type { Loaded } from "./analyze.ts";
import { clientTexts, conditionTexts, sessionTexts } from "./grant-words.ts";
import { type ProbeSet, readProbes } from "./probes.ts";

/** The name of the file that says what a configuration has to do. */
export const TEST_NAME = "relaylint.test.json";

/** One thing that has to be so. */
export type Expectation =
	| {
			readonly kind: "probe";
			readonly text: string;
			readonly attempt: Attempt;
			/** A decision, or `refuse` for anything but an acceptance. */
			readonly expect: string;
			readonly relayed?: string;
	  }
	/** Every address of a network is let through to somebody else's domain by being one, or none is, whatever it says without a login. */
	| { readonly kind: "network"; readonly text: string; readonly addresses: AddressSet; readonly may: boolean };

/** Expectations with the world in which they are asked, or why the text is none: a sentence without its subject. */
export type ExpectationsOutcome =
	| { readonly kind: "expectations"; readonly expectations: readonly Expectation[]; readonly world: ProbeSet }
	| { readonly kind: "bad"; readonly reason: string };

/** What came of one expectation. */
export interface TestResult {
	readonly expectation: Expectation;
	readonly passed: boolean;
	/** What is so instead, in one sentence; empty where it passed. */
	readonly instead: string;
	/** The decision that shows it. */
	readonly decision?: Decision;
	readonly attempt?: Attempt;
	/** The row that lets somebody through who may not. */
	readonly grant?: Grant;
}

const DECISIONS = ["accept", "reject", "defer", "fatal", "noauth", "notls", "unknown", "refuse"];

/** Reads `relaylint.test.json`: the form of `probes.json`, where every probe says what is expected, and sentences in `statements`. Total. */
export function readExpectations(text: string): ExpectationsOutcome {
	let fields: { probes?: unknown; statements?: unknown };
	try {
		fields = JSON.parse(text.replace(/^\uFEFF/, ""));
	} catch (fault) {
		return { kind: "bad", reason: `is no JSON: ${fault instanceof Error ? fault.message : String(fault)}` };
	}
	if (typeof fields !== "object" || fields === null || Array.isArray(fields)) return { kind: "bad", reason: "is no JSON object" };
	if (fields.probes === undefined && fields.statements === undefined)
		return { kind: "bad", reason: `has neither "probes" nor "statements"` };
	const hasProbes = fields.probes !== undefined;
	const read = readProbes(JSON.stringify({ probes: [], ...fields }));
	if (read.kind === "bad") return read;
	const raw = (hasProbes ? fields.probes : []) as Readonly<Record<string, unknown>>[];
	const expectations: Expectation[] = [];
	for (const [at, probe] of raw.entries()) {
		const asked = read.set.probes[at];
		if (asked === undefined) continue;
		const { about, relayed } = probe;
		if (asked.expect === undefined || !DECISIONS.includes(asked.expect))
			return { kind: "bad", reason: `probe ${at} has no "expect" that is one of ${DECISIONS.join(", ")}` };
		if (relayed !== undefined && !["yes", "no", "unknown"].includes(String(relayed)))
			return { kind: "bad", reason: `"relayed" of probe ${at} is neither "yes", "no" nor "unknown"` };
		const { attempt, expect } = asked;
		const words = `${attempt.client} to ${attempt.to}: ${expect}`;
		expectations.push({
			kind: "probe",
			text: typeof about === "string" ? `${about} (${words})` : words,
			attempt,
			expect,
			...(relayed === undefined ? {} : { relayed: String(relayed) }),
		});
	}
	const statements = fields.statements ?? [];
	if (!Array.isArray(statements)) return { kind: "bad", reason: `"statements" is no list` };
	for (const [at, statement] of statements.entries()) {
		const expectation = typeof statement === "string" ? readStatement(statement) : undefined;
		if (expectation === undefined) return { kind: "bad", reason: `statement ${at} is not understood: ${STATEMENT_FORMS}` };
		expectations.push(expectation);
	}
	return { kind: "expectations", expectations, world: read.set };
}

const STATEMENT_FORMS =
	'say "CLIENT [as USER] [from ADDRESS] to ADDRESS-OR-DOMAIN [on port N] is accepted|refused", "NETWORK may relay", "NETWORK may not relay", or "strangers may not relay"';

/** One sentence: `203.0.113.9 to example.net is refused`, `10.1.0.0/16 may relay`, `strangers may not relay`. */
function readStatement(statement: string): Expectation | undefined {
	const text = statement.trim().replace(/\s+/g, " ").replace(/\.$/, "");
	const network = /^(\S+) may (not )?relay$/i.exec(text);
	if (network !== null) {
		const [, who = "", not] = network;
		const addresses = /^strangers$/i.test(who) ? PUBLIC_ADDRESSES : parseAddressSet(who);
		return addresses === undefined ? undefined : { kind: "network", text, addresses, may: not === undefined };
	}
	const one = /^(\S+)(?: as (\S+))?(?: from (\S+))? to (\S+)(?: on port (\d{1,5}))? is (accepted|refused)$/i.exec(text);
	if (one === null) return undefined;
	const [, client = "", user, from, to = "", port, word = ""] = one;
	const address = parseAddressSet(client);
	if (address === undefined || client.includes("/")) return undefined;
	const attempt = attemptOf({
		client,
		to: to.includes("@") ? to : `someone@${to}`,
		...(from === undefined ? {} : { from: from === "<>" ? "" : from }),
		...(port === undefined ? {} : { port: Number(port) }),
		...(user === undefined ? {} : { login: { user, valid: true } }),
	});
	return { kind: "probe", text, attempt, expect: /accepted/i.test(word) ? "accept" : "refuse" };
}

/** Holds a configuration against its expectations, in the world that they describe. */
export function runExpectations(loaded: Loaded, expectations: readonly Expectation[], world: ProbeSet): readonly TestResult[] {
	const { policy } = loaded.configuration;
	const ask = (attempt: Attempt): Decision => {
		const { hostname, address, addresses, users, dns } = world;
		const client = {
			address: attempt.client,
			forged: attempt.forged,
			...(attempt.name === undefined ? {} : { name: attempt.name }),
		};
		return decide(policy, attempt, probeWorld({ hostname, address, addresses, users, zone: dns }, client));
	};
	let grants: readonly ListenerGrants[] | undefined;
	return expectations.map((expectation): TestResult => {
		if (expectation.kind === "probe") return probeResult(expectation, ask(expectation.attempt));
		if (expectation.may) return networkMay(expectation, loaded, ask);
		grants ??= grantsOf(policy, loaded.host);
		return networkMayNot(expectation, grants, ask);
	});
}

function probeResult(expectation: Extract<Expectation, { kind: "probe" }>, decision: Decision): TestResult {
	const { expect, relayed, attempt } = expectation;
	const { outcome } = decision;
	const decided = expect === "refuse" ? outcome !== "accept" && outcome !== "unknown" : outcome === expect;
	const passed = decided && (relayed === undefined || decision.relayed === relayed);
	const instead =
		outcome === "accept" ? `it is accepted, relayed: ${decision.relayed}` : `the answer is ${outcome} at ${decision.stage}`;
	return { expectation, passed, instead: passed ? "" : instead, decision, attempt };
}

/** As many classes of addresses are asked. */
const MOST_CLASSES = 2000;

function networkMay(
	expectation: Extract<Expectation, { kind: "network" }>,
	{ configuration }: Loaded,
	ask: (attempt: Attempt) => Decision,
): TestResult {
	const port = configuration.policy.listeners.some((one) => one.port === 25) ? 25 : configuration.policy.listeners[0]?.port;
	const sets = configuration.policy.listeners.flatMap((one) => mentionsOf(one).addressSets);
	const { classes } = addressClasses(expectation.addresses, sets);
	for (const { sample } of classes.slice(0, MOST_CLASSES)) {
		const attempt = attemptOf({
			client: formatAddress(sample as Address),
			to: "someone@victim.example",
			...(port === undefined ? {} : { port }),
		});
		const decision = ask(attempt);
		if (decision.outcome === "accept" && decision.relayed === "yes") continue;
		const what =
			decision.outcome === "accept" ? `mail is accepted, relayed: ${decision.relayed}` : `the answer is ${decision.outcome}`;
		return { expectation, passed: false, instead: `for ${attempt.client} ${what}`, decision, attempt };
	}
	return { expectation, passed: true, instead: "" };
}

function networkMayNot(
	expectation: Extract<Expectation, { kind: "network" }>,
	listeners: readonly ListenerGrants[],
	ask: (attempt: Attempt) => Decision,
): TestResult {
	for (const listener of listeners) {
		for (const grant of listener.grants) {
			if (grant.destinations.every((one) => one === OWN)) continue;
			if (grant.sessions.every((session) => session.login || session.certificate === "listed")) continue;
			const shared = intersectionOf(grant.addresses, expectation.addresses);
			if (isEmptyAddressSet(shared)) continue;
			const networks = clientTexts({ addresses: shared }).slice(0, 4);
			const words = [
				networks.length === 0 ? "anyone" : networks.join(", "),
				...sessionTexts(grant, listener),
				...conditionTexts(grant.conditions).map((text) => `where ${text}`),
				...grant.depends.map(({ text }) => `depending on ${text}`),
			];
			const [first] = addressClasses(shared, []).classes;
			const attempt =
				grant.example === undefined || first === undefined
					? undefined
					: { ...grant.example.attempt, client: formatAddress(first.sample) };
			return {
				expectation,
				passed: false,
				instead: `at ${listener.listener.name}: ${words.join(", ")}, may`,
				grant,
				...(attempt === undefined ? {} : { decision: ask(attempt), attempt }),
			};
		}
		const [limit] = listener.limits;
		if (limit !== undefined) return { expectation, passed: false, instead: `that cannot be told: ${limit}` };
	}
	return { expectation, passed: true, instead: "" };
}
