import { dependsOn, FALSE, TRUE, type Truth, truthOf } from "@relaylint/core";
import { compileExpression } from "../../expression/expression.ts";
import { samplesOf } from "../../expression/language.ts";
import { expand } from "../expansion/evaluate.ts";
import type { Scope } from "../expansion/scope.ts";
import { type Condition, canBe, eitherOf, limit, type OpenValue, testOf, type Value } from "../expansion/value-of.ts";
import { isQuery, keysFor, type LookupType, lookupItem } from "../lists/lookup-type.ts";
import { pointsHere } from "./mail-exchangers.ts";
import type { Server } from "./server.ts";

/** Whether an item of a list of domains takes a domain (specification, 10.9). */
export function domainItem(item: string, subject: Value, scope: Scope, server: Server): Condition {
	if (item === "@") return sameText(subject, server.hostname);
	if (item.startsWith("@[]") && subject.kind === "open" && subject.foreign === true) return FALSE;
	if (item.startsWith("@[]")) return testOf(subject, (text) => literalHere(text, scope));
	if (/^@mx_(?:any|primary|secondary)\b/.test(item)) return pointsHere(item, subject, scope, server);
	return nameItem(item, subject, scope, server, true);
}

/** Whether an item of a list of local parts or domains takes a name. */
export function nameItem(item: string, subject: Value, scope: Scope, server: Server, folded: boolean): Condition {
	if (item === "*") return TRUE;
	if (item.startsWith("*")) return suffixItem(item.slice(1), subject, server, folded);
	if (item.startsWith("^")) return expressionItem(item, subject, server, folded);
	const lookup = lookupItem(item);
	if (lookup !== undefined) return lookupTruth(lookup, subject, scope, server);
	const wanted = folded ? item.toLowerCase() : item;
	if (subject.kind === "open" && subject.alternatives === undefined)
		return canBe(subject, wanted) ? dependsOn(subject.because) : FALSE;
	return testOf(subject, (text) => truthOf((folded ? text.toLowerCase() : text) === wanted));
}

function sameText(a: Value, b: Value): Condition {
	if (b.kind === "open") {
		if (a.kind === "open") return a.foreign === true ? FALSE : dependsOn(a.because);
		return a.kind === "text" && b.canBe?.(a.text) === false ? FALSE : dependsOn(b.because);
	}
	const name = b.kind === "text" ? b.text.toLowerCase() : "";
	if (a.kind === "open" && a.alternatives === undefined)
		return a.foreign === true || !canBe(a, name) ? FALSE : dependsOn(a.because);
	return testOf(a, (text) => truthOf(text.toLowerCase() === name));
}

function literalHere(text: string, { context }: Scope): Truth {
	const inner = /^\[(?:ipv6:)?([^\]]*)\]$/i.exec(text)?.[1];
	if (inner === undefined) return FALSE;
	const own = context?.world.addresses;
	if (own === undefined) return dependsOn({ kind: "outside", key: "interfaces", text: "the addresses of the host's interfaces" });
	return truthOf(own.some((address) => address.replace(/\/\d+$/, "") === inner));
}

function suffixItem(suffix: string, subject: Value, server: Server, folded: boolean): Condition {
	const wanted = folded ? suffix.toLowerCase() : suffix;
	if (subject.kind === "open" && subject.alternatives === undefined) return openSuffix(wanted, subject, server);
	return testOf(subject, (text) => truthOf((folded ? text.toLowerCase() : text).endsWith(wanted)));
}

function openSuffix(suffix: string, subject: OpenValue, server: Server): Truth {
	if (subject.endsIn !== undefined) {
		const can = subject.endsIn(suffix);
		if (can.kind !== "true") return can;
		return dependsOn(subject.because);
	}
	if (subject.foreign === true && suffix.startsWith(".")) {
		const claimed = server.claims.below(suffix.slice(1));
		if (claimed.kind === "true") return FALSE;
		if (claimed.kind === "unknown") return claimed;
	}
	return dependsOn(subject.because);
}

function expressionItem(source: string, subject: Value, server: Server, folded: boolean): Condition {
	const expression = compileExpression(source, "pcre", { caseInsensitive: folded });
	if (expression.kind === "invalid") return { kind: "error", reason: `the expression ${source} is wrong` };
	if (expression.kind === "unsupported") return dependsOn(limit(`the expression ${source}: ${expression.reason}`));
	if (subject.kind === "open" && subject.alternatives === undefined) {
		if (TAKES_ALL.test(source)) return TRUE;
		const takes = subject.takes?.(expression);
		if (takes !== undefined && takes.kind !== "true") return takes;
		if (subject.foreign === true) {
			const claimed = server.claims.expression(expression);
			if (claimed.kind === "true") return FALSE;
			if (claimed.kind === "unknown") return claimed;
		}
		return dependsOn(subject.because);
	}
	return testOf(subject, (text) => truthOf(expression.match(text) !== null));
}

const TAKES_ALL = /^\^(?:\.\*)?\$?$/;

/** The keys of a wildlsearch file are expanded. */
function expandedKey(key: string, scope: Scope): string {
	if (!/[$\\]/.test(key)) return key;
	const value = expand(key, scope);
	return value.kind === "text" ? value.text : key;
}

/** Whether a look-up with a domain or another key finds something. */
export function lookupTruth(
	{ type, target }: { readonly type: LookupType; readonly target: string },
	subject: Value,
	scope: Scope,
	server: Server,
): Condition {
	if (isQuery(type))
		return dependsOn({ kind: "outside", key: `lookup:${type.base};${target}`, text: `what ${type.base};${target} finds` });
	const file = server.files.open(type.base, target);
	if (file.kind === "failing") return { kind: "error", reason: file.reason };
	if (file.kind === "unknown") return dependsOn(file.because);
	if (type.star !== "" && file.find("*") !== undefined) return TRUE;
	if (type.base.endsWith("wildlsearch")) {
		const truths: Condition[] = [];
		for (const entry of file.entries) {
			const key = type.base === "wildlsearch" ? expandedKey(entry.key, scope) : entry.key;
			const truth = nameItem(key, subject, scope, server, true);
			if (truth.kind === "true") return truth;
			if (truth.kind === "unknown") truths.push(truth);
		}
		return truths[0] ?? FALSE;
	}
	if (subject.kind === "open" && subject.alternatives === undefined)
		return openKey(
			type,
			file.entries.map(({ key }) => key.toLowerCase()),
			subject,
			server,
		);
	return testOf(subject, (text) => truthOf(text !== "" && keysFor(type, text).some(({ key }) => file.find(key) !== undefined)));
}

function openKey(type: LookupType, keys: readonly string[], subject: OpenValue, server: Server): Condition {
	const truths: Truth[] = [];
	for (const key of keys) {
		const affix = type.partial?.affix.toLowerCase();
		if (affix !== undefined && key.startsWith(affix)) {
			const name = key.slice(affix.length);
			const truth = openSuffix(`.${name}`, subject, server);
			if (truth.kind !== "false" || canBe(subject, name)) return truth.kind === "unknown" ? truth : dependsOn(subject.because);
			continue;
		}
		if (canBe(subject, key)) truths.push(dependsOn(subject.because));
	}
	return truths.length === 0 ? FALSE : eitherOf([FALSE, ...truths], subject.because);
}

/** Names that an item of a list takes, `.name` for those below it, for the search for a witness. */
export function domainHints(item: string): readonly string[] {
	if (item.startsWith("^")) return expressionHints(item);
	if (item.startsWith("@") || item === "" || item === "*" || lookupItem(item) !== undefined) return [];
	return [item.startsWith("*") ? (item.startsWith("*.") ? item.slice(1) : `victim${item.slice(1)}`) : item];
}

/** Names that an expression takes, which nobody spelled out. */
function expressionHints(source: string): readonly string[] {
	const expression = compileExpression(source, "pcre", { caseInsensitive: true });
	if (expression.kind !== "compiled") return [];
	const dressed = samplesOf(expression.ast).flatMap(({ text }) => [
		text,
		`victim${text}`,
		`victim.${text}`,
		`${text}.victim.example`,
		`${text}victim.example`,
		`victim${text}.example`,
		`victim-${text}`,
	]);
	return dressed.filter((name) => /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i.test(name) && expression.match(name) !== null).slice(0, 8);
}
