import { type Attempt, attemptOf, type DnsZone } from "@relaylint/core";

/** One question as `probes.json` asks it, with its defaults filled in. */
export interface Probe {
	readonly attempt: Attempt;
	/** What is recorded or expected, as written; compared by nobody here. */
	readonly expect?: string;
	readonly or: readonly string[];
	readonly doubt: boolean;
}

/** Questions and the world in which they are asked. */
export interface ProbeSet {
	readonly probes: readonly Probe[];
	readonly hostname: string;
	readonly address: string;
	/** Further addresses of the server, with their prefix length. */
	readonly addresses: readonly string[];
	readonly users: readonly string[];
	readonly release?: string;
	/** Tables that are there but were never built. */
	readonly unbuilt: readonly string[];
	readonly dns: DnsZone;
}

/** The world of probes that say nothing about theirs. */
export const DEFAULT_WORLD: Omit<ProbeSet, "probes"> = {
	hostname: "mx.example.com",
	address: "192.0.2.25",
	addresses: [],
	users: ["alice", "bob", "user"],
	unbuilt: [],
	dns: {},
};

/** A set of probes, or the reason why the text is none: a sentence without its subject. */
export type ProbesOutcome =
	| { readonly kind: "probes"; readonly set: ProbeSet }
	| { readonly kind: "bad"; readonly reason: string };

/** Reads `probes.json`, a list of probes, or one probe a line. Total. */
export function readProbes(text: string): ProbesOutcome {
	const whole = parseJson(text.replace(/^\uFEFF/, ""));
	if (whole.kind === "json")
		return contained(() => (Array.isArray(whole.value) ? setOf({ probes: whole.value }) : setOfObject(whole.value)));
	const probes: unknown[] = [];
	for (const [index, line] of text.split("\n").entries()) {
		if (line.trim() === "") continue;
		const parsed = parseJson(line);
		if (parsed.kind === "bad") {
			const reason = probes.length === 0 ? whole.reason : `line ${index + 1}: ${parsed.reason}`;
			return { kind: "bad", reason: `is neither JSON nor one JSON object a line (${reason})` };
		}
		probes.push(parsed.value);
	}
	return contained(() => setOf({ probes }));
}

/** A fault in what the user wrote; caught in this file. */
class Unfit extends Error {}

function contained(read: () => ProbeSet): ProbesOutcome {
	try {
		return { kind: "probes", set: read() };
	} catch (fault) {
		if (fault instanceof Unfit) return { kind: "bad", reason: fault.message };
		throw fault;
	}
}

type Fields = Readonly<Record<string, unknown>>;

function setOfObject(value: unknown): ProbeSet {
	const fields = fieldsOf(value, "the file");
	return "probes" in fields ? setOf(fields) : setOf({ probes: [fields] });
}

function setOf(fields: Fields): ProbeSet {
	const world = "the world";
	const release = optionalString(fields, "release", world);
	return {
		probes: list(fields, "probes", world).map((probe, index) => probeOf(probe, `probe ${index}`)),
		hostname: optionalString(fields, "hostname", world) ?? DEFAULT_WORLD.hostname,
		address: optionalString(fields, "address", world) ?? DEFAULT_WORLD.address,
		addresses: strings(fields, "addresses", world),
		users: [...DEFAULT_WORLD.users, ...strings(fields, "users", world)],
		unbuilt: strings(fields, "nocompile", world),
		dns: zoneOf(fields.dns),
		...(release === undefined ? {} : { release }),
	};
}

function probeOf(value: unknown, where: string): Probe {
	const fields = fieldsOf(value, where);
	const to = optionalString(fields, "to", where);
	if (to === undefined) throw new Unfit(`${where} has no "to"`);
	const name = optionalString(fields, "name", where);
	const client = optionalString(fields, "client", where);
	const helo = optionalString(fields, "helo", where);
	const server = optionalString(fields, "server", where);
	const from = optionalString(fields, "from", where);
	const mailArguments = optionalString(fields, "mailargs", where);
	const port = optionalPort(fields, where);
	const login = loginOf(fields.auth, where);
	const expect = optionalString(fields, "expect", where);
	const attempt = attemptOf({
		to,
		forged: flag(fields, "forged", where),
		tls: flag(fields, "tls", where),
		clientCertificate: flag(fields, "clientcert", where),
		...(name === undefined ? {} : { name }),
		...(client === undefined ? {} : { client }),
		...(helo === undefined ? {} : { helo }),
		...(server === undefined ? {} : { server }),
		...(from === undefined ? {} : { from }),
		...(mailArguments === undefined ? {} : { mailArguments }),
		...(port === undefined ? {} : { port }),
		...(login === undefined ? {} : { login }),
	});
	const or = typeof fields.or === "string" ? [fields.or] : strings(fields, "or", where);
	return { attempt, or, doubt: Boolean(fields.doubt), ...(expect === undefined ? {} : { expect }) };
}

function loginOf(value: unknown, where: string): Attempt["login"] {
	if (value === undefined || value === null || value === false) return undefined;
	if (value === true) return { user: "alice", valid: true };
	const fields = fieldsOf(value, `"auth" of ${where}`);
	return {
		user: optionalString(fields, "user", where) ?? "alice",
		valid: optionalString(fields, "pass", where) !== "wrong",
	};
}

function zoneOf(value: unknown): DnsZone {
	if (value === undefined || value === null) return {};
	const zone: Record<string, readonly string[] | "NXDOMAIN" | "SERVFAIL"> = {};
	for (const [name, data] of Object.entries(fieldsOf(value, `"dns"`))) {
		if (data === "NXDOMAIN" || data === "SERVFAIL") zone[name] = data;
		else if (typeof data === "string") zone[name] = [data];
		else if (Array.isArray(data) && data.every((one) => typeof one === "string")) zone[name] = data;
		else throw new Unfit(`"dns" of ${JSON.stringify(name)} is neither a list of strings nor "NXDOMAIN" nor "SERVFAIL"`);
	}
	return zone;
}

function fieldsOf(value: unknown, where: string): Fields {
	if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Unfit(`${where} is no JSON object`);
	return value as Fields;
}

function optionalString(fields: Fields, name: string, where: string): string | undefined {
	const value = fields[name];
	if (value === undefined || value === null) return undefined;
	if (typeof value !== "string") throw new Unfit(`"${name}" of ${where} is no string`);
	return value;
}

function flag(fields: Fields, name: string, where: string): boolean {
	const value = fields[name];
	if (value === undefined || value === null) return false;
	if (typeof value !== "boolean") throw new Unfit(`"${name}" of ${where} is neither true nor false`);
	return value;
}

function optionalPort(fields: Fields, where: string): number | undefined {
	const value = fields.port;
	if (value === undefined || value === null) return undefined;
	if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 65535) return value;
	throw new Unfit(`"port" of ${where} is no number from 1 to 65535`);
}

function list(fields: Fields, name: string, where: string): readonly unknown[] {
	const value = fields[name] ?? [];
	if (!Array.isArray(value)) throw new Unfit(`"${name}" of ${where} is no list`);
	return value;
}

function strings(fields: Fields, name: string, where: string): readonly string[] {
	return list(fields, name, where).map((value) => {
		if (typeof value !== "string") throw new Unfit(`"${name}" of ${where} is no list of strings`);
		return value;
	});
}

function parseJson(text: string): { kind: "json"; value: unknown } | { kind: "bad"; reason: string } {
	try {
		return { kind: "json", value: JSON.parse(text) };
	} catch (fault) {
		return { kind: "bad", reason: fault instanceof Error ? fault.message : String(fault) };
	}
}
