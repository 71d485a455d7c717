import type { Environment, Origin } from "@relaylint/core";
import { foldKey } from "./case-fold.ts";
import type { LookupResult, LookupTable, TableEntries, UnknownResult } from "./table.ts";
import type { InlinePair, TableName } from "./table-name.ts";

/** A table that gives the same value for every key: `static:` (DATABASE_README). */
export function staticTable(name: TableName, value: string, origin: Origin): LookupTable {
	const found: LookupResult = { kind: "found", value, origin };
	return {
		name,
		kind: "static",
		keyStyle: "fixed",
		lookup: () => found,
		diagnostics: [],
		entries: { kind: "any", value, origin },
	};
}

/** A table whose entries stand in its name: `inline:`. The last of equal keys counts, unlike in a file. */
export function inlineTable(
	name: TableName,
	pairs: readonly InlinePair[],
	unicode: boolean,
	originOf: (pair: InlinePair) => Origin,
	keepsCase = false,
): LookupTable {
	const byKey = new Map<string, InlinePair>();
	const keyOf = (text: string) => (keepsCase ? text : foldKey(text, unicode));
	for (const pair of pairs) byKey.set(keyOf(pair.key), pair);
	return {
		name,
		kind: "indexed",
		keyStyle: "fixed",
		lookup(key) {
			const pair = byKey.get(keyOf(key));
			return pair === undefined ? { kind: "not-found" } : { kind: "found", value: pair.value, origin: originOf(pair) };
		},
		diagnostics: [],
		entries: {
			kind: "keys",
			entryCount: byKey.size,
			complete: true,
			mostValues: undefined,
			forEachEntry(visit) {
				for (const [key, pair] of byKey)
					if (
						!visit(
							() => key,
							pair.value,
							() => originOf(pair),
						)
					)
						return;
			},
		},
	};
}

/** `unionmap:`: the results of all members, joined with commas; an error of one is an error. */
export function unionTable(name: TableName, members: readonly LookupTable[], origin: Origin): LookupTable {
	return {
		...combined(name, members, { kind: "members", combine: "union", members }),
		lookup(key) {
			const values: string[] = [];
			let unknown: UnknownResult | undefined;
			let first: Origin | undefined;
			for (const member of members) {
				const result = member.lookup(key);
				if (result.kind === "error") return result;
				if (result.kind === "unknown") unknown ??= result;
				if (result.kind !== "found") continue;
				// A first result of no text leaves no comma behind it.
				if (values.length > 0 && values[0] === "") values.shift();
				values.push(result.value);
				first ??= result.origin;
			}
			if (unknown !== undefined) return unknown;
			const value = values.join(",");
			return value === "" ? { kind: "not-found" } : { kind: "found", value, origin: first ?? origin };
		},
	};
}

/** `pipemap:`: each member is asked with the result of the one before it. */
export function pipeTable(name: TableName, members: readonly LookupTable[], origin: Origin): LookupTable {
	return {
		...combined(name, members, { kind: "members", combine: "pipe", members }),
		lookup(key) {
			let value = key;
			let last: Origin = origin;
			for (const member of members) {
				const result = member.lookup(value);
				if (result.kind !== "found") return result;
				value = result.value;
				last = result.origin;
			}
			return { kind: "found", value, origin: last };
		},
	};
}

function combined(name: TableName, members: readonly LookupTable[], entries: TableEntries) {
	return {
		name,
		kind: "combined" as const,
		// The first member says whether partial keys are asked.
		keyStyle: members[0]?.keyStyle ?? ("pattern" as const),
		diagnostics: members.flatMap((member) => member.diagnostics),
		entries,
	};
}

/** `randmap:`: one of its values at random, whatever the key. */
export function randomTable(name: TableName, values: readonly string[], origin: Origin): LookupTable {
	const [only] = values;
	const same = only !== undefined && values.every((value) => value === only);
	const result: LookupResult = same
		? { kind: "found", value: only, origin }
		: { kind: "unknown", reason: `${name.text} (picks one at random)`, what: "lookup" };
	return {
		name,
		kind: "random",
		keyStyle: "pattern",
		lookup: () => result,
		diagnostics: [],
		entries: { kind: "choice", values },
	};
}

/** A table of which every lookup fails for a time: `fail:`, or one that cannot be opened. */
export function failingTable(name: TableName, kind: "fail" | "unavailable", reason: string, fatal = false): LookupTable {
	const failure = fatal ? ({ kind: "error", reason, fatal: true } as const) : ({ kind: "error", reason } as const);
	return { name, kind, keyStyle: "pattern", lookup: () => failure, diagnostics: [], failure };
}

/** A table whose answers are outside the files. */
export function outsideTable(
	name: TableName,
	keyStyle: "fixed" | "pattern",
	reason: string = name.text,
	what: UnknownResult["what"] = "lookup",
): LookupTable {
	const failure = { kind: "unknown", reason, what } as const;
	return { name, kind: "outside", keyStyle, lookup: () => failure, diagnostics: [], failure };
}

/** Accounts that a system makes for itself: which of them are there no one says. */
const SYSTEM_ACCOUNTS = new Set(
	`root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc gnats nobody postfix postmaster adm shutdown halt
	operator ftp http dbus sshd messagebus mysql postgres bind named ntp systemd-network systemd-resolve systemd-timesync _apt polkitd
	dovecot dovenull vmail cyrus clamav amavis spamd opendkim opendmarc policyd-spf rpc tcpdump avahi saslauth`.split(/\s+/),
);

/** `unix:passwd.byname`: the accounts of the host, as far as they are told. */
export function accountTable(name: TableName, environment: Environment, origin: Origin): LookupTable {
	if (name.name === "group.byname") return outsideTable(name, "fixed");
	if (name.name !== "passwd.byname") return failingTable(name, "unavailable", `unknown table: ${name.text}`);
	const { users } = environment;
	if (users === undefined) return outsideTable(name, "fixed");
	const known = new Set(users);
	return {
		name,
		kind: "outside",
		keyStyle: "fixed",
		lookup(key) {
			const account = key.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
			if (known.has(account) || account === "root") return { kind: "found", value: `${account}:x:`, origin };
			if (SYSTEM_ACCOUNTS.has(account)) return { kind: "unknown", reason: `${name.text} (account ${account})`, what: "lookup" };
			return { kind: "not-found" };
		},
		diagnostics: [],
	};
}
