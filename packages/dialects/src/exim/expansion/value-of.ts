import { type Dependency, dependsOn, FALSE, TRUE, type Truth } from "@relaylint/core";
import type { CompiledExpression } from "../../expression/expression.ts";

/** What a string expands to. */
export type Value =
	| { readonly kind: "text"; readonly text: string }
	| OpenValue
	/** A forced failure (specification, 11.4): what it does is up to the option. */
	| { readonly kind: "failed" }
	/** The expansion fails: mostly a temporary error. */
	| { readonly kind: "error"; readonly reason: string };

/** A text that is one of several, or that depends on something. */
export interface OpenValue {
	readonly kind: "open";
	readonly because: Dependency;
	/** All that it can be; absent where that is not known. */
	readonly alternatives?: readonly Value[];
	/** Whether it can be a text; absent: any. */
	canBe?(text: string): boolean;
	/** Whether an expression can take it; absent: any can. */
	takes?(expression: CompiledExpression): Truth;
	/** Whether it can end in a text; absent: in any. */
	endsIn?(suffix: string): Truth;
	/** The client's address. */
	readonly clientAddress?: true;
	/** A recipient's domain that this server does not serve. */
	readonly foreign?: true;
}

/** What the result of a condition is, forced failure included. */
export type Condition = Truth | { readonly kind: "failed" };

export function textValue(text: string): Value {
	return { kind: "text", text };
}

export const EMPTY: Value = textValue("");

/** What the client chooses; the atom that reads it says which choice it is. */
export const CHOICE: Dependency = { kind: "choice", key: "choice", text: "what the client says" };

/** A value that relaylint does not work out, or that lies outside the files. */
export function openValue(because: Dependency): OpenValue {
	return { kind: "open", because };
}

/** Something that relaylint cannot work out. */
export function limit(text: string): Dependency {
	return { kind: "limit", key: `exim:${text}`, text };
}

/** Something outside the files. */
export function outside(key: string, text: string): Dependency {
	return { kind: "outside", key, text };
}

/** Of two reasons the one that is no choice. */
export function graver(a: Dependency, b: Dependency): Dependency {
	return a.kind === "choice" ? b : a;
}

const MOST_ALTERNATIVES = 64;

/** What a value can be, where that is a finite number of things. */
export function alternativesOf(value: Value): readonly Value[] | undefined {
	return value.kind === "open" ? value.alternatives : [value];
}

/** One of several values, for a reason. */
export function oneOf(values: readonly Value[], because: Dependency): Value {
	const flat: Value[] = [];
	let reason = because;
	let finite = true;
	for (const value of values) {
		if (value.kind === "open") reason = graver(reason, value.because);
		const own = alternativesOf(value);
		if (own === undefined) finite = false;
		else flat.push(...own);
	}
	if (!finite) return openValue(reason);
	const distinct = [...new Map(flat.map((value) => [keyOf(value), value])).values()];
	const [only] = distinct;
	if (distinct.length === 1 && only !== undefined) return only;
	return distinct.length > MOST_ALTERNATIVES ? openValue(reason) : { kind: "open", because: reason, alternatives: distinct };
}

function keyOf(value: Value): string {
	return value.kind === "text" ? `t${value.text}` : value.kind === "error" ? `e${value.reason}` : value.kind;
}

/** Applies a function of texts to a value. */
export function mapped(value: Value, map: (text: string) => Value): Value {
	if (value.kind === "text") return map(value.text);
	if (value.kind !== "open") return value;
	return value.alternatives === undefined
		? openValue(value.because)
		: oneOf(
				value.alternatives.map((one) => mapped(one, map)),
				value.because,
			);
}

/** Puts values one after the other. */
export function concatenated(values: readonly Value[]): Value {
	let texts: readonly Value[] = [EMPTY];
	let reason: Dependency | undefined;
	let open = false;
	for (const value of values) {
		if (value.kind === "failed" || value.kind === "error") return value;
		if (value.kind === "open") reason = reason === undefined ? value.because : graver(reason, value.because);
		const own = alternativesOf(value);
		if (open) continue;
		if (own === undefined || own.length * texts.length > MOST_ALTERNATIVES) {
			open = true;
			continue;
		}
		texts = texts.flatMap((before) =>
			own.map(
				(after): Value =>
					before.kind === "text" && after.kind === "text"
						? textValue(before.text + after.text)
						: before.kind === "text"
							? after
							: before,
			),
		);
	}
	if (values.length === 1 && values[0] !== undefined) return values[0];
	if (open) return openValue(reason ?? CHOICE);
	return oneOf(texts, reason ?? CHOICE);
}

/** Whether a value can be a text. */
export function canBe(value: Value, text: string): boolean {
	if (value.kind === "text") return value.text === text;
	if (value.kind !== "open") return false;
	if (value.alternatives !== undefined) return value.alternatives.some((one) => canBe(one, text));
	return value.canBe?.(text) ?? true;
}

/** The truth of a test of a value: false or true where every text it can be agrees. */
export function testOf(value: Value, test: (text: string) => Truth): Condition {
	switch (value.kind) {
		case "text":
			return test(value.text);
		case "failed":
			return value;
		case "error":
			return { kind: "error", reason: value.reason };
		case "open": {
			if (value.alternatives === undefined) return dependsOn(value.because);
			return eitherOf(
				value.alternatives.map((one) => testOf(one, test)),
				value.because,
			);
		}
	}
}

/** One of several truths, for a reason. */
export function eitherOf(truths: readonly Condition[], because: Dependency): Condition {
	const kinds = new Set(truths.map((truth) => truth.kind));
	const [first] = truths;
	if (first !== undefined && kinds.size === 1 && first.kind !== "unknown") return first;
	let reason = because;
	let orError = false;
	for (const truth of truths) {
		if (truth.kind === "unknown") reason = graver(reason, truth.because);
		if (truth.kind === "error" || (truth.kind === "unknown" && truth.orError === true)) orError = true;
	}
	return orError ? { kind: "unknown", because: reason, orError: true } : dependsOn(reason);
}

/** Not, for a condition. */
export function negated(condition: Condition): Condition {
	return condition.kind === "true" ? FALSE : condition.kind === "false" ? TRUE : condition;
}
