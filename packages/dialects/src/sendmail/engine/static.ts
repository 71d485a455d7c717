import type { Server } from "../server.ts";
import type { CompiledRule } from "./compile.ts";
import { isSpecial } from "./symbols.ts";
import { compiledRules } from "./world.ts";

/** The answers that a rule set can give, whatever it is asked. */
export type StaticAnswer = "pass" | "accept" | "reject" | "defer" | "discard" | "hold";

export interface PossibleAnswers {
	/** The one answer that it gives to everything. */
	readonly always?: StaticAnswer;
	/** The answers beside `pass` that its rules spell out. */
	readonly answers: ReadonlySet<StaticAnswer>;
	/** True where an answer may come from what is not spelled out. */
	readonly open: boolean;
}

/** Reads a rule set, and those it calls, for the answers that they can give. */
export function possibleAnswers(server: Server, name: string): PossibleAnswers {
	const answers = new Set<StaticAnswer>();
	const seen = new Set<string>();
	let open = false;
	const visit = (ruleset: string): void => {
		const key = ruleset.toLowerCase();
		if (seen.has(key)) return;
		seen.add(key);
		const set = server.rulesets.get(key);
		if (set === undefined) {
			if (!HARMLESS.has(key)) open = true;
			return;
		}
		for (const rule of compiledRules(server, set)) {
			const { right } = rule;
			for (const [at, element] of right.entries()) {
				if (element.kind !== "token") continue;
				const next = right[at + 1];
				const word = next?.kind === "token" ? next.token.toLowerCase() : undefined;
				if (isSpecial(element.token, "$#")) {
					if (word === undefined) open = true;
					else for (const answer of answersOf(word)) answers.add(answer);
				} else if (isSpecial(element.token, "$>")) {
					if (word === undefined) open = true;
					else visit(word.replace(/^"(.*)"$/, "$1"));
				}
			}
		}
	};
	visit(name);
	const always = constantAnswer(server, name);
	return { answers, open, ...(always === undefined ? {} : { always }) };
}

/** Stock rule sets that give addresses and never an answer. */
const HARMLESS = new Set(["3", "canonify", "canonaddr", "96", "canonify2"]);

function answersOf(mailer: string): readonly StaticAnswer[] {
	if (mailer === "error") return ["reject", "defer", "hold"];
	return mailer === "discard" ? ["discard"] : ["accept"];
}

/** A first rule that matches everything and leaves with an answer of its own. */
function constantAnswer(server: Server, name: string): StaticAnswer | undefined {
	const set = server.rulesets.get(name.toLowerCase());
	if (set === undefined) return undefined;
	const first: CompiledRule | undefined = compiledRules(server, set)[0];
	const [only] = first?.left ?? [];
	if (first === undefined || first.left.length !== 1 || only?.kind !== "any" || only.least !== 0 || only.most !== undefined)
		return undefined;
	const [mark, mailer] = first.right;
	const constant = first.right.every((element) => element.kind === "token");
	if (first.end !== "answer" || !constant || mark?.kind !== "token" || mailer?.kind !== "token") return undefined;
	const word = mailer.token.toLowerCase();
	if (word === "discard") return "discard";
	return word === "error" ? undefined : "accept";
}

/** Words of rules and of the classes that they ask: where the search for a witness looks. */
export function wordsOfRules(server: Server, name: string): readonly string[] {
	const set = server.rulesets.get(name.toLowerCase());
	if (set === undefined) return [];
	const words = new Set<string>();
	for (const { left } of compiledRules(server, set)) {
		let phrase = "";
		const flush = () => {
			if (/[a-z0-9]/.test(phrase)) words.add(phrase.replace(/^[.<@]+|[.>]+$/g, ""));
			phrase = "";
		};
		for (const element of left) {
			if (element.kind === "text" && !/^[<>]$/.test(element.folded) && !isSpecial(element.folded)) phrase += element.folded;
			else {
				flush();
				if (element.kind === "class")
					for (const word of [...server.class(element.name).words.keys()].slice(0, 20)) words.add(word);
			}
		}
		flush();
	}
	return [...words].filter((word) => word !== "").slice(0, 60);
}
