import {
	FALSE,
	type FactName,
	type FileOrigin,
	type Hints,
	inFile,
	type Match,
	type MatchList,
	type Origin,
	TRUE,
	type Truth,
	truthOf,
} from "@relaylint/core";
import { compileExpression } from "../../expression/expression.ts";
import type { ListKind } from "../ast.ts";
import { expand } from "../expansion/evaluate.ts";
import { parseExpansion } from "../expansion/expansion-ast.ts";
import type { Scope } from "../expansion/scope.ts";
import { testOf, type Value } from "../expansion/value-of.ts";
import { lookupItem } from "../lists/lookup-type.ts";
import { splitList } from "../lists/split-list.ts";
import { originOf } from "../logical-lines.ts";
import type { ValueText } from "../value.ts";
import { atomOf, type ScopeMaker, truthOfMatch } from "./atoms.ts";
import type { Server } from "./server.ts";

/** What the items of a list are matched against, and how. */
export interface ListSubject {
	readonly kind: ListKind;
	/** What the list asks, for traces: `domains`, `hosts`. */
	readonly name: string;
	readonly reads: readonly FactName[];
	/** The atom of an item; `state` says what stood before it in the list. */
	item(text: string, origin: Origin, state: ListState, of: ListBuilder): Match;
	/** Where a witness may be looked for, by the text of an item. */
	hints?(text: string): Hints;
	/** A list's answer that was settled before, by its name. */
	settled?(name: string, origin: Origin): Match | undefined;
	/** Elements that stand before an item, such as a name that cannot be found. */
	before?(text: string, state: ListState, origin: Origin, of: ListBuilder): MatchList["elements"];
}

/** What the special items of a list have switched on. */
export interface ListState {
	readonly caseful: boolean;
	readonly unknown: "include" | "ignore" | "stop";
	readonly deferred: "include" | "ignore" | "stop";
	/** The result of the item: true, or false behind an exclamation mark. */
	readonly positive: boolean;
}

/** Builds lists of one subject. */
export interface ListBuilder {
	readonly server: Server;
	readonly subject: ListSubject;
	readonly scope: ScopeMaker;
	/** The match of a list. */
	list(value: ValueText, name?: string): Match;
	/** The match of the list of an option: where it goes wrong, the client is in it or not as `broken` says, unless a file is missing. */
	optionList(value: ValueText, name: string, broken?: boolean): Match;
	/** The match of a list that was put together while a client is there. */
	text(text: string, origin: Origin): Match;
}

/** Makes lists for a subject. */
export function listBuilder(server: Server, subject: ListSubject, scope: ScopeMaker): ListBuilder {
	const named = new Map<string, Match>();
	const texts = new Map<string, Match>();
	const open = new Set<string>();
	const builder: ListBuilder = {
		server,
		subject,
		scope,
		list(value, name = subject.name) {
			const fixed = fixedText(value, scope);
			if (fixed !== undefined) return staticList(fixed, value, name);
			return atomOf({
				name: `${name} = ${value.text}`,
				origin: value.origin,
				reads: [...new Set([...subject.reads, ...ALL_FACTS])],
				scope,
				// Who says the domain of the recipient as its own is in a list of what it says.
				...(subject.kind === "domain" ? { hints: { senders: [USUAL_FOREIGN], helo: [USUAL_FOREIGN] } } : {}),
				test: (of) => testOf(expand(value.text, of), (text) => conditionTruth(builder.text(text, value.origin), of)),
			});
		},
		optionList(value, name, broken = false) {
			if (/[$\\]/.test(value.text) && expand(value.text, staticScope(scope)).kind === "error")
				return { kind: broken ? "always" : "never" };
			const match = builder.list(value, name);
			return match.kind === "list" ? forgiving(match, truthOf(broken)) : match;
		},
		text(text, origin) {
			let match = texts.get(text);
			if (match === undefined) {
				match = staticList(
					text,
					{ text, pieces: [], origin: origin.kind === "file" ? origin : NOWHERE, quoted: false },
					subject.name,
				);
				if (texts.size > 2000) texts.clear();
				texts.set(text, match);
			}
			return match;
		},
	};

	function staticList(text: string, value: ValueText, name: string): MatchList {
		const elements: MatchList["elements"][number][] = [];
		let state: ListState = { caseful: false, unknown: "stop", deferred: "stop", positive: true };
		let from = 0;
		for (const item of splitList(text)) {
			const exact = text === value.text && value.pieces.length > 0;
			const found = exact ? item.start : value.text.indexOf(item.text, from);
			if (!exact && found !== -1) from = found + item.text.length;
			const origin =
				found === -1 || value.pieces.length === 0 || item.text === ""
					? value.origin
					: originOf(value, found, exact ? item.end : found + item.text.length);
			const special = specialItem(item.text, subject.kind);
			if (special !== undefined) {
				state = { ...state, ...special };
				continue;
			}
			const { positive, bare } = unnegated(item.text);
			state = { ...state, positive };
			const own = itemElements(bare, positive, origin, state, 0);
			elements.push(...own);
			// The lines of a file stand for items of their own: the last one decides what the end of the list means.
			const lastLine = bare.startsWith("/") ? own.at(-1)?.result.kind : undefined;
			if (lastLine === "true" || lastLine === "false") state = { ...state, positive: lastLine === "true" };
		}
		const last = elements.at(-1);
		return {
			kind: "list",
			name,
			elements,
			otherwise: last !== undefined && !state.positive ? TRUE : FALSE,
			origin: value.origin,
		};
	}

	function itemElements(bare: string, positive: boolean, origin: Origin, state: ListState, depth: number): MatchList["elements"] {
		const result: Truth = positive ? TRUE : FALSE;
		if (bare.startsWith("+")) return [{ match: namedList(bare.slice(1).trim(), origin), result, origin }];
		if (bare.startsWith("/") && depth === 0) return fileElements(bare, positive, origin, state);
		return [
			...(subject.before?.(bare, state, origin, builder) ?? []),
			{ match: subject.item(bare, origin, state, builder), result, origin },
		];
	}

	function fileElements(path: string, positive: boolean, origin: Origin, state: ListState): MatchList["elements"] {
		const file = server.files.list(path, subject.kind === "domain" || subject.kind === "host" ? "anywhere" : "after-blank");
		const result: Truth = positive ? TRUE : FALSE;
		if (file.kind === "failing") return [{ match: { kind: "error", reason: file.reason, origin }, result, origin }];
		if (file.kind === "unknown")
			return [{ match: { kind: "unknown", because: { ...file.because, origin }, origin }, result, origin }];
		return file.entries.flatMap((entry) => {
			const { positive: own, bare } = unnegated(entry.key);
			return itemElements(bare, own === positive, entry.origin, { ...state, positive: own === positive }, 1);
		});
	}

	function namedList(name: string, origin: Origin): Match {
		const list = server.list(subject.kind, name);
		if (list === undefined) return { kind: "error", reason: `${NO_LIST}${subject.kind}list ${name}`, origin };
		const settled = subject.settled?.(name, origin);
		if (settled !== undefined && !/\$/.test(list.value.text)) return settled;
		const known = named.get(name);
		if (known !== undefined) return known;
		if (open.has(name)) return { kind: "error", reason: `the ${subject.kind}list ${name} refers to itself`, origin };
		open.add(name);
		const match = builder.list(list.value, `${subject.kind}list ${name}`);
		open.delete(name);
		named.set(name, match);
		return match;
	}

	function conditionTruth(match: Match, scopeOf: Scope): Truth {
		return truthOfMatch(match, scopeOf, () => undefined);
	}

	return builder;
}

/** A list that ends with one result where a named one is not there or the DNS does not answer. */
function forgiving(list: MatchList, broken: Truth): MatchList {
	return {
		...list,
		elements: list.elements.map((element) => {
			if (element.match.kind === "error" && element.match.reason.startsWith(NO_LIST))
				return { ...element, match: { kind: "always", origin: element.origin }, result: broken };
			return element.result.kind === "error" ? { ...element, result: broken } : element;
		}),
	};
}

/** The domain to which a witness mostly goes. */
const USUAL_FOREIGN = "victim.example";

/** How the reason begins where a list refers to one that is not there. */
const NO_LIST = "there is no list: ";

/** Everything an expansion may read. */
export const ALL_FACTS: readonly FactName[] = [
	"client",
	"client-name",
	"helo",
	"tls",
	"certificate",
	"login",
	"sender",
	"recipient",
	"server",
	"dns",
];

const NOWHERE: FileOrigin = inFile({ path: "", size: 0, text: "", invalidUtf8: false }, { start: 0, end: 0 });

/** The text of a list that no client changes; undefined where one does. */
export function fixedText(value: ValueText, scope: ScopeMaker): string | undefined {
	if (!/[$\\]/.test(value.text)) return value.text;
	if (parseExpansion(value.text).kind === "error") return undefined;
	const expanded: Value = expand(value.text, staticScope(scope));
	if (expanded.kind === "text") return expanded.text;
	// A list whose expansion is forced to fail takes nothing.
	return expanded.kind === "failed" ? "" : undefined;
}

/** A scope without a client. */
export function staticScope(scope: ScopeMaker): Scope {
	return (scope as unknown as (on: object, assigned: () => undefined) => Scope)({}, () => undefined);
}

function unnegated(text: string): { readonly positive: boolean; readonly bare: string } {
	return text.startsWith("!") ? { positive: false, bare: text.slice(1).trimStart() } : { positive: true, bare: text };
}

function specialItem(text: string, kind: ListKind): Partial<ListState> | undefined {
	if (text === "+caseful" && (kind === "address" || kind === "localpart")) return { caseful: true };
	if (kind !== "host") return undefined;
	switch (text) {
		case "+include_unknown":
			return { unknown: "include" };
		case "+ignore_unknown":
			return { unknown: "ignore" };
		case "+include_defer":
			return { deferred: "include" };
		case "+ignore_defer":
			return { deferred: "ignore" };
		default:
			return undefined;
	}
}

/** Claims what an item of a list of domains names. */
export function claimItem(server: Server, bare: string): void {
	const { claims, files } = server;
	if (bare.startsWith("@") || bare === "" || bare === "*") return;
	if (bare.startsWith("^")) {
		claims.claimExpression(compileExpression(bare, "pcre", { caseInsensitive: true }));
		return;
	}
	if (bare.startsWith("*.")) {
		claims.claimBelow(bare.slice(2));
		return;
	}
	if (bare.startsWith("*")) return;
	const lookup = lookupItem(bare);
	if (lookup === undefined) {
		claims.claimName(bare);
		return;
	}
	const file = files.open(lookup.type.base, lookup.target);
	if (file.kind !== "entries") return;
	for (const { key } of file.entries) {
		if (lookup.type.base.endsWith("wildlsearch")) claimItem(server, key);
		else if (lookup.type.partial !== undefined && key.startsWith(lookup.type.partial.affix)) {
			const name = key.slice(lookup.type.partial.affix.length);
			claims.claimBelow(name);
			claims.claimName(name);
		} else claims.claimName(key);
	}
}
