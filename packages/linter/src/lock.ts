import {
	type AddressSet,
	differenceOf,
	type Grant,
	isEmptyAddressSet,
	OWN,
	readNetworkTexts,
	textFingerprint,
} from "@relaylint/core";
import { clientTexts, conditionTexts, leftOutTexts, sessionTexts } from "./grant-words.ts";
import type { PolicyResult } from "./policy.ts";

/** The name of the file in which grants are kept for review, beside the configuration's main file. */
export const LOCK_NAME = "relay-policy.lock";

/** One row of what is granted, without its lines, so that it stays as it is while they move. */
export interface LockedGrant {
	/** Networks and ranges; empty for anyone. */
	readonly clients: readonly string[];
	readonly session: readonly string[];
	/** What has to be so; the fingerprint is of the table or the names that decide it. */
	readonly conditions: readonly { readonly text: string; readonly fingerprint?: string }[];
	readonly depends: readonly string[];
	readonly destinations: readonly string[];
}

/** Who may relay, as it was reviewed. */
export interface Lock {
	readonly version: 1;
	readonly dialect: string;
	readonly listeners: readonly {
		readonly name: string;
		readonly port: number | null;
		readonly grants: readonly LockedGrant[];
		readonly limits: readonly string[];
	}[];
}

/** What is granted beyond a lock: some addresses of a row, or what can no longer be told. */
export interface Excess {
	readonly listener: string;
	/** What it is, in one sentence. */
	readonly text: string;
	readonly grant?: Grant;
}

/** Who may send mail to other people, as a lock keeps it; equal policies have equal locks, however they are written. */
export function lockOf({ configuration, listeners }: PolicyResult): Lock {
	return {
		version: 1,
		dialect: configuration.dialect,
		listeners: listeners.map((listener) => ({
			name: listener.listener.name,
			port: listener.listener.port ?? null,
			grants: sorted(listener.grants.filter(isForeign).map((grant) => lockedGrant(grant, sessionTexts(grant, listener)))),
			limits: [...listener.limits],
		})),
	};
}

/** The text of a lock file. */
export function lockText(lock: Lock): string {
	return `${JSON.stringify({ $schema: LOCK_SCHEMA, ...lock }, undefined, "\t")}\n`;
}

const LOCK_SCHEMA = "https://relaylint.example/schemas/lock.schema.json";

function isForeign(grant: Grant): boolean {
	return grant.destinations.some((one) => one !== OWN);
}

function lockedGrant(grant: Grant, session: readonly string[]): LockedGrant {
	const shown = new Set(conditionTexts(grant.conditions));
	return {
		clients: clientTexts(grant),
		session,
		conditions: grant.conditions
			.map(({ text, negated, content }) => ({
				text: negated ? `not: ${text}` : text,
				...(content === undefined ? {} : { fingerprint: textFingerprint(content()) }),
			}))
			.filter(({ text }) => shown.has(text)),
		depends: grant.depends.map(({ text }) => text).sort(),
		destinations: grant.destinations.filter((one) => one !== OWN),
	};
}

function sorted(grants: readonly LockedGrant[]): readonly LockedGrant[] {
	const keyed = grants.map((grant) => [JSON.stringify(grant), grant] as const);
	return keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, grant]) => grant);
}

/** Reads a lock file; the reason where it is none: a sentence without its subject. */
export function readLock(
	text: string,
): { readonly kind: "lock"; readonly lock: Lock } | { readonly kind: "bad"; readonly reason: string } {
	try {
		const lock = JSON.parse(text) as Lock;
		const listeners = lock.listeners as Lock["listeners"] | undefined;
		const isList = (value: unknown): boolean => Array.isArray(value) && value.every((one) => typeof one === "string");
		const isRows = (value: unknown): boolean => Array.isArray(value);
		const fits =
			isRows(listeners) &&
			listeners?.every(
				(one) =>
					typeof one?.name === "string" &&
					isRows(one.grants) &&
					isList(one.limits) &&
					one.grants.every(
						(row) =>
							isList(row?.clients) &&
							isList(row.session) &&
							isList(row.depends) &&
							isList(row.destinations) &&
							isRows(row.conditions) &&
							row.conditions.every((condition) => typeof condition?.text === "string") &&
							row.clients.every((client) => readNetworkTexts([client]) !== undefined),
					),
			);
		if (lock?.version !== 1 || fits !== true)
			return { kind: "bad", reason: "is no lock of this version: relaylint lock writes one" };
		return { kind: "lock", lock };
	} catch (fault) {
		return { kind: "bad", reason: `is no JSON: ${fault instanceof Error ? fault.message : String(fault)}` };
	}
}

/** What a configuration grants beyond a lock; nothing where every row is covered by rows of the lock. */
export function beyondLock(lock: Lock, result: PolicyResult): readonly Excess[] {
	return result.listeners.flatMap((listener): readonly Excess[] => {
		const { name, port } = listener.listener;
		const locked =
			lock.listeners.find((one) => one.name === name && one.port === (port ?? null)) ??
			lock.listeners.find((one) => one.port !== null && one.port === port);
		const limits = listener.limits.filter((limit) => locked?.limits.includes(limit) !== true);
		const excess: Excess[] = limits.map((limit) => ({ listener: name, text: `there may be more than can be told: ${limit}` }));
		for (const grant of listener.grants.filter(isForeign)) {
			const row = lockedGrant(grant, sessionTexts(grant, listener));
			let rest: AddressSet = grant.addresses;
			for (const one of locked?.grants ?? []) {
				if (!covers(one, row)) continue;
				const addresses = one.clients.length === 0 ? grant.addresses : readNetworkTexts(one.clients);
				if (addresses !== undefined) rest = differenceOf(rest, addresses);
			}
			if (!isEmptyAddressSet(rest)) excess.push({ listener: name, text: excessText(row, rest, locked?.grants ?? []), grant });
		}
		return excess;
	});
}

/** Whether a locked row asks for no more, and reaches as far, whatever the addresses. */
function covers(locked: LockedGrant, row: LockedGrant): boolean {
	return (
		locked.session.every((one) => row.session.includes(one)) &&
		locked.depends.every((one) => row.depends.includes(one)) &&
		row.destinations.every((one) => locked.destinations.includes(one)) &&
		locked.conditions.every((one) =>
			row.conditions.some((other) => other.text === one.text && other.fingerprint === one.fingerprint),
		)
	);
}

const MOST_NETWORKS = 8;

function excessText(row: LockedGrant, rest: AddressSet, locked: readonly LockedGrant[]): string {
	const leftOut = leftOutTexts({ addresses: rest });
	const networks = leftOut.length > 0 ? leftOut : clientTexts({ addresses: rest });
	const more = networks.length - MOST_NETWORKS;
	const shown = `${networks.slice(0, MOST_NETWORKS).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
	const who = networks.length === 0 ? "anyone" : leftOut.length > 0 ? `anyone but ${shown}` : shown;
	const where = row.conditions.map(({ text }) => ` where ${text}`).join("");
	const depends = row.depends.length === 0 ? "" : ` (depends on ${row.depends.join(", ")})`;
	const changed = row.conditions.filter(({ text, fingerprint }) =>
		locked.some((one) => one.conditions.some((other) => other.text === text && other.fingerprint !== fingerprint)),
	);
	const why = changed.length === 0 ? "" : "; what that holds has changed";
	return `${[who, ...row.session].join(", ")} may relay${where}${depends}${why}`;
}
