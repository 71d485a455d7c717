import { containsAddress, parseAddress, sizeOf } from "../network/address-set.ts";
import { byDefault, type Origin } from "../source/origin.ts";
import type { Attempt } from "./attempt.ts";
import { type Context, contextOf } from "./context.ts";
import { evaluate, leafTruth } from "./evaluate.ts";
import type { Action, Listener, NameFacts, Outcome, PolicyRule, RelayPolicy, Stage } from "./relay-policy.ts";
import { type Dependency, errorTruth, FALSE, type Truth } from "./truth.ts";
import { type Budget, type Interpreter, stepsOf, type TraceStep, unique, walkStages } from "./walk.ts";
import type { World } from "./world.ts";

/** What becomes of a recipient. */
export interface Decision {
	readonly outcome: Outcome | "unknown";
	/** Whether an acceptance leaves for somebody else's server; `no` where nothing is accepted. */
	readonly relayed: "yes" | "no" | "unknown";
	/** Where in the dialogue the answer is given. */
	readonly stage: Stage;
	readonly trace: readonly TraceStep[];
	/** For an unknown: everything that it depends on. */
	readonly depends: readonly Dependency[];
	/** The listener that took the connection. */
	readonly listener?: Listener;
	/** What the lists assigned, where every way of the unknowns agrees. */
	readonly assigned?: ReadonlyMap<string, string>;
}

/** What becomes of one attempt's recipient under a policy. Total: it always ends and never throws. */
export function decide(policy: RelayPolicy, attempt: Attempt, world: World): Decision {
	const context = contextOf(attempt, world);
	const listener = listenerFor(policy, attempt, world);
	if (listener === undefined) {
		const origin = byDefault(`nothing listens on port ${attempt.port} of ${serverAddress(attempt, world)}`);
		return {
			outcome: "fatal",
			relayed: "no",
			stage: "connect",
			trace: [{ origin, text: origin.text, effect: "fatal" }],
			depends: [],
		};
	}
	return walkListener(listener, context, policy.facts);
}

/** The listener to which an attempt connects. */
export function listenerFor(policy: RelayPolicy, attempt: Attempt, world: World): Listener | undefined {
	const address = parseAddress(serverAddress(attempt, world));
	const onPort = policy.listeners.filter((listener) => listener.port === attempt.port);
	const reached = onPort.filter((listener) => address === undefined || containsAddress(listener.addresses, address));
	// A listener on one address takes its clients from one on every address.
	return reached.reduce<Listener | undefined>(
		(best, one) => (best === undefined || breadth(one) <= breadth(best) ? one : best),
		undefined,
	);
}

function breadth(listener: Listener): number {
	const { v4, v6 } = sizeOf(listener.addresses);
	return v4 + Number(v6 >> 96n);
}

function serverAddress(attempt: Attempt, world: World): string {
	if (attempt.server !== undefined) return attempt.server;
	if (attempt.client.startsWith("127.")) return "127.0.0.1";
	if (attempt.client === "::1") return "::1";
	const six = attempt.client.includes(":");
	return world.mainAddresses.find((address) => address.includes(":") === six) ?? "";
}

/** What becomes of an attempt at one listener, whatever the attempt says about the port; unknown where the budget does not go so far. */
export function walkListener(listener: Listener, context: Context, facts: NameFacts, budget?: Budget): Decision {
	const reader = (variable: (name: string) => string | undefined, noted?: (origin: Origin, truth: Truth) => void) => ({
		name: (fact: string, of: Context) => facts.name(fact, of),
		variable,
		...(noted === undefined ? {} : { noted }),
	});
	const interpreter: Interpreter = {
		leaf: (leaf, variable, noted) => leafTruth(leaf, context, reader(variable, noted)),
		rules: (action) => computedRules(action, context),
		value: (value, variable) => value.of(context, variable),
	};
	const { endings, overflowed } = walkStages(listener, interpreter, budget);
	const first = endings[0];
	const assigned = new Map(
		[...(first?.state.variables ?? [])].filter(([name, value]) =>
			endings.every((ending) => ending.state.variables.get(name) === value),
		),
	);
	const common = assigned.size === 0 ? { listener } : { listener, assigned };
	if (first === undefined || overflowed || endings.some((ending) => ending.outcome !== first.outcome)) {
		const accepting = endings.find((ending) => ending.outcome === "accept");
		return {
			outcome: "unknown",
			relayed: "unknown",
			stage: first?.stage ?? "rcpt",
			trace: stepsOf((accepting ?? first)?.state.trail),
			depends: unique([...endings.flatMap((ending) => ending.state.depends), ...(overflowed ? [tooManyWays] : [])]),
			...common,
		};
	}
	const answer = { outcome: first.outcome, stage: first.stage, trace: stepsOf(first.state.trail), ...common };
	if (first.outcome !== "accept") return { ...answer, relayed: "no", depends: [] };
	const relayed = endings.map((ending) =>
		evaluate(
			listener.relays,
			context,
			reader((name) => ending.state.variables.get(name)),
		),
	);
	const kinds = new Set(relayed.map((one) => one.kind));
	const only = kinds.size === 1 ? relayed[0]?.kind : "unknown";
	if (only === "true" || only === "false") return { ...answer, relayed: only === "true" ? "yes" : "no", depends: [] };
	return {
		...answer,
		relayed: "unknown",
		depends: unique(relayed.flatMap((one) => (one.kind === "unknown" ? [one.because] : []))),
	};
}

/**
 * Whether an attempt is surely accepted and relayed, without following what is unknown: quicker than a decision, and no where that is unknown.
 */
export function surelyRelays(listener: Listener, context: Context, facts: NameFacts, budget?: Budget): boolean {
	let unknown = false;
	const reader = (variable: (name: string) => string | undefined) => ({
		name: (fact: string, of: Context) => facts.name(fact, of),
		variable,
	});
	const interpreter: Interpreter = {
		leaf(leaf, variable) {
			const truth = unknown ? FALSE : leafTruth(leaf, context, reader(variable));
			if (truth.kind !== "unknown") return truth;
			unknown = true;
			return errorTruth(truth.because.text);
		},
		rules: (action) => computedRules(action, context),
		value: (value, variable) => value.of(context, variable),
	};
	const { endings, overflowed } = walkStages(listener, interpreter, budget);
	const [only] = endings;
	if (unknown || overflowed || endings.length !== 1 || only?.outcome !== "accept") return false;
	return (
		evaluate(
			listener.relays,
			context,
			reader((name) => only.state.variables.get(name)),
		).kind === "true"
	);
}

/** A fault of ours in a computed list is an unknown that says so. */
function computedRules(action: Extract<Action, { kind: "compute" }>, context: Context): readonly PolicyRule[] {
	try {
		return action.rules(context);
	} catch (fault) {
		const text = `internal error in ${action.name}: ${fault instanceof Error ? fault.message : String(fault)}`;
		const because: Dependency = { kind: "limit", key: `fault:${action.name}`, text };
		const origin = byDefault(text);
		return [{ match: { kind: "unknown", because, origin }, action: { kind: "accept" }, origin }];
	}
}

const tooManyWays: Dependency = {
	kind: "limit",
	key: "too-many-ways",
	text: "too many unknown facts in one walk to follow all their combinations",
};
