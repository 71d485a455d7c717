import {
	byDefault,
	dependsOn,
	FALSE,
	type Match,
	type Origin,
	type PolicyRule,
	TRUE,
	type Truth,
	truthOf,
} from "@relaylint/core";
import { type Acl, type AclCondition, type AclStatement, inlineAcl } from "../acl-statements.ts";
import { expand } from "../expansion/evaluate.ts";
import { limit, testOf, type Value } from "../expansion/value-of.ts";
import { isModifier } from "../schema/acl-conditions.ts";
import type { ValueText } from "../value.ts";
import { inlineVerbs, nameMatches } from "./acl-inline.ts";
import {
	ALWAYS,
	allOf,
	controlRules,
	DISCARDED,
	diesIn,
	mayEnd,
	onFailure,
	originWords,
	splitWords,
	whyWrong,
} from "./acl-parts.ts";
import { brokenMatch, ending, setRules } from "./acl-steps.ts";
import { atomOf } from "./atoms.ts";
import { claimCondition } from "./claiming.ts";
import { conditionMatch } from "./conditions.ts";
import { ALL_FACTS, fixedText, staticScope } from "./lists.ts";
import type { Place } from "./place.ts";
import { asVariable } from "./scope.ts";

/** What the verdict of an ACL does: it ends the stage, or sets a variable for the condition that asked. */
type Mode = { readonly kind: "stage" } | { readonly kind: "condition"; readonly result: string };

/** Lowers the ACLs of one place. */
export interface AclLowering {
	/** The rules of an ACL as a stage. */
	stage(acl: Acl): readonly PolicyRule[];
	/** The rules of the ACL that an option's value names, or holds (specification, 44.3). */
	named(value: ValueText, option: string): readonly PolicyRule[];
}

/** Makes the rules of ACLs for a place. */
export function aclLowering(place: Place): AclLowering {
	const known = new Map<string, PolicyRule[]>();
	const active = new Set<string>();
	let counted = 0;
	const { server } = place;

	function rulesOf(acl: Acl, mode: Mode): readonly PolicyRule[] {
		const key = `${mode.kind === "stage" ? "" : mode.result}\u0000${acl.name}`;
		let rules = known.get(key);
		if (active.has(acl.name)) {
			const because = { kind: "limit" as const, key: `circle:${acl.name}`, text: `the ACL ${acl.name} asks itself` };
			return verdict(mode, { kind: "unknown", because, origin: acl.origin }, acl.origin, because.text, true);
		}
		if (rules === undefined) {
			active.add(acl.name);
			rules = [];
			known.set(key, rules);
			const within = place.within(acl.name);
			for (const statement of acl.statements) rules.push(...statementRules(statement, within, mode));
			const near = acl.origin.kind === "file" ? acl.origin : undefined;
			const origin = byDefault(`the end of the ACL ${acl.name}, which refuses`, near);
			rules.push(...denial(mode, ALWAYS, origin, origin.text));
			active.delete(acl.name);
		}
		return rules;
	}

	/** A verdict: in a condition's ACL it is a value, and the list ends. */
	function verdict(
		mode: Mode,
		match: Match,
		origin: Origin,
		text: string,
		positive: boolean,
		discards = false,
	): readonly PolicyRule[] {
		if (mode.kind === "stage") {
			if (!positive) return [{ match, action: { kind: "refuse", outcome: "reject" }, origin, text }];
			if (!discards) return [{ match, action: { kind: "accept" }, origin, text }];
			return [
				{
					match,
					action: {
						kind: "call",
						name: text,
						rules: [assign(DISCARDED, "yes", origin, text), { match: ALWAYS, action: { kind: "accept" }, origin, text }],
					},
					origin,
					text,
				},
			];
		}
		const value = !positive ? "no" : discards ? "discard" : "yes";
		return [
			{
				match,
				action: {
					kind: "call",
					name: text,
					rules: [assign(mode.result, value, origin, text), { match: ALWAYS, action: { kind: "accept" }, origin, text }],
				},
				origin,
				text,
			},
		];
	}

	function denial(mode: Mode, match: Match, origin: Origin, text: string): readonly PolicyRule[] {
		return verdict(mode, match, origin, text, false);
	}

	function assign(name: string, value: string, origin: Origin, text: string): PolicyRule {
		return { match: ALWAYS, action: { kind: "assign", name, value }, origin, text };
	}

	/** A statement: its conditions in their order, cut where something is set or another ACL is asked (specification, 44.20). */
	function statementRules(statement: AclStatement, at: Place, mode: Mode): readonly PolicyRule[] {
		const { verb, verbOrigin, conditions } = statement;
		const rules: PolicyRule[] = [];
		const steps = conditions.some(
			(one) => one.name === "set" || one.name === "acl" || (verb === "warn" && (mayEnd(one) || whyWrong(one, at) !== undefined)),
		);
		let reached: Match | undefined;
		let pending: Match[] = [];
		let beforeEndpass: Match | undefined;
		const progress = steps ? `\u0000s${++counted}${mode.kind === "stage" ? "" : mode.result}` : "";
		let stepped = 0;
		const onError = verb === "warn" ? ("continue" as const) : undefined;
		const together = (): Match => allOf([...(reached === undefined ? [] : [reached]), ...pending]);
		const step = (origin: Origin): void => {
			if (pending.length === 0 && reached !== undefined) return;
			stepped += 1;
			rules.push({
				match: together(),
				action: { kind: "assign", name: progress, value: String(stepped) },
				origin,
				text: `${verb}: so far`,
				...(onError === undefined ? {} : { onError }),
			});
			reached = { kind: "variable", name: progress, value: String(stepped) };
			pending = [];
		};
		if (steps) rules.push(assign(progress, "0", verbOrigin, verb));
		for (const condition of conditions) {
			const { name, value, origin } = condition;
			const wrong = whyWrong(condition, at);
			if (wrong !== undefined && verb !== "warn") {
				pending.push({ kind: "error", reason: wrong, origin });
				continue;
			}
			if (verb === "warn" && (wrong !== undefined || (mayEnd(condition) && value !== undefined))) {
				step(origin);
				rules.push(
					ending(wrong === undefined ? [reached ?? ALWAYS, brokenMatch(value as ValueText, at)] : [reached ?? ALWAYS], origin),
				);
				if (wrong !== undefined) continue;
			}
			if (name === "endpass") {
				if (steps) step(origin);
				beforeEndpass = together();
				continue;
			}
			if (name === "set") {
				step(origin);
				rules.push(...setRules(condition, at, reached ?? ALWAYS));
				continue;
			}
			if (name === "acl") {
				step(origin);
				const asked = aclCondition(condition, at, reached ?? ALWAYS, verb);
				rules.push(...asked.rules);
				pending.push(asked.match);
				continue;
			}
			if (isModifier(name)) {
				const control = controlRules(condition, together);
				rules.push(...control);
				continue;
			}
			claimCondition(verb, condition, at);
			pending.push(conditionMatch(condition, at));
		}
		const match = together();
		const text = `${verb} (${originWords(statement)})`;
		switch (verb) {
			case "accept":
			case "discard":
				rules.push(...verdict(mode, match, verbOrigin, verb, true, verb === "discard"));
				if (beforeEndpass !== undefined)
					rules.push(...denial(mode, beforeEndpass, verbOrigin, "endpass: a later condition does not hold"));
				break;
			case "deny":
			case "drop":
				rules.push(...denial(mode, match, verbOrigin, verb));
				break;
			case "defer":
				rules.push({ match, action: { kind: "refuse", outcome: "defer" }, origin: verbOrigin, text: verb });
				break;
			case "require":
				rules.push(...denial(mode, { kind: "not", operand: match }, verbOrigin, verb));
				break;
			case "warn":
				// A warning decides nothing, unless a file that it needs is not there.
				if (pending.length > 0 && diesIn(conditions, at))
					rules.push({ match, action: { kind: "continue" }, origin: verbOrigin, text });
		}
		return rules;
	}

	/** `acl = name arguments`: the ACL is walked with its verdict as the value of the condition. */
	function aclCondition(
		condition: AclCondition,
		at: Place,
		when: Match,
		verb: string,
	): { readonly rules: readonly PolicyRule[]; readonly match: Match } {
		const { value, negated, origin } = condition;
		const words = splitWords(value?.text ?? "");
		const [name = ""] = words;
		// Blanks part the words before they are expanded.
		const broken = words.find((word) => /[$\\]/.test(word) && expand(word, staticScope(at.scope)).kind === "error");
		if (broken !== undefined) return { rules: [ending([when], origin)], match: { kind: "never", origin } };
		const result = /[$\\]/.test(name) ? `\u0000r${++counted}` : `\u0000r:${name}`;
		const rules: PolicyRule[] = [assign(result, "no", origin, "acl")];
		const call = (acl: Acl, match: Match): PolicyRule => ({
			match,
			action: { kind: "call", name: `acl ${acl.name}`, rules: rulesOf(acl, { kind: "condition", result }), onAccept: "continue" },
			origin,
		});
		const parameters = (acl: string): readonly PolicyRule[] =>
			words.slice(1).map(
				(argument, index): PolicyRule => ({
					match: when,
					action: {
						kind: "assign",
						name: `acl_arg${index + 1}@${acl}`,
						value: {
							of: (context, variables) => asVariable(expand(argument, at.scope({ context }, variables))),
							over: (region, variables) => asVariable(expand(argument, at.scope({ region }, variables))),
						},
					},
					origin,
				}),
			);
		if (value === undefined || name === "")
			rules.push({ match: when, action: { kind: "refuse", outcome: "defer" }, origin, text: "acl without a name" });
		else if (!/[$\\]/.test(name)) {
			const acl = server.document.acls.get(name);
			if (acl !== undefined) rules.push(...parameters(name), call(acl, when));
			else rules.push(...unknownAcl(value, when, (inline) => call(inline, when)));
		} else {
			const expanded = nameMatches({ ...value, text: name }, at);
			for (const acl of server.document.acls.values())
				rules.push(...parameters(acl.name), call(acl, allOf([when, expanded(acl.name)])));
			rules.push({
				match: allOf([when, expanded(undefined)]),
				action: { kind: "refuse", outcome: "defer" },
				origin,
				text: "acl: no such name",
			});
		}
		const yes: Match = { kind: "variable", name: result, value: "yes" };
		const discarded: Match = { kind: "variable", name: result, value: "discard" };
		// A verdict to throw away counts only for the verbs that accept.
		if (verb === "accept" || verb === "discard") {
			rules.push({ match: discarded, action: { kind: "assign", name: DISCARDED, value: "yes" }, origin });
		} else
			rules.push({
				match: discarded,
				action: { kind: "refuse", outcome: "defer" },
				origin,
				text: "acl: discard is an error here",
			});
		const match: Match = { kind: "any", operands: [yes, discarded] };
		return { rules, match: negated ? { kind: "not", operand: match } : match };
	}

	/** A name that no ACL has: a file, an ACL written in place, or an error. */
	function unknownAcl(value: ValueText, when: Match, call: (acl: Acl) => PolicyRule): readonly PolicyRule[] {
		if (value.text.startsWith("/")) {
			const because = { kind: "outside" as const, key: `file:${value.text}`, text: `what ${value.text} holds` };
			return [
				{
					match: allOf([when, { kind: "unknown", because, origin: value.origin }]),
					action: { kind: "refuse", outcome: "reject" },
					origin: value.origin,
				},
			];
		}
		const { acl, fault } = inlineAcl(value, value.text);
		if (fault !== undefined)
			return [
				{
					match: when,
					action: { kind: "refuse", outcome: "defer" },
					origin: value.origin,
					text: `there is no ACL "${value.text}"`,
				},
			];
		return [call(acl)];
	}

	return {
		stage: (acl) => rulesOf(acl, { kind: "stage" }),
		named(value, option) {
			const origin = value.origin;
			const fixed = fixedText(value, place.scope);
			const call = (acl: Acl, match: Match): PolicyRule => ({
				match,
				action: { kind: "call", name: `acl ${acl.name}`, rules: rulesOf(acl, { kind: "stage" }) },
				origin,
			});
			const absent: PolicyRule = {
				match: ALWAYS,
				action: { kind: "refuse", outcome: "reject" },
				origin,
				text: `${option} is empty, which refuses`,
			};
			if (fixed !== undefined && !/[$\\]/.test(value.text)) {
				const name = fixed.trim();
				if (name === "") return [absent];
				const acl = server.document.acls.get(name);
				return acl === undefined ? unknownAcl(value, ALWAYS, (inline) => call(inline, ALWAYS)) : [call(acl, ALWAYS)];
			}
			const test = (name: string, check: (value: Value) => Truth | { readonly kind: "failed" }): Match =>
				atomOf({
					name,
					origin,
					reads: ALL_FACTS,
					scope: place.scope,
					forced: FALSE,
					test: (on) => check(expand(value.text, on)),
				});
			const names = new Set(server.document.acls.keys());
			return [
				// A forced failure accepts.
				{ match: test(`${option} is forced to fail`, (expanded) => onFailure(expanded)), action: { kind: "accept" }, origin },
				...[...server.document.acls.values()].map((acl) =>
					call(
						acl,
						test(`${option} is ${acl.name}`, (expanded) => testOf(expanded, (text) => truthOf(text.trim() === acl.name))),
					),
				),
				{
					match: test(`${option} is empty`, (expanded) => testOf(expanded, (text) => truthOf(text.trim() === ""))),
					action: { kind: "refuse", outcome: "reject" },
					origin,
					text: `${option} is empty, which refuses`,
				},
				...inlineVerbs(server, value, test, call),
				{
					match: test(`${option} names no ACL`, (expanded) =>
						testOf(expanded, (text) =>
							names.has(text.trim())
								? FALSE
								: /\n|\s/.test(text.trim()) || text.startsWith("/")
									? dependsOn(limit(`an ACL written in ${option}`))
									: TRUE,
						)),
					action: { kind: "refuse", outcome: "defer" },
					origin,
					text: `${option} names an ACL that is not defined`,
				},
			];
		},
	};
}
