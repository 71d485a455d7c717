import type { Dependency, DnsType, World } from "@relaylint/core";
import { isHostname } from "../address/hostname.ts";

/** What a search for any of several record types finds. */
export type DnsFinding =
	| { readonly kind: "found" }
	/** A mail exchanger `.`: the domain takes no mail (RFC 7505). */
	| { readonly kind: "null-mx" }
	| { readonly kind: "missing" }
	| { readonly kind: "failing" }
	| { readonly kind: "unknown"; readonly because: Dependency };

/** Asks for record types in order until one is there; a null MX ends the search where MX is asked first. */
export function dnsFinds(world: World, name: string, types: readonly DnsType[]): DnsFinding {
	// No server is asked about what is no host name; an underscore is allowed.
	if (!isHostname(name)) return { kind: "missing" };
	let failing = false;
	for (const type of types) {
		const answer = world.dns(name, type);
		if (answer.kind === "unknown") return { kind: "unknown", because: answer.because };
		if (answer.kind === "servfail") failing = true;
		if (answer.kind !== "records" || answer.records.length === 0) continue;
		if (type === "MX" && answer.records.every((record) => /^\d+\s+\.$/.test(record.trim()))) {
			return { kind: types[0] === "MX" ? "null-mx" : "found" };
		}
		return { kind: "found" };
	}
	return { kind: failing ? "failing" : "missing" };
}

/** The mail exchangers of a name, best first; undefined where there are none. */
export function exchangersOf(records: readonly string[]): readonly { readonly preference: number; readonly host: string }[] {
	return records
		.map((record) => {
			const [preference = "", host = ""] = record.trim().split(/\s+/);
			return { preference: Number(preference), host: host.replace(/\.$/, "").toLowerCase() };
		})
		.sort((a, b) => a.preference - b.preference);
}
