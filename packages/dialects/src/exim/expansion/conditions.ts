import { dependsOn, FALSE, parseAddress, TRUE, type Truth, truthOf } from "@relaylint/core";
import { compileExpression } from "../../expression/expression.ts";
import { splitList } from "../lists/split-list.ts";
import type { Node, Part } from "./expansion-ast.ts";
import type { Locals, Scope } from "./scope.ts";
import {
	CHOICE,
	type Condition,
	canBe,
	EMPTY,
	eitherOf,
	graver,
	limit,
	negated,
	testOf,
	textValue,
	type Value,
} from "./value-of.ts";

/** Expands nodes; given, so that items and conditions may hold each other. */
type Expand = (nodes: readonly Node[], scope: Scope, locals: Locals) => Value;

/** A condition that was evaluated, with the place behind it. */
export interface ReadCondition {
	readonly truth: Condition;
	readonly next: number;
	readonly captures?: readonly Value[];
}

/** Evaluates the condition that begins at a part (specification, 11.8); undefined where there is none. */
export function evaluateCondition(
	parts: readonly Part[],
	from: number,
	scope: Scope,
	locals: Locals,
	expand: Expand,
): ReadCondition | undefined {
	let at = from;
	let negate = false;
	for (let part = parts[at]; part?.kind === "word" && part.text === "!"; part = parts[at]) {
		negate = !negate;
		at++;
	}
	const head = parts[at];
	if (head === undefined) return undefined;
	const result = (truth: Condition, next: number, captures?: readonly Value[]): ReadCondition => ({
		truth: negate ? negated(truth) : truth,
		next,
		...(captures === undefined ? {} : { captures }),
	});
	if (head.kind === "junction") return result(junction(head, scope, locals, expand), at + 1);
	if (head.kind === "arguments") {
		if (head.name === "saslauthd") return result(loginTruth(scope), at + 1);
		return result(dependsOn(limit("the condition acl")), at + 1);
	}
	if (head.kind !== "word") return undefined;
	const name = head.text;
	at++;
	if (name.startsWith("def:")) return result(defined(name.slice(4), scope), at);
	const bodies: (readonly Node[])[] = [];
	let inner: readonly Part[] | undefined;
	const arity = ARITY[name];
	if (arity === undefined) return undefined;
	for (let part = parts[at]; part !== undefined && bodies.length + (inner === undefined ? 0 : 1) < arity; part = parts[at]) {
		if (part.kind === "argument") bodies.push(part.body);
		else if (part.kind === "condition") inner = part.parts;
		else break;
		at++;
	}
	if (bodies.length + (inner === undefined ? 0 : 1) < arity)
		return result({ kind: "error", reason: `${name} wants ${arity} arguments` }, at);
	if (inner !== undefined) return result(overItems(name, bodies[0] ?? [], inner, scope, locals, expand), at);
	const values = bodies.map((body) => expand(body, scope, locals));
	const broken = values.find((value) => value.kind === "failed" || value.kind === "error");
	if (broken?.kind === "failed") return result(broken, at);
	if (broken?.kind === "error") return result({ kind: "error", reason: broken.reason }, at);
	const { truth, captures } = plain(name, values, scope);
	return result(truth, at, captures);
}

/** How many arguments in braces a condition takes. */
const ARITY: Readonly<Record<string, number>> = {
	bool: 1,
	bool_lax: 1,
	crypteq: 2,
	def: 1,
	eq: 2,
	eqi: 2,
	exists: 1,
	first_delivery: 0,
	forall: 2,
	forany: 2,
	forall_json: 2,
	forany_json: 2,
	forall_jsons: 2,
	forany_jsons: 2,
	ge: 2,
	gei: 2,
	gt: 2,
	gti: 2,
	inlist: 2,
	inlisti: 2,
	isip: 1,
	isip4: 1,
	isip6: 1,
	ldapauth: 1,
	le: 2,
	lei: 2,
	lt: 2,
	lti: 2,
	match: 2,
	match_address: 2,
	match_domain: 2,
	match_ip: 2,
	match_local_part: 2,
	pam: 1,
	pwcheck: 1,
	queue_running: 0,
	radius: 1,
	inbound_srs: 2,
	"=": 2,
	"==": 2,
	"<": 2,
	"<=": 2,
	">": 2,
	">=": 2,
};

function junction(part: Extract<Part, { kind: "junction" }>, scope: Scope, locals: Locals, expand: Expand): Condition {
	const decider = part.name === "and" ? "false" : "true";
	let open: Condition | undefined;
	for (const inner of part.conditions) {
		const read = evaluateCondition(inner, 0, scope, locals, expand);
		const truth: Condition =
			read === undefined ? { kind: "error", reason: `a condition in ${part.name} that is none` } : read.truth;
		if (truth.kind === decider) return open?.kind === "unknown" && open.orError === true ? open : truth;
		if (truth.kind === "error" || truth.kind === "failed") return open === undefined ? truth : withError(open);
		if (truth.kind === "unknown") open = open === undefined ? truth : joined(open, truth);
	}
	return open ?? (part.name === "and" ? TRUE : FALSE);
}

function withError(open: Condition): Condition {
	return open.kind === "unknown" ? { ...open, orError: true } : open;
}

function joined(a: Condition, b: Condition): Condition {
	if (a.kind !== "unknown" || b.kind !== "unknown") return a;
	const because = graver(a.because, b.because);
	return a.orError === true || b.orError === true ? { kind: "unknown", because, orError: true } : dependsOn(because);
}

function overItems(
	name: string,
	body: readonly Node[],
	inner: readonly Part[],
	scope: Scope,
	locals: Locals,
	expand: Expand,
): Condition {
	const list = expand(body, scope, locals);
	if (list.kind === "failed") return list;
	if (list.kind === "error") return { kind: "error", reason: list.reason };
	if (list.kind === "open") return dependsOn(list.because);
	if (name !== "forany" && name !== "forall") return dependsOn(limit(name));
	const decider = name === "forany" ? "true" : "false";
	let open: Condition | undefined;
	for (const item of splitList(list.text)) {
		const truth = evaluateCondition(inner, 0, scope, { ...locals, item: textValue(item.text) }, expand)?.truth ?? FALSE;
		if (truth.kind === decider) return open?.kind === "unknown" && open.orError === true ? open : truth;
		if (truth.kind === "error" || truth.kind === "failed") return open === undefined ? truth : withError(open);
		if (truth.kind === "unknown") open = open === undefined ? truth : joined(open, truth);
	}
	return open ?? (name === "forany" ? FALSE : TRUE);
}

function defined(name: string, scope: Scope): Condition {
	if (/^(?:r|b|l)?h(?:eader)?_/.test(name)) return FALSE;
	const value = scope.variable(name);
	if (value.kind === "error") return { kind: "error", reason: value.reason };
	if (value.kind === "failed") return FALSE;
	if (value.kind === "text") return truthOf(value.text !== "");
	if (value.alternatives === undefined) return canBe(value, "") ? dependsOn(value.because) : TRUE;
	return testOf(value, (text) => truthOf(text !== ""));
}

function loginTruth(scope: Scope): Condition {
	return testOf(scope.checksLogin(), (text) => truthOf(text === "1"));
}

function plain(
	name: string,
	values: readonly Value[],
	scope: Scope,
): { readonly truth: Condition; readonly captures?: readonly Value[] } {
	const [a = EMPTY, b = EMPTY] = values;
	switch (name) {
		case "eq":
			return { truth: equal(a, b, (text) => text) };
		case "eqi":
			return { truth: equal(a, b, (text) => text.toLowerCase()) };
		case "match":
			return matched(a, b);
		case "inlist":
		case "inlisti":
			return { truth: inList(a, b, name === "inlisti" ? (text) => text.toLowerCase() : (text) => text) };
		case "match_domain":
			return { truth: testOf(b, (list) => scope.matches("domain", list, a)) };
		case "match_local_part":
			return { truth: testOf(b, (list) => scope.matches("localpart", list, a)) };
		case "match_address":
			return { truth: testOf(b, (list) => scope.matches("address", list, a)) };
		case "match_ip":
			return { truth: testOf(b, (list) => scope.matches("ip", list, a)) };
		case "exists":
			return {
				truth: testOf(a, (path) => {
					const there = scope.exists(path);
					return there === undefined
						? dependsOn({ kind: "outside", key: `file:${path}`, text: `whether ${path} is there` })
						: truthOf(there);
				}),
			};
		case "bool":
			return { truth: testOf(a, strictBool) };
		case "bool_lax":
			return { truth: testOf(a, (text) => truthOf(!/^\s*(?:0*|no|false)\s*$/i.test(text))) };
		case "isip":
			return { truth: addressTruth(a, () => true) };
		case "isip4":
			return { truth: addressTruth(a, (text) => !text.includes(":")) };
		case "isip6":
			return { truth: addressTruth(a, (text) => text.includes(":")) };
		case "pam":
		case "pwcheck":
		case "radius":
		case "ldapauth":
		case "crypteq":
			return { truth: loginTruth(scope) };
		case "first_delivery":
		case "queue_running":
			return { truth: FALSE };
		case "inbound_srs":
			return { truth: dependsOn(limit("inbound_srs")) };
		default:
			return { truth: compared(name, a, b) };
	}
}

function addressTruth(value: Value, also: (text: string) => boolean): Condition {
	return testOf(value, (text) => truthOf(parseAddress(text.replace(/\/\d+$/, "")) !== undefined && also(text)));
}

function equal(a: Value, b: Value, fold: (text: string) => string): Condition {
	if (a.kind === "text" && b.kind === "text") return truthOf(fold(a.text) === fold(b.text));
	if (a.kind === "failed" || b.kind === "failed") return { kind: "failed" };
	if (a.kind === "error") return { kind: "error", reason: a.reason };
	if (b.kind === "error") return { kind: "error", reason: b.reason };
	const [open, other] = a.kind === "open" ? [a, b] : [b as Value & { kind: "open" }, a];
	if (other.kind === "open") {
		if (open.alternatives !== undefined)
			return eitherOf(
				open.alternatives.map((one) => equal(one, other, fold)),
				graver(open.because, other.because),
			);
		return dependsOn(graver(open.because, other.because));
	}
	if (open.alternatives !== undefined)
		return eitherOf(
			open.alternatives.map((one) => equal(one, other, fold)),
			open.because,
		);
	const text = (other as Value & { kind: "text" }).text;
	return canBe(open, text) || canBe(open, fold(text)) ? dependsOn(open.because) : FALSE;
}

function inList(a: Value, b: Value, fold: (text: string) => string): Condition {
	if (b.kind === "open") return dependsOn(graver(CHOICE, b.because));
	if (b.kind !== "text") return b.kind === "failed" ? b : { kind: "error", reason: b.reason };
	const truths = splitList(b.text).map((item) => equal(a, textValue(item.text), fold));
	const decided = truths.find((truth) => truth.kind !== "false" && truth.kind !== "unknown");
	const unknown = truths.find((truth) => truth.kind === "unknown");
	return decided ?? unknown ?? FALSE;
}

function strictBool(text: string): Truth {
	const trimmed = text.trim().toLowerCase();
	if (trimmed === "" || trimmed === "no" || trimmed === "false") return FALSE;
	if (trimmed === "yes" || trimmed === "true") return TRUE;
	if (/^\d+$/.test(trimmed)) return truthOf(Number(trimmed) !== 0);
	return { kind: "error", reason: `"${text}" is neither true nor false` };
}

function matched(a: Value, b: Value): { readonly truth: Condition; readonly captures?: readonly Value[] } {
	if (b.kind !== "text")
		return { truth: b.kind === "open" ? dependsOn(b.because) : b.kind === "failed" ? b : { kind: "error", reason: b.reason } };
	const expression = compileExpression(b.text, "pcre");
	if (expression.kind === "invalid") return { truth: { kind: "error", reason: `the expression ${b.text} is wrong` } };
	if (expression.kind === "unsupported") return { truth: dependsOn(limit(`the expression ${b.text}: ${expression.reason}`)) };
	if (a.kind === "text") {
		const found = expression.match(a.text);
		if (found === null) return { truth: FALSE };
		return {
			truth: TRUE,
			captures: found.map((group) =>
				expression.exactGroups ? textValue(group ?? "") : { kind: "open", because: limit(`a group of ${b.text}`) },
			),
		};
	}
	if (a.kind === "open" && a.alternatives === undefined) {
		const captures = Array.from({ length: expression.groups + 1 }, (): Value => ({ kind: "open", because: a.because }));
		const takes = a.takes?.(expression);
		if (takes !== undefined && takes.kind !== "true") return { truth: takes, captures };
		// An expression that nothing anchors and nothing asks of matches every text.
		return {
			truth: b.text === "" || b.text === "^" || b.text === ".*" || b.text === "^.*" ? TRUE : dependsOn(a.because),
			captures,
		};
	}
	const truth = testOf(a, (text) => truthOf(expression.match(text) !== null));
	return a.kind === "open"
		? { truth, captures: Array.from({ length: expression.groups + 1 }, (): Value => ({ kind: "open", because: a.because })) }
		: { truth };
}

/** Numbers with `<`, `>`, `=` and texts with `lt`, `gt` and the like. */
function compared(name: string, a: Value, b: Value): Condition {
	return testOf(a, (left) => {
		const truth = testOf(b, (right) => {
			if (/^[<>=]/.test(name)) {
				const [x, y] = [numberOf(left), numberOf(right)];
				if (x === undefined || y === undefined)
					return { kind: "error", reason: `"${x === undefined ? left : right}" is no number` };
				return truthOf(order(name, x < y ? -1 : x > y ? 1 : 0));
			}
			const folded = name.endsWith("i");
			const [x, y] = folded ? [left.toLowerCase(), right.toLowerCase()] : [left, right];
			return truthOf(order(WORDS[name.replace(/i$/, "")] ?? "=", x < y ? -1 : x > y ? 1 : 0));
		});
		return truth.kind === "failed" ? FALSE : truth;
	});
}

const WORDS: Readonly<Record<string, string>> = { lt: "<", le: "<=", gt: ">", ge: ">=" };

function order(operator: string, sign: number): boolean {
	switch (operator) {
		case "<":
			return sign < 0;
		case "<=":
			return sign <= 0;
		case ">":
			return sign > 0;
		case ">=":
			return sign >= 0;
		default:
			return sign === 0;
	}
}

function numberOf(text: string): number | undefined {
	const found = /^\s*([+-]?\d+)([KMG]?)\s*$/i.exec(text);
	if (found === null) return text.trim() === "" ? 0 : undefined;
	const scale: Readonly<Record<string, number>> = { K: 1024, M: 1024 ** 2, G: 1024 ** 3 };
	return Number(found[1]) * (scale[(found[2] ?? "").toUpperCase()] ?? 1);
}
