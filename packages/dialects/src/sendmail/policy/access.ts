import type { Dependency, FileOrigin } from "@relaylint/core";
import type { SendmailMap } from "../maps/map.ts";
import { entryOrigin } from "../maps/table.ts";
import type { Server } from "../server.ts";

/** What the access map says of one thing that is looked up under several keys. */
export type AccessAnswer =
	| { readonly kind: "absent" }
	| { readonly kind: "found"; readonly value: string; readonly origin: FileOrigin | undefined }
	| { readonly kind: "failing"; readonly reason: string }
	| { readonly kind: "unknown"; readonly because: Dependency };

/** How the access map is asked: with a tag alone (`exact`), or with the tag and then without. */
export interface Tagged {
	readonly tag: string;
	readonly exact: boolean;
}

const ABSENT: AccessAnswer = { kind: "absent" };

/** Asks a map for keys in order; the first that is there decides. */
export function firstOf(map: SendmailMap, keys: Iterable<string>): AccessAnswer {
	for (const key of keys) {
		const answer = map.lookup(key);
		if (answer.kind === "absent") continue;
		if (answer.kind !== "found") return answer;
		return {
			kind: "found",
			value: answer.value,
			origin: answer.entry === undefined ? undefined : entryOrigin(answer.entry),
		};
	}
	return ABSENT;
}

/** `SKIP` ends a search without a result where FEATURE(access_db) knows it. */
function searched(server: Server, answer: AccessAnswer): AccessAnswer {
	return answer.kind === "found" && server.has("access-skip") && /^\s*skip\s*$/i.test(answer.value) ? ABSENT : answer;
}

function both({ tag, exact }: Tagged, key: string): readonly string[] {
	return exact ? [`${tag}:${key}`] : [`${tag}:${key}`, key];
}

/** A host name and every domain above it: cf/README, "ACCESS DATABASE". */
export function lookupDomain(server: Server, map: SendmailMap, name: string, tagged: Tagged): AccessAnswer {
	return searched(server, firstOf(map, domainKeys(server, name, tagged)));
}

function* domainKeys(server: Server, name: string, tagged: Tagged): Generator<string> {
	if (name.startsWith("[")) {
		let inner = name.replace(/^\[|\]$/g, "");
		for (;;) {
			yield* both(tagged, `[${inner}]`);
			const shorter = withoutLastPart(inner);
			if (shorter === undefined) return;
			inner = shorter;
		}
	}
	let rest = name;
	for (;;) {
		yield* both(tagged, rest);
		const dot = rest.indexOf(".");
		if (dot === -1) return;
		const above = rest.slice(dot + 1);
		if (above === "") return;
		if (server.has("lookup-dot-domain")) yield* both(tagged, `.${above}`);
		rest = above;
	}
}

/** A client address and every network above it, by its parts. */
export function lookupAddress(server: Server, map: SendmailMap, address: string, tagged: Tagged): AccessAnswer {
	return searched(server, firstOf(map, addressKeys(address, tagged)));
}

function* addressKeys(address: string, tagged: Tagged): Generator<string> {
	for (let rest: string | undefined = address; rest !== undefined; rest = withoutLastPart(rest)) yield* both(tagged, rest);
}

/** `192.0.2.1` without its last octet, `IPv6:2001:db8::1` without its last group; undefined where nothing is left. */
function withoutLastPart(address: string): string | undefined {
	const doubled = /^(.+)::[^:.]+$/.exec(address);
	if (doubled !== null) return doubled[1];
	const colon = address.lastIndexOf(":");
	if (colon > 0 && !address.slice(colon).includes(".")) return address.slice(0, colon);
	const dot = address.lastIndexOf(".");
	return dot > 0 ? address.slice(0, dot) : undefined;
}

/** A whole address, then without what follows `+` in its local part. */
export function lookupFull(map: SendmailMap, local: string, domain: string, tagged: Tagged): AccessAnswer {
	return firstOf(map, detailKeys(local, `@${domain}`, tagged));
}

/** A local part alone: `user@`. */
export function lookupUser(map: SendmailMap, local: string, tagged: Tagged): AccessAnswer {
	return firstOf(map, detailKeys(local, "@", tagged));
}

function* detailKeys(local: string, rest: string, tagged: Tagged): Generator<string> {
	yield* both(tagged, `${local}${rest}`);
	const plus = local.indexOf("+");
	if (plus <= 0) return;
	const user = local.slice(0, plus);
	yield* both(tagged, `${user}+*${rest}`);
	yield* both(tagged, `${user}${rest}`);
}

/** The first of several searches that finds something. */
export function firstFound(searches: readonly (() => AccessAnswer)[]): AccessAnswer {
	for (const search of searches) {
		const answer = search();
		if (answer.kind !== "absent") return answer;
	}
	return ABSENT;
}
