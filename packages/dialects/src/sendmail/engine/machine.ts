import type { Dependency } from "@relaylint/core";
import { type CompiledRule, type LeftElement, type RightElement, tokenizeRuleText } from "./compile.ts";
import { isSpecial, joined, special, type Token } from "./symbols.ts";

/** What a lookup gives: text that takes its place, or nothing. */
export type LookupResult = { readonly kind: "found"; readonly text: string } | { readonly kind: "absent" };

/** What rules ask of the world while they run. What is not known is told by {@link Outside}. */
export interface RuleWorld {
	readonly operators: string;
	/** The rules of a rule set; undefined where there is none of that name. */
	ruleset(name: string): readonly CompiledRule[] | undefined;
	/** A rule set that is not spelled out but known: what it makes of its argument. */
	native(name: string, tokens: readonly Token[]): readonly Token[] | undefined;
	/** True where every rule set is spelled out: one of a number that rules call, and that is not there, has no rules. */
	readonly whole?: boolean;
	inClass(name: string, word: string): boolean;
	/** The value of `$&x`; empty where it has none. */
	macro(name: string): string;
	lookup(map: string, key: string, given: readonly string[]): LookupResult;
	/** `$[ name $]`. */
	canonical(name: string): string | undefined;
}

/** Thrown inside a run where an answer hangs on something that is not known; never leaves {@link runRuleset}. */
export class Outside extends Error {
	readonly because: Dependency;

	constructor(because: Dependency) {
		super(because.text);
		this.because = because;
	}
}

/** What a rule set makes of a workspace. */
export type RunResult =
	| { readonly kind: "tokens"; readonly tokens: readonly Token[] }
	| { readonly kind: "unknown"; readonly because: Dependency };

/** Sendmail gives up on a rule that goes on matching, and on rule sets that call each other so deep. */
const MOST_TURNS = 100;
const DEEPEST = 50;
const MOST_STEPS = 200_000;
const MOST_TOKENS = 1000;

function limit(text: string): Dependency {
	return { kind: "limit", key: `rules:${text}`, text };
}

/** Runs a rule set: op.txt 5.1. Total, in bounded time. */
export function runRuleset(name: string, tokens: readonly Token[], world: RuleWorld): RunResult {
	const machine = new Machine(world);
	try {
		return { kind: "tokens", tokens: machine.call(name, tokens, 0) };
	} catch (fault) {
		if (fault instanceof Outside) return { kind: "unknown", because: fault.because };
		throw fault;
	}
}

/** How often a rule did not come to an end: one that never does is not waited for again and again. */
const overruns = new WeakMap<CompiledRule, number>();
const MOST_OVERRUNS = 20;
const FEW_TURNS = 5;

const isRunaway = (rule: CompiledRule) => (overruns.get(rule) ?? 0) >= MOST_OVERRUNS;

function runAway(rule: CompiledRule, text: string): Outside {
	overruns.set(rule, (overruns.get(rule) ?? 0) + 1);
	return new Outside(limit(text));
}

class Machine {
	readonly #world: RuleWorld;
	#steps = 0;

	constructor(world: RuleWorld) {
		this.#world = world;
	}

	call(name: string, tokens: readonly Token[], depth: number): readonly Token[] {
		if (depth > DEEPEST) throw new Outside(limit("rule sets that call each other without end"));
		const rules = this.#world.ruleset(name);
		if (rules !== undefined) return this.#run(rules, tokens, depth);
		if (this.#world.whole === true && depth > 0 && /^\d+$/.test(name)) return tokens;
		const native = this.#world.native(name, tokens);
		if (native === undefined) throw new Outside(limit(`the rule set ${name}, which the files do not spell out`));
		return native;
	}

	#run(rules: readonly CompiledRule[], entering: readonly Token[], depth: number): readonly Token[] {
		let tokens = entering;
		for (const rule of rules) {
			for (let turn = 0; ; turn++) {
				if (turn > (isRunaway(rule) ? FEW_TURNS : MOST_TURNS))
					throw runAway(rule, "a rule that matches its own result without end");
				const bound = this.#match(rule.left, tokens);
				if (bound === undefined) break;
				tokens = this.#replace(rule.right, bound, depth);
				if (tokens.length > MOST_TOKENS) throw runAway(rule, "an address of more than a thousand parts");
				if (rule.end === "return" || rule.end === "answer" || isSpecial(tokens[0], "$#")) return tokens;
				if (rule.end === "once") break;
			}
		}
		return tokens;
	}

	/** Shortest first, as far as needed; what each operator took, in order. */
	#match(left: readonly LeftElement[], tokens: readonly Token[]): readonly (readonly Token[])[] | undefined {
		const bound: (readonly Token[])[] = [];
		const step = (element: number, at: number): boolean => {
			this.#steps += 1;
			if (this.#steps > MOST_STEPS) throw new Outside(limit("rules that take too many steps"));
			const one = left[element];
			if (one === undefined) return at === tokens.length;
			switch (one.kind) {
				case "text":
					return tokens[at]?.toLowerCase() === one.folded && step(element + 1, at + 1);
				case "nothing":
					return step(element + 1, at);
				case "macro": {
					const words = tokenizeRuleText(this.#world.macro(one.name), this.#world.operators);
					const same = words.every((word, offset) => tokens[at + offset]?.toLowerCase() === word.toLowerCase());
					return same && step(element + 1, at + words.length);
				}
				case "any": {
					const most = one.most ?? tokens.length - at;
					for (let length = one.least; length <= most && at + length <= tokens.length; length++) {
						bound.push(tokens.slice(at, at + length));
						if (step(element + 1, at + length)) return true;
						bound.pop();
					}
					return false;
				}
				case "class":
					return this.#matchClass(one, at, tokens, bound, (end) => step(element + 1, end));
			}
		};
		return step(0, 0) ? bound : undefined;
	}

	#matchClass(
		one: Extract<LeftElement, { kind: "class" }>,
		at: number,
		tokens: readonly Token[],
		bound: (readonly Token[])[],
		next: (end: number) => boolean,
	): boolean {
		const most = one.negated ? Math.min(tokens.length, at + 1) : tokens.length;
		for (let end = at + 1; end <= most; end++) {
			const phrase = tokens.slice(at, end);
			if (this.#world.inClass(one.name, joined(phrase)) === one.negated) continue;
			bound.push(phrase);
			if (next(end)) return true;
			bound.pop();
		}
		return false;
	}

	/** Puts what was matched in place, then looks up, then calls. */
	#replace(right: readonly RightElement[], bound: readonly (readonly Token[])[], depth: number): readonly Token[] {
		const placed: Token[] = [];
		for (const element of right) {
			if (element.kind === "token") placed.push(element.token);
			else if (element.kind === "reference") placed.push(...(bound[element.number - 1] ?? []));
			else placed.push(...tokenizeRuleText(this.#world.macro(element.name), this.#world.operators));
		}
		return this.#called(this.#lookedUp(placed), depth);
	}

	#lookedUp(tokens: readonly Token[]): readonly Token[] {
		const out: Token[] = [];
		for (let at = 0; at < tokens.length; at++) {
			const token = tokens[at] ?? "";
			const host = isSpecial(token, "$[");
			if (!host && !isSpecial(token, "$(")) {
				out.push(token);
				continue;
			}
			const close = tokens.findIndex((one, index) => index > at && isSpecial(one, host ? "$]" : "$)"));
			const end = close === -1 ? tokens.length : close;
			out.push(...this.#lookup(host, tokens.slice(at + 1, end)));
			at = end;
		}
		return out;
	}

	#lookup(host: boolean, inside: readonly Token[]): readonly Token[] {
		const map = host ? "host" : (inside[0] ?? "");
		const key: Token[] = [];
		const given: Token[][] = [];
		let otherwise: Token[] | undefined;
		// What was matched may bring marks of its own: each begins a part, and the last default holds.
		let part = key;
		for (const token of host ? inside : inside.slice(1)) {
			if (isSpecial(token, "$:")) {
				otherwise = [];
				part = otherwise;
			} else if (isSpecial(token, "$@")) {
				part = [];
				given.push(part);
			} else part.push(token);
		}
		const found: LookupResult = host
			? this.#canonical(joined(key))
			: this.#world.lookup(
					map,
					joined(key),
					given.map((one) => joined(one)),
				);
		if (found.kind === "found") return tokenizeRuleText(found.text, this.#world.operators);
		return otherwise ?? key;
	}

	#canonical(name: string): LookupResult {
		const canonical = this.#world.canonical(name);
		return canonical === undefined ? { kind: "absent" } : { kind: "found", text: canonical };
	}

	/** `$>name` takes all that follows it; of several the last is called first. */
	#called(tokens: readonly Token[], depth: number): readonly Token[] {
		const at = tokens.findLastIndex((token) => isSpecial(token, "$>"));
		if (at === -1) return tokens;
		const name = (tokens[at + 1] ?? "").replace(/^"(.*)"$/, "$1");
		const result = this.call(name, tokens.slice(at + 2), depth + 1);
		return this.#called([...tokens.slice(0, at), ...result], depth);
	}
}

/** The answer `$#name $@ host $: rest` of a rule set; undefined where it is none. */
export function answerOf(
	tokens: readonly Token[],
): { readonly mailer: string; readonly host: readonly Token[]; readonly user: readonly Token[] } | undefined {
	if (!isSpecial(tokens[0], "$#")) return undefined;
	const colon = tokens.indexOf(special("$:"));
	const at = tokens.indexOf(special("$@"));
	const end = colon === -1 ? tokens.length : colon;
	return {
		mailer: (tokens[1] ?? "").toLowerCase(),
		host: at === -1 || at > end ? [] : tokens.slice(at + 1, end),
		user: colon === -1 ? [] : tokens.slice(colon + 1),
	};
}
