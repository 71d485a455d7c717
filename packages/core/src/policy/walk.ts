import type { Origin } from "../source/origin.ts";
import { evaluateBy, type Leaf } from "./evaluate.ts";
import { ofLeaf } from "./leaf-facts.ts";
import type { Match, VariableReader } from "./match.ts";
import type { Action, ComputedValue, Listener, Outcome, PolicyRule, Stage, StageRules } from "./relay-policy.ts";
import { type Dependency, dependsOn, type Truth, truthOf } from "./truth.ts";

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

/** A trace grows at its end and is shared by the walks that fork from it. */
export interface Trail {
	readonly step: TraceStep;
	readonly before: Trail | undefined;
}

/** One way in which the walk can stand, given what was assumed of the unknowns met so far. */
export interface State {
	readonly variables: ReadonlyMap<string, string>;
	readonly pendingIfAccepted: boolean;
	readonly pendingIfRefused: boolean;
	/** Assumed truths of unknown facts, by the fact's key. */
	readonly assumed: ReadonlyMap<string, boolean>;
	readonly depends: readonly Dependency[];
	readonly trail: Trail | undefined;
	/** The variables and assumptions as a text. */
	readonly standing: string;
}

export interface Ending {
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
	standing: "",
};

/**
 * Unknowns double the ways to stand. Past this many, what was assumed is forgotten: an unknown fact may then count as true
 * here and false there, which can turn an answer into an unknown and never into a wrong one.
 */
const MOST_STATES = 128;

/** Lists that call lists: deeper than this a configuration goes in circles, or the server itself gives up. */
const DEEPEST_CALL = 101;

export function unique(dependencies: readonly Dependency[]): readonly Dependency[] {
	return [...new Map(dependencies.map((dependency) => [factOf(dependency.key), dependency])).values()];
}

const facts = new Map<string, string>();

/** The key without the leaf that it was met in. */
function factOf(key: string): string {
	let fact = facts.get(key);
	if (fact === undefined) {
		fact = key.replace(/#\d+$/, "");
		if (facts.size >= 10_000) facts.clear();
		facts.set(key, fact);
	}
	return fact;
}

export function stepsOf(trail: Trail | undefined): readonly TraceStep[] {
	const steps: TraceStep[] = [];
	for (let at = trail; at !== undefined; at = at.before) steps.push(at.step);
	return steps.reverse();
}

/** How a walk tells what a leaf of a match is, and what a computed list holds: for one attempt, or for many together. */
export interface Interpreter {
	leaf(leaf: Leaf, variable: (name: string) => string | undefined, noted: (origin: Origin, truth: Truth) => void): Truth;
	rules(action: Extract<Action, { kind: "compute" }>): readonly PolicyRule[];
	/** The value of an assignment that is computed. */
	value(value: ComputedValue, variable: VariableReader): string;
}

/** How a walk through all lists of a listener can end. */
export interface Walked {
	readonly endings: readonly Ending[];
	/** True where not every ending was followed. */
	readonly overflowed: boolean;
}

/** How many rules may yet be looked at; walks that share one stop together. */
export interface Budget {
	left: number;
}

/** As many as one walk may take: lists that call lists three times each, forty levels deep, ask for more than anybody can wait for. */
const MOST_STEPS = 100_000;

/** Walks the lists of a listener in every way that the unknowns allow, as far as the budget goes. Total. */
export function walkStages(listener: Listener, interpreter: Interpreter, budget: Budget = { left: MOST_STEPS }): Walked {
	const walk = new Walk(interpreter, budget);
	let live: readonly State[] = [START];
	for (const stage of listener.stages) {
		const spared = walk.spared.splice(0);
		live = walk.stage(stage, live);
		for (const { at, state } of spared) {
			const through = stage.always === true ? walk.stage(stage, [state]) : [state];
			walk.spared.push(...through.map((one) => ({ at, state: one })));
		}
		if (live.length === 0 && walk.spared.length === 0) break;
	}
	const at = listener.stages.at(-1)?.at ?? "rcpt";
	return {
		endings: [
			...walk.endings,
			...walk.spared.map(({ at, state }): Ending => ({ outcome: "accept", stage: at, state })),
			...live.map((state): Ending => ({ outcome: "accept", stage: at, state })),
		],
		overflowed: walk.overflowed,
	};
}

/** One walk with all the ways in which it can stand. */
class Walk {
	readonly endings: Ending[] = [];
	/** The ways in which no further list is asked, with the stage that said so. */
	readonly spared: { readonly at: Stage; readonly state: State }[] = [];
	overflowed = false;
	readonly #interpreter: Interpreter;
	readonly #budget: Budget;

	constructor(interpreter: Interpreter, budget: Budget) {
		this.#interpreter = interpreter;
		this.#budget = budget;
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
			if (this.#isSpent(live)) return [];
			const next: State[] = [];
			for (const state of live) this.#rule(rule, state, at, next, accepted, depth);
			live = next.length > live.length ? this.#bounded(next) : next;
		}
		return live;
	}

	/** Takes what a rule costs: a look at each way to stand, and a copy of what each assumes. */
	#isSpent(live: readonly State[]): boolean {
		for (const { depends } of live) this.#budget.left -= 1 + (depends.length >> 3);
		if (this.#budget.left >= 0) return false;
		this.overflowed = true;
		return true;
	}

	#rule(rule: PolicyRule, state: State, at: Stage, next: State[], accepted: State[], depth: number): void {
		const seen: { origin?: Origin; truth?: Truth } = {};
		const truth = this.truth(rule.match, state, (origin, noted) => {
			seen.origin = origin;
			seen.truth = noted;
		});
		switch (truth.kind) {
			case "false":
				// What a refusal does not hold for is as much a reason as what an acceptance holds for.
				next.push(rule.action.kind === "refuse" ? withEvidence(state, seen) : state);
				return;
			case "true":
				this.#act(rule, withEvidence(state, seen), at, next, accepted, depth);
				return;
			case "error":
				if (rule.onError === "continue") next.push(state);
				else this.#end("defer", at, withStep(state, seen.origin ?? rule.origin, truth.reason, "defer"));
				return;
			case "unknown":
				for (const value of [true, false])
					this.#rule(rule, assuming(state, truth.because, value, rule), at, next, accepted, depth);
		}
	}

	/** The truth of a match where a state stands, with what it assumes; an unknown names a leaf of which nothing is assumed yet. */
	truth(match: Match, state: State, noted: (origin: Origin, truth: Truth) => void): Truth {
		const variable = (name: string) => state.variables.get(name);
		return evaluateBy(
			match,
			(leaf) => {
				const truth = this.#interpreter.leaf(leaf, variable, noted);
				if (truth.kind !== "unknown") return truth;
				const because = ofLeaf(leaf, truth.because);
				const assumed = state.assumed.get(because.key);
				return assumed === undefined ? dependsOn(because) : truthOf(assumed);
			},
			noted,
		);
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
				if (state.pendingIfAccepted) this.#end("defer", at, step("accept"));
				else if (this.spared.length < MOST_STATES) this.spared.push({ at, state: step("accept") });
				else this.#end("accept", at, step("accept"));
				return;
			case "assign":
				next.push(
					withVariable(
						step("assign"),
						action.name,
						typeof action.value === "string"
							? action.value
							: this.#interpreter.value(action.value, (name) => state.variables.get(name)),
					),
				);
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
					const outcome = (action.kind === "call" ? action.endless : undefined) ?? "defer";
					this.#end(outcome, at, withStep(state, rule.origin, `${action.name}: lists call each other without end`, outcome));
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
		const rules = action.kind === "call" ? action.rules : this.#interpreter.rules(action);
		const inner: State[] = [];
		next.push(...this.#rules(rules, [state], at, inner, depth + 1));
		for (const one of inner) {
			if (action.onAccept === undefined) accepted.push(one);
			else if (action.onAccept === "continue")
				next.push(withStep(one, rule.origin, `${action.name}: an acceptance does not count here`, "continue"));
			else this.#end("defer", at, withStep(one, rule.origin, `${action.name}: an acceptance is an error here`, "defer"));
		}
	}

	/** With both deferrals pending nothing that follows in the list can change the answer, and the list ends. */
	#pend(defer: "if-accepted" | "if-refused" | "never", state: State, next: State[], accepted: State[]): void {
		if (defer === "never") {
			next.push({ ...state, pendingIfAccepted: false, pendingIfRefused: false });
			return;
		}
		const pending = { ...state, ...(defer === "if-accepted" ? { pendingIfAccepted: true } : { pendingIfRefused: true }) };
		if (pending.pendingIfAccepted && pending.pendingIfRefused) accepted.push(pending);
		else next.push(pending);
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
		const byStanding = new Map<string, State[]>();
		for (const state of states) {
			const key = standing(state);
			const alike = byStanding.get(key);
			if (alike === undefined) byStanding.set(key, [state]);
			else alike.push(state);
		}
		const merged = byStanding.size === states.length ? states : [...byStanding.values()].map(mergedOf);
		if (merged.length <= MOST_STATES) return merged;
		return this.#bounded(merged.map((state) => ({ ...state, assumed: new Map(), standing: variablesOf(state) })));
	}
}

/** States that stand alike as one, which depends on all that they do. */
function mergedOf(alike: readonly State[]): State {
	const [first] = alike as readonly [State, ...State[]];
	if (alike.every((state) => state.depends === first.depends)) return first;
	return { ...first, depends: unique(alike.flatMap((state) => state.depends)) };
}

/** What a walk can tell about a state, as a text; facts are assumed in the order in which the lists ask. */
function standing(state: State): string {
	const pending = `${state.pendingIfAccepted ? "a" : ""}${state.pendingIfRefused ? "r" : ""}`;
	return `${pending}|${state.standing}`;
}

function forgetting(state: State, stage: StageRules): State {
	if (stage.forgetsPending === "all") return { ...state, pendingIfAccepted: false, pendingIfRefused: false };
	if (stage.forgetsPending === "if-refused") return { ...state, pendingIfRefused: false };
	return state;
}

function variablesOf(state: State): string {
	return [...state.variables].map(([name, value]) => `;${name}=${value}`).join("");
}

function withVariable(state: State, name: string, value: string): State {
	if (state.variables.get(name) === value) return state;
	return { ...state, variables: new Map([...state.variables, [name, value]]), standing: `${state.standing};${name}=${value}` };
}

function assuming(state: State, because: Dependency, value: boolean, rule: PolicyRule): State {
	return {
		...withStep(state, rule.origin, because.text, "unknown"),
		assumed: new Map([...state.assumed, [because.key, value]]),
		standing: `${state.standing};${because.key}:${value}`,
		depends: [...state.depends, because],
	};
}

/** The state with the words that a match noted while it was evaluated. */
function withEvidence(state: State, { origin, truth }: { readonly origin?: Origin; readonly truth?: Truth }): State {
	return origin === undefined ? state : withStep(state, origin, undefined, truth?.kind === "false" ? "no-match" : "match");
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
