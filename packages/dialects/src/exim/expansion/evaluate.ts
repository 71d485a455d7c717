import { evaluateCondition } from "./conditions.ts";
import type { Node, Part } from "./expansion-ast.ts";
import { parseExpansion } from "./expansion-ast.ts";
import { operate } from "./operators.ts";
import type { Locals, Scope } from "./scope.ts";
import { extractField, extractItem, listExtract, substitute, translate } from "./text-items.ts";
import { type Condition, concatenated, EMPTY, limit, oneOf, openValue, textValue, type Value } from "./value-of.ts";

/** What a string expands to; total. */
export function expand(source: string, scope: Scope, locals: Locals = {}): Value {
	const expansion = parseExpansion(source);
	if (expansion.kind === "error") return { kind: "error", reason: `failed to expand "${source}": ${expansion.message}` };
	return expandNodes(expansion.nodes, scope, locals);
}

/** What a sequence of nodes expands to. */
export function expandNodes(nodes: readonly Node[], scope: Scope, locals: Locals): Value {
	const [only] = nodes;
	if (only === undefined) return EMPTY;
	const values: Value[] = [];
	for (const node of nodes) {
		const value = expandNode(node, scope, locals);
		if (value.kind === "error" || value.kind === "failed") return value;
		values.push(value);
	}
	return values.length === 1 ? (values[0] as Value) : concatenated(values);
}

function expandNode(node: Node, scope: Scope, locals: Locals): Value {
	switch (node.kind) {
		case "text":
			return textValue(node.text);
		case "bad":
			return { kind: "error", reason: node.message };
		case "variable":
			return variableValue(node.name, scope, locals);
		case "header":
			// Before DATA there is no header.
			return EMPTY;
		case "operator":
			return operate(node.name, expandNodes(node.body, scope, locals), scope);
		case "item":
			return expandItem(node.parts, scope, locals);
	}
}

function variableValue(name: string, scope: Scope, locals: Locals): Value {
	if (name === "value" && locals.value !== undefined) return locals.value;
	if (name === "item" && locals.item !== undefined) return locals.item;
	if (/^\d+$/.test(name))
		return locals.captures?.[Number(name)] ?? (locals.captures === undefined ? scope.variable(name) : EMPTY);
	return scope.variable(name);
}

/** Reads the parts of an item one after the other. */
class Cursor {
	#at = 0;
	readonly parts: readonly Part[];
	constructor(parts: readonly Part[], from = 0) {
		this.parts = parts;
		this.#at = from;
	}
	peek(): Part | undefined {
		return this.parts[this.#at];
	}
	take(): Part | undefined {
		return this.parts[this.#at++];
	}
	argument(): readonly Node[] | undefined {
		const part = this.peek();
		if (part?.kind !== "argument") return undefined;
		this.#at++;
		return part.body;
	}
	word(): string | undefined {
		const part = this.peek();
		if (part?.kind !== "word") return undefined;
		this.#at++;
		return part.text;
	}
	get position(): number {
		return this.#at;
	}
}

function expandItem(parts: readonly Part[], scope: Scope, locals: Locals): Value {
	const cursor = new Cursor(parts);
	const name = cursor.word();
	if (name === undefined) return { kind: "error", reason: "an item without a name" };
	const args = (): Value[] => {
		const values: Value[] = [];
		for (let body = cursor.argument(); body !== undefined; body = cursor.argument())
			values.push(expandNodes(body, scope, locals));
		return values;
	};
	switch (name) {
		case "if": {
			const read = evaluateCondition(parts, cursor.position, scope, locals, expandNodes);
			if (read === undefined) return { kind: "error", reason: "an unknown condition" };
			const rest = new Cursor(parts, read.next);
			return branches(
				read.truth,
				rest,
				scope,
				locals,
				read.captures === undefined ? locals : { ...locals, captures: read.captures },
				textValue("true"),
			);
		}
		case "lookup":
			return lookupItem(cursor, scope, locals);
		case "extract":
			return extractValue(cursor, scope, locals);
		case "listextract":
			return listExtract(args());
		case "sg":
			return substitute(args());
		case "tr":
			return translate(args());
		case "length":
		case "substr":
		case "hash":
		case "nhash": {
			const values = args();
			const last = values.at(-1);
			if (last === undefined) return { kind: "error", reason: `${name} without arguments` };
			const numbers = values.slice(0, -1).map((value) => (value.kind === "text" ? value.text.trim() : undefined));
			if (numbers.some((number) => number === undefined)) return openValue(limit(`\${${name}} of unknown lengths`));
			return operate([name, ...numbers].join("_"), last, scope);
		}
		case "expand":
			return openValue(limit("${expand:}"));
		case "filter":
		case "map":
		case "reduce":
		case "sort":
			return openValue(limit(`\${${name}}`));
		case "env":
			return openValue({ kind: "outside", key: "environment", text: "a variable of Exim's environment" });
		case "acl":
			return openValue(limit("${acl}"));
		default:
			return OUTSIDE_ITEMS.has(name)
				? openValue({ kind: "outside", key: `item:${name}`, text: `what \${${name}} gives` })
				: UNKNOWN_ITEMS.has(name)
					? openValue(limit(`\${${name}}`))
					: { kind: "error", reason: `there is no expansion item "${name}"` };
	}
}

const OUTSIDE_ITEMS = new Set(["run", "perl", "readfile", "readsocket", "dlfunc", "certextract", "imapfolder"]);
const UNKNOWN_ITEMS = new Set(["hmac", "prvs", "prvscheck", "srs_encode", "authresults", "listquote", "listnamed"]);

/** The two branches behind a condition, a look-up or an extraction: the first where it succeeds, the second, or `fail`, where not. */
function branches(truth: Condition, cursor: Cursor, scope: Scope, outer: Locals, inner: Locals, bare: Value): Value {
	if (truth.kind === "failed") return truth;
	if (truth.kind === "error") return { kind: "error", reason: truth.reason };
	const first = cursor.argument();
	const second = cursor.argument();
	const fails = second === undefined && cursor.peek()?.kind === "word" && cursor.word() === "fail";
	const yes = () => (first === undefined ? bare : expandNodes(first, scope, inner));
	const no = (): Value => (fails ? { kind: "failed" } : second === undefined ? EMPTY : expandNodes(second, scope, outer));
	if (truth.kind === "true") return yes();
	if (truth.kind === "false") return no();
	const values = [yes(), no()];
	if (truth.orError === true) values.push({ kind: "error", reason: truth.because.text });
	return oneOf(values, truth.because);
}

/** `${lookup{key}type{file}{yes}{no}}` and `${lookup type{query}{yes}{no}}` (11.5). */
function lookupItem(cursor: Cursor, scope: Scope, locals: Locals): Value {
	const keyBody = cursor.argument();
	let type = "";
	for (let part = cursor.peek(); part?.kind === "word"; part = cursor.peek()) type += cursor.word();
	const targetBody = cursor.argument();
	if (type === "" || targetBody === undefined) return { kind: "error", reason: "an incomplete lookup" };
	const key = keyBody === undefined ? undefined : expandNodes(keyBody, scope, locals);
	if (key?.kind === "failed" || key?.kind === "error") return key;
	const target = expandNodes(targetBody, scope, locals);
	if (target.kind === "failed" || target.kind === "error") return target;
	const found = scope.lookup({ type, target, ...(key === undefined ? {} : { key }) });
	return withResult(found, cursor, scope, locals);
}

/** What follows a look-up or an extraction, for every value it can give; a forced failure stands for finding nothing. */
function withResult(found: Value, cursor: Cursor, scope: Scope, locals: Locals): Value {
	const from = cursor.position;
	const one = (value: Value): Value => {
		const rest = new Cursor(cursor.parts, from);
		if (value.kind === "error") return value;
		const success = value.kind !== "failed";
		const inner: Locals = success ? { ...locals, value } : locals;
		return branches(success ? { kind: "true" } : { kind: "false" }, rest, scope, locals, inner, success ? value : EMPTY);
	};
	if (found.kind !== "open") return one(found);
	if (found.alternatives !== undefined) return oneOf(found.alternatives.map(one), found.because);
	return oneOf([one(found), one({ kind: "failed" })], found.because);
}

/** `${extract{name}{text}}` and `${extract{number}{separators}{text}}` (11.5). */
function extractValue(cursor: Cursor, scope: Scope, locals: Locals): Value {
	if (cursor.peek()?.kind === "word") return openValue(limit("${extract json}"));
	const first = cursor.argument();
	if (first === undefined) return { kind: "error", reason: "extract without arguments" };
	const key = expandNodes(first, scope, locals);
	if (key.kind === "failed" || key.kind === "error") return key;
	const second = cursor.argument();
	if (second === undefined) return { kind: "error", reason: "extract without a text" };
	const text = expandNodes(second, scope, locals);
	if (key.kind !== "text") return openValue(key.because);
	if (!/^\s*-?\d+\s*$/.test(key.text)) return withResult(extractItem(key.text.trim(), text), cursor, scope, locals);
	const third = cursor.argument();
	if (third === undefined) return { kind: "error", reason: "extract by number without a text" };
	const string = expandNodes(third, scope, locals);
	if (text.kind !== "text") return text.kind === "open" ? openValue(text.because) : text;
	return withResult(extractField(Number(key.text), text.text, string), cursor, scope, locals);
}
