import { containsAddress, parseAddress, sizeOf } from "../network/address-set.ts";
import { byDefault, type Origin } from "../source/origin.ts";
import type { Attempt } from "./attempt.ts";
import { type Context, contextOf } from "./context.ts";
import { evaluate, type MatchReader } from "./evaluate.ts";
import type { Action, Listener, NameFacts, Outcome, PolicyRule, RelayPolicy, Stage, StageRules } from "./relay-policy.ts";
import type { Dependency, Truth } from "./truth.ts";
import type { World } from "./world.ts";

/** What a step of a trace did. */
export type TraceEffect =
	| "accept"
	| "reject"
	| "defer"
	| "fatal"
	| "continue"
	| "match"
	| "no-match"
	| "assign"
	| "call"
	| "unknown";

/** One configuration line that decided, in order. */
export interface TraceStep {
	readonly origin: Origin;
	readonly text: string;
	readonly effect: TraceEffect;
}

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
}

/** A trace grows at its end and is shared by the walks that fork from it. */
interface Trail {
	readonly step: TraceStep;
	readonly before: Trail | undefined;
}

/** One way in which the walk can stand, given what was assumed of the unknowns met so far. */
interface State {
	readonly variables: ReadonlyMap<string, string>;
	readonly pendingIfAccepted: boolean;
	readonly pendingIfRefused: boolean;
	/** Assumed truths of unknown facts, by the fact's key. */
	readonly assumed: ReadonlyMap<string, boolean>;
	readonly depends: readonly Dependency[];
	readonly trail: Trail | undefined;
}

interface Ending {
	readonly outcome: Outcome;
	readonly stage: Stage;
	readonly state: State;
}

const START: State = {
	variables: new Map(),
	pendingIfAccepted: false,
	pendingIfRefused: false,
	assumed: new Map(),
	depends: [],
	trail: undefined,
};

/**
 * Unknowns double the ways to stand. Past this many, what was assumed is forgotten: an unknown fact may then count as true
 * here and false there, which can turn an answer into an unknown and never into a wrong one.
 */
const MOST_STATES = 128;

/** Lists that call lists: deeper than this a configuration goes in circles, or the server itself gives up. */
const DEEPEST_CALL = 101;

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
	return reached.reduce<Listener | undefined>((best, one) => (best === undefined || breadth(one) <= breadth(best) ? one : best), undefined);
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

/** What becomes of an attempt at one listener, whatever the attempt says about the port. */
export function walkListener(listener: Listener, context: Context, facts: NameFacts): Decision {
	const walk = new Walk(context, facts);
	let live: readonly State[] = [START];
	for (const stage of listener.stages) {
		live = walk.stage(stage, live);
		if (live.length === 0) break;
	}
	const lastStage = listener.stages.at(-1)?.at ?? "rcpt";
	const endings = [...walk.endings, ...live.map((state): Ending => ({ outcome: "accept", stage: lastStage, state }))];
	return summary(endings, walk, listener, context, facts);
}

function summary(endings: readonly Ending[], walk: Walk, listener: Listener, context: Context, facts: NameFacts): Decision {
	const first = endings[0];
	if (first === undefined || walk.overflowed || endings.some((ending) => ending.outcome !== first.outcome)) {
		const depends = unique([...endings.flatMap((ending) => ending.state.depends), ...(walk.overflowed ? [tooManyWays] : [])]);
		const trail = endings.find((ending) => ending.outcome === "accept")?.state.trail ?? first?.state.trail;
		return {
			outcome: "unknown",
			relayed: "unknown",
			stage: first?.stage ?? "rcpt",
			trace: stepsOf(trail),
			depends,
			listener,
		};
	}
	if (first.outcome !== "accept") {
		return {
			outcome: first.outcome,
			relayed: "no",
			stage: first.stage,
			trace: stepsOf(first.state.trail),
			depends: [],
			listener,
		};
	}
	const relayed = endings.map((ending) => evaluate(listener.relays, context, walk.reader(ending.state)));
	const kinds = new Set(relayed.map((truth) => truth.kind));
	const only = kinds.size === 1 ? relayed[0]?.kind : "unknown";
	return {
		outcome: "accept",
		relayed: only === "true" ? "yes" : only === "false" ? "no" : "unknown",
		stage: first.stage,
		trace: stepsOf(first.state.trail),
		depends: only === "unknown" ? unique(relayed.flatMap((truth) => (truth.kind === "unknown" ? [truth.because] : []))) : [],
		listener,
	};
}

const tooManyWays: Dependency = {
	kind: "limit",
	key: "too-many-ways",
	text: "too many unknown facts in one walk to follow all their combinations",
};

function unique(dependencies: readonly Dependency[]): readonly Dependency[] {
	return [...new Map(dependencies.map((dependency) => [dependency.key, dependency])).values()];
}

function stepsOf(trail: Trail | undefined): readonly TraceStep[] {
	const steps: TraceStep[] = [];
	for (let at = trail; at !== undefined; at = at.before) steps.push(at.step);
	return steps.reverse();
}

/** One walk through the lists of a listener with all the ways in which it can stand; internal to `decide`. */
class Walk {
	readonly endings: Ending[] = [];
	overflowed = false;
	readonly #context: Context;
	readonly #facts: NameFacts;
	#noted: { origin: Origin; truth: Truth } | undefined;

	constructor(context: Context, facts: NameFacts) {
		this.#context = context;
		this.#facts = facts;
	}

	reader(state: State): MatchReader {
		return {
			name: (fact, context) => this.#facts.name(fact, context),
			variable: (name) => state.variables.get(name),
			noted: (origin, truth) => {
				this.#noted = { origin, truth };
			},
		};
	}

	/** Walks one list; what comes back goes on to the next list. */
	stage(stage: StageRules, entering: readonly State[]): readonly State[] {
		const states = entering.map((state) => forgetting(state, stage));
		const accepted: State[] = [];
		const fallen = this.#rules(stage.rules, states, stage.at, accepted, 0);
		const through = this.#bounded([...accepted, ...fallen]);
		if (stage.settlesPending !== true) return through;
		const settled: State[] = [];
		for (const state of through) {
			if (!state.pendingIfAccepted) settled.push(state);
			else this.#end("defer", stage.at, withStep(state, stage.origin, `${stage.name}: a pending deferral`, "defer"));
		}
		return settled;
	}

	/** Walks rules; the states that come back fell off the end. */
	#rules(
		rules: readonly PolicyRule[],
		entering: readonly State[],
		at: Stage,
		accepted: State[],
		depth: number,
	): readonly State[] {
		let live = entering;
		for (const rule of rules) {
			if (live.length === 0) return live;
			const next: State[] = [];
			for (const state of live) this.#rule(rule, state, at, next, accepted, depth);
			live = this.#bounded(next);
		}
		return live;
	}

	#rule(rule: PolicyRule, state: State, at: Stage, next: State[], accepted: State[], depth: number): void {
		this.#noted = undefined;
		const truth = this.#assumed(state, evaluate(rule.match, this.#context, this.reader(state)));
		const noted = this.#noted as { origin: Origin; truth: Truth } | undefined;
		switch (truth.kind) {
			case "false":
				next.push(state);
				return;
			case "true": {
				const seen =
					noted === undefined
						? state
						: withStep(state, noted.origin, undefined, noted.truth.kind === "false" ? "no-match" : "match");
				this.#act(rule, seen, at, next, accepted, depth);
				return;
			}
			case "error":
				if (rule.onError === "continue") next.push(state);
				else this.#end("defer", at, withStep(state, noted?.origin ?? rule.origin, truth.reason, "defer"));
				return;
			case "unknown": {
				const because = truth.because;
				this.#act(rule, assuming(state, because, true, rule), at, next, accepted, depth);
				next.push(assuming(state, because, false, rule));
			}
		}
	}

	#assumed(state: State, truth: Truth): Truth {
		if (truth.kind !== "unknown") return truth;
		const assumed = state.assumed.get(truth.because.key);
		return assumed === undefined ? truth : { kind: assumed ? "true" : "false" };
	}

	#act(rule: PolicyRule, state: State, at: Stage, next: State[], accepted: State[], depth: number): void {
		const action: Action = rule.action;
		const step = (effect: TraceEffect) => withStep(state, rule.origin, rule.text, effect);
		switch (action.kind) {
			case "continue":
				next.push(step("continue"));
				return;
			case "accept":
				accepted.push(step("accept"));
				return;
			case "accept-session":
				this.#end(state.pendingIfAccepted ? "defer" : "accept", at, step("accept"));
				return;
			case "assign":
				next.push({ ...step("assign"), variables: new Map([...state.variables, [action.name, action.value]]) });
				return;
			case "pend":
				this.#pend(action.defer, step("continue"), next, accepted);
				return;
			case "refuse":
				this.#end(action.outcome, at, step(effectOf(action.outcome)));
				return;
			case "call":
			case "compute": {
				if (depth >= DEEPEST_CALL) {
					this.#end("defer", at, withStep(state, rule.origin, `${action.name}: lists call each other without end`, "defer"));
					return;
				}
				this.#call(rule, action, step("call"), at, next, accepted, depth);
			}
		}
	}

	#call(
		rule: PolicyRule,
		action: Extract<Action, { kind: "call" | "compute" }>,
		state: State,
		at: Stage,
		next: State[],
		accepted: State[],
		depth: number,
	): void {
		const rules = action.kind === "call" ? action.rules : this.#computed(action);
		const inner: State[] = [];
		next.push(...this.#rules(rules, [state], at, inner, depth + 1));
		for (const one of inner) {
			if (action.onAccept === undefined) accepted.push(one);
			else if (action.onAccept === "continue") next.push(withStep(one, rule.origin, `${action.name}: an acceptance does not count here`, "continue"));
			else this.#end("defer", at, withStep(one, rule.origin, `${action.name}: an acceptance is an error here`, "defer"));
		}
	}

	/** With both deferrals pending nothing that follows in the list can change the answer, and the list ends. */
	#pend(defer: "if-accepted" | "if-refused", state: State, next: State[], accepted: State[]): void {
		const pending = { ...state, ...(defer === "if-accepted" ? { pendingIfAccepted: true } : { pendingIfRefused: true }) };
		if (pending.pendingIfAccepted && pending.pendingIfRefused) accepted.push(pending);
		else next.push(pending);
	}

	#computed(action: Extract<Action, { kind: "compute" }>): readonly PolicyRule[] {
		try {
			return action.rules(this.#context);
		} catch (fault) {
			const text = `internal error in ${action.name}: ${fault instanceof Error ? fault.message : String(fault)}`;
			const because: Dependency = { kind: "limit", key: `fault:${action.name}`, text };
			const origin = byDefault(text);
			return [{ match: { kind: "unknown", because, origin }, action: { kind: "accept" }, origin }];
		}
	}

	#end(outcome: Outcome, stage: Stage, state: State): void {
		if (this.endings.length > MOST_STATES * 8) {
			this.overflowed = true;
			return;
		}
		const softened = outcome === "reject" && state.pendingIfRefused ? "defer" : outcome;
		this.endings.push({ outcome: softened, stage, state });
	}

	/** Ways that stand alike are one: what they assumed no longer tells them apart. */
	#bounded(states: readonly State[]): readonly State[] {
		if (states.length <= 1) return states;
		const byStanding = new Map<string, State>();
		for (const state of states) {
			const key = standing(state);
			const known = byStanding.get(key);
			byStanding.set(key, known === undefined ? state : { ...known, depends: unique([...known.depends, ...state.depends]) });
		}
		if (byStanding.size <= MOST_STATES) return [...byStanding.values()];
		return this.#bounded([...byStanding.values()].map((state) => ({ ...state, assumed: new Map() })));
	}
}

function standing(state: State): string {
	const assumed = [...state.assumed].map(([key, value]) => `${key}=${value}`).sort();
	const variables = [...state.variables].map(([name, value]) => `${name}=${value}`).sort();
	return JSON.stringify([state.pendingIfAccepted, state.pendingIfRefused, variables, assumed]);
}

function forgetting(state: State, stage: StageRules): State {
	if (stage.forgetsPending === "all") return { ...state, pendingIfAccepted: false, pendingIfRefused: false };
	if (stage.forgetsPending === "if-refused") return { ...state, pendingIfRefused: false };
	return state;
}

function assuming(state: State, because: Dependency, value: boolean, rule: PolicyRule): State {
	return {
		...withStep(state, rule.origin, because.text, "unknown"),
		assumed: new Map([...state.assumed, [because.key, value]]),
		depends: [...state.depends, because],
	};
}

function withStep(state: State, origin: Origin, text: string | undefined, effect: TraceEffect): State {
	return { ...state, trail: { step: { origin, text: text ?? textOf(origin), effect }, before: state.trail } };
}

function textOf(origin: Origin): string {
	return origin.kind === "file" ? origin.file.text.slice(origin.span.start, origin.span.end) : origin.text;
}

function effectOf(outcome: Outcome): TraceEffect {
	if (outcome === "noauth" || outcome === "notls") return "reject";
	return outcome;
}
