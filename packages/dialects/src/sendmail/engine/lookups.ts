import { type Context, type Dependency, formatAddress, parseAddress, reverseName } from "@relaylint/core";
import { compileExpression } from "../../expression/expression.ts";
import { dequoted } from "../address/tokens.ts";
import type { SendmailMap } from "../maps/map.ts";
import { inOwnDomain, type Server } from "../server.ts";
import { type LookupResult, Outside } from "./machine.ts";

/** Accounts that every system has. */
const SYSTEM_USERS = new Set(
	"root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc _apt nobody".split(" "),
);

const ABSENT: LookupResult = { kind: "absent" };

/** `%0` and on in a value: the key, then what was given behind `$@`. */
function filled(value: string, key: string, given: readonly string[]): string {
	return value.replace(/%(\d|%)/g, (_all, which: string) =>
		which === "%" ? "%" : which === "0" ? key : (given[Number(which) - 1] ?? ""),
	);
}

/** What a map says while rules run: op.txt 5.10. `wait` hears that a table is not to be had, which leaves what is routed in the queue. */
export function lookupIn(
	server: Server,
	map: SendmailMap | undefined,
	name: string,
	key: string,
	given: readonly string[],
	context: Context,
	set: (macro: string, value: string) => void,
	wait: () => void,
): LookupResult {
	if (map === undefined) {
		// `host` and `user` are there without a line.
		if (name === "host") return hostAnswer(server, key, context, undefined);
		return ABSENT;
	}
	const append = map.flags.append;
	switch (map.kind) {
		case "macro":
			set(key.replace(/^\{(.*)\}$/, "$1"), given[0] ?? "");
			return { kind: "found", text: "" };
		case "arith":
			return arithmetic(key, given);
		case "dequote":
			return dequoteAnswer(key, append);
		case "host":
			return hostAnswer(server, key, context, map);
		case "bestmx":
			return exchangers(key, context, map);
		case "null":
			return ABSENT;
		case "user": {
			const { users } = context.world;
			if (users === undefined) throw new Outside({ kind: "outside", key: "accounts", text: "which accounts this host has" });
			const there = users.includes(key) || SYSTEM_USERS.has(key);
			return there ? { kind: "found", text: key + append } : ABSENT;
		}
		case "sequence": {
			for (const one of map.flags.words) {
				const found = lookupIn(server, server.map(one), one, key, given, context, set, wait);
				if (found.kind === "found") return found;
			}
			return ABSENT;
		}
		case "regex":
			return regexAnswer(map, key);
	}
	const answer = map.lookup(key);
	switch (answer.kind) {
		case "absent":
			return ABSENT;
		case "failing":
			if (map.failureMark !== undefined) return { kind: "found", text: `${key}${map.failureMark}` };
			wait();
			return ABSENT;
		case "unknown":
			throw new Outside(answer.because);
		case "found":
			return { kind: "found", text: (map.flags.matchOnly ? key : filled(answer.value, key, given)) + append };
	}
}

function arithmetic(operator: string, [left = "", right = ""]: readonly string[]): LookupResult {
	const a = Number.parseInt(left, 10) || 0;
	const b = Number.parseInt(right, 10) || 0;
	const said = (value: number | boolean): LookupResult => ({
		kind: "found",
		text: typeof value === "boolean" ? (value ? "TRUE" : "FALSE") : String(Math.trunc(value)),
	});
	switch (operator) {
		case "+":
			return said(a + b);
		case "-":
			return said(a - b);
		case "*":
			return said(a * b);
		case "/":
			return b === 0 ? ABSENT : said(a / b);
		case "%":
			return b === 0 ? ABSENT : said(a % b);
		case "|":
			return said(a | b);
		case "&":
			return said(a & b);
		case "l":
			return said(a < b);
		case "=":
			return said(a === b);
		default:
			return ABSENT;
	}
}

function dequoteAnswer(key: string, append: string): LookupResult {
	const plain = dequoted(key);
	return plain === undefined ? ABSENT : { kind: "found", text: plain + append };
}

/** A host's canonical name, with a dot behind it from version level 2 on (op.txt 5.8). */
export function canonicalHost(server: Server, key: string, context: Context): string | undefined {
	const canonical = dottedHost(server, key, context);
	return server.level < 2 ? canonical?.replace(/\.$/, "") : canonical;
}

function dottedHost(server: Server, key: string, context: Context): string | undefined {
	const bare = key.replace(/\.$/, "");
	const hostname = server.environment.hostname;
	if (!bare.includes(".")) {
		if (hostname !== undefined && bare.toLowerCase() === hostname.split(".")[0]?.toLowerCase()) return `${hostname}.`;
		if (bare.toLowerCase() === "localhost") return "localhost.";
		const found = inOwnDomain(bare, hostname, context);
		return found === undefined ? undefined : `${found}.`;
	}
	if (bare.startsWith("[")) return undefined;
	const alias = context.world.dns(bare, "CNAME");
	if (alias.kind === "records") return `${(alias.records[0] ?? bare).replace(/\.$/, "")}.`;
	for (const type of ["MX", "A", "AAAA"] as const) {
		const answer = context.world.dns(bare, type);
		if (answer.kind === "unknown") throw new Outside(answer.because);
		if (answer.kind === "records") return `${bare}.`;
	}
	return undefined;
}

function hostAnswer(server: Server, key: string, context: Context, map: SendmailMap | undefined): LookupResult {
	const append = map?.flags.append ?? "";
	if (key.startsWith("[")) return literalAnswer(key, context, map);
	const bare = key.replace(/\.$/, "");
	const failing = ["MX", "A"].some((type) => context.world.dns(bare, type as "A").kind === "servfail");
	const canonical = canonicalHost(server, key, context);
	if (canonical !== undefined) return { kind: "found", text: `${canonical}${append}` };
	return failing && map?.failureMark !== undefined ? { kind: "found", text: `${key}${map.failureMark}` } : ABSENT;
}

/** An address in brackets is looked up by its reverse name. */
function literalAnswer(key: string, context: Context, map: SendmailMap | undefined): LookupResult {
	const pointer = pointerOfLiteral(key, context);
	if (pointer.kind === "unknown") throw new Outside(pointer.because);
	if (pointer.kind === "name") return { kind: "found", text: `${pointer.name}${map?.flags.append ?? ""}` };
	return pointer.kind === "later" && map?.failureMark !== undefined
		? { kind: "found", text: `${key}${map.failureMark}` }
		: ABSENT;
}

/** What the DNS says of an address in brackets. */
export function pointerOfLiteral(
	literal: string,
	context: Context,
):
	| { readonly kind: "name"; readonly name: string }
	| { readonly kind: "none" | "later" }
	| { readonly kind: "unknown"; readonly because: Dependency } {
	const address = parseAddress(literal.replace(/^\[(?:IPv6:)?|\]$/gi, ""));
	if (address === undefined) return { kind: "none" };
	const answer = context.world.dns(reverseName(formatAddress(address)), "PTR");
	if (answer.kind === "unknown") return answer;
	if (answer.kind === "servfail") return { kind: "later" };
	const name = answer.kind === "records" ? answer.records[0]?.replace(/\.$/, "") : undefined;
	return name === undefined ? { kind: "none" } : { kind: "name", name };
}

/** The mail exchangers of a domain: all with `-z`, else the best. */
function exchangers(key: string, context: Context, map: SendmailMap): LookupResult {
	const answer = context.world.dns(key.replace(/\.$/, ""), "MX");
	if (answer.kind === "unknown") throw new Outside(answer.because);
	if (answer.kind === "servfail")
		return map.failureMark === undefined ? ABSENT : { kind: "found", text: `${key}${map.failureMark}` };
	// A host without exchangers is its own (RFC 5321, 5.1).
	if (answer.kind === "no-data") return { kind: "found", text: `${key.replace(/\.$/, "")}.` };
	if (answer.kind !== "records") return ABSENT;
	const hosts = answer.records
		.map((record) => record.split(/\s+/))
		.sort((a, b) => Number(a[0] ?? 0) - Number(b[0] ?? 0))
		.map(([, host = ""]) => `${host.replace(/\.$/, "")}.`);
	const separator = map.flags.all.get("z");
	return { kind: "found", text: separator === undefined ? (hosts[0] ?? "") : hosts.join(separator) };
}

/** The class `regex`: op.txt 5.10. */
function regexAnswer(map: SendmailMap, key: string): LookupResult {
	const { all, append, words } = map.flags;
	const expression = compileExpression(words.join(" "), all.has("b") ? "posix-basic" : "posix-extended", {
		caseInsensitive: !all.has("f"),
	});
	if (expression.kind !== "compiled" || (!expression.exactGroups && all.has("s")))
		throw new Outside({
			kind: "limit",
			key: `regex:${map.name}`,
			text: `the expression of the map ${map.name}`,
			origin: map.origin,
		});
	const matched = expression.match(key);
	if (all.has("n")) return matched === null ? { kind: "found", text: append } : ABSENT;
	if (matched === null) return ABSENT;
	if (all.has("m")) return { kind: "found", text: key + append };
	const wanted = all.get("s");
	if (wanted === undefined) return { kind: "found", text: append };
	const parts = (wanted === "" ? "1" : wanted).split(",").map((number) => matched[Number(number)] ?? "");
	return { kind: "found", text: parts.join(all.get("d") ?? "$") + append };
}
