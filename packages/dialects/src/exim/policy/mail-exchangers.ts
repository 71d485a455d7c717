import {
	type AddressSet,
	containsAddress,
	dependsOn,
	FALSE,
	parseAddress,
	parseAddressSet,
	type Truth,
	truthOf,
	unionOf,
} from "@relaylint/core";
import type { Scope } from "../expansion/scope.ts";
import { type Condition, testOf, type Value } from "../expansion/value-of.ts";
import { splitList } from "../lists/split-list.ts";
import type { Server } from "./server.ts";

/** Whether a domain's mail exchangers include this host: `@mx_any`, `@mx_primary`, `@mx_secondary` (specification, 10.9). */
export function pointsHere(item: string, subject: Value, scope: Scope, server: Server): Condition {
	// A domain whose owner points its mail here is not foreign.
	if (subject.kind === "open" && subject.alternatives === undefined)
		return subject.foreign === true ? FALSE : dependsOn(subject.because);
	const [which = "", listed = ""] = item.slice("@mx_".length).split("/ignore=");
	const ignored = splitList(listed).map(({ text }) => parseAddressSet(text));
	if (ignored.some((set) => set === undefined))
		return testOf(subject, () => dependsOn({ kind: "limit", key: "mx-ignore", text: item }));
	const left = unionOf(ignored.filter((set) => set !== undefined));
	return testOf(subject, (domain) => pointsHereConcretely(which, left, domain, scope, server));
}

/** `left` are the addresses that are left out. */
function pointsHereConcretely(which: string, left: AddressSet, domain: string, { context }: Scope, server: Server): Truth {
	if (context === undefined) return dependsOn({ kind: "limit", key: "mx", text: "mail exchangers without a client" });
	const { world } = context;
	const answer = world.dns(domain, "MX");
	if (answer.kind === "unknown") return dependsOn(answer.because);
	if (answer.kind === "servfail") return { kind: "error", reason: `the DNS does not answer for ${domain}` };
	if (answer.kind !== "records") return FALSE;
	const own = world.addresses ?? world.mainAddresses;
	const addresses = new Set(own.map((address) => address.replace(/\/\d+$/, "")));
	const treated = server.option("hosts_treat_as_local")?.value?.text.split(/\s*:\s*/) ?? [];
	const here: number[] = [];
	const all: number[] = [];
	for (const record of answer.records) {
		const [preference = "0", rawTarget = ""] = record.split(/\s+/);
		const target = rawTarget.replace(/\.$/, "").toLowerCase();
		all.push(Number(preference));
		const records = (["A", "AAAA"] as const).flatMap((type) => {
			const found = world.dns(target, type);
			return found.kind === "records" ? found.records.filter((one) => !isIn(left, one)) : [];
		});
		const isHere =
			treated.includes(target) ||
			(server.hostname.kind === "text" && server.hostname.text.toLowerCase() === target) ||
			records.some((one) => addresses.has(one) || parseAddress(one)?.value === 0);
		if (isHere) here.push(Number(preference));
	}
	if (here.length === 0) return FALSE;
	const primary = Math.min(...here) === Math.min(...all);
	return truthOf(which === "any" || (which === "primary") === primary);
}

function isIn(set: AddressSet, text: string): boolean {
	const address = parseAddress(text);
	return address !== undefined && containsAddress(set, address);
}
