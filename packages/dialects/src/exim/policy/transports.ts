import type { Dependency } from "@relaylint/core";
import type { Driver } from "../document.ts";
import { expand } from "../expansion/evaluate.ts";
import type { Scope } from "../expansion/scope.ts";
import { limit, textValue } from "../expansion/value-of.ts";
import type { Place } from "./place.ts";

/** Where the transport of a router takes mail. */
export function leavesBy(
	router: Driver,
	on: Scope,
	{ server }: Place,
): { readonly end: "remote" | "local" | "unknown"; readonly because?: Dependency } {
	const value = router.options.get("transport")?.value;
	// A router without a transport is there to verify alone.
	if (value === undefined) return { end: "local" };
	const name = expand(value.text, on);
	const kinds = new Set(
		server.document.transports
			.filter((transport) => name.kind !== "text" || transport.name === name.text)
			.map((transport) => (isRemote(transport) ? "remote" : "local")),
	);
	const [only] = kinds;
	if (kinds.size === 1 && only !== undefined) return { end: only };
	return { end: "unknown", because: name.kind === "open" ? name.because : limit(`which transport ${router.name} uses`) };
}

/** Mail by SMTP goes to another server, but for LMTP, which hands it over to a store. */
function isRemote(transport: Driver): boolean {
	if (transport.options.get("driver")?.value?.text !== "smtp") return false;
	return transport.options.get("protocol")?.value?.text.trim().toLowerCase() !== "lmtp";
}

/** Whether a name may be looked up: labels of letters, digits, underscores, hyphens and slashes, the last two inside (14, `dns_check_names_pattern`). */
function isDomainName(name: string): boolean {
	return /^\w(?:[\w/-]*\w)?(?:\.\w(?:[\w/-]*\w)?)*\.?$/.test(name);
}

/** What the DNS says about where mail for a domain goes. */
export function lookUpExchangers(
	domain: string,
	on: Scope,
	{ server }: Place,
	_router: Driver,
): { readonly kind: "elsewhere" | "here" | "none" | "failing" } | { readonly kind: "unknown"; readonly because: Dependency } {
	const { context } = on;
	if (context === undefined) return { kind: "unknown", because: limit("mail exchangers without a client") };
	const { world } = context;
	if (!isDomainName(domain)) return { kind: "none" };
	const answer = world.dns(domain, "MX");
	if (answer.kind === "unknown") return answer;
	if (answer.kind === "servfail") return { kind: "failing" };
	const own = new Set([...(world.addresses ?? []), ...world.mainAddresses].map((address) => address.replace(/\/\d+$/, "")));
	const addressesOf = (name: string) =>
		(["A", "AAAA"] as const).flatMap((type) => {
			const found = world.dns(name, type);
			return found.kind === "records" ? found.records : [];
		});
	const treated = server.option("hosts_treat_as_local")?.value;
	const treatedAsLocal = (name: string) => {
		const list = treated === undefined ? undefined : expand(treated.text, on);
		return list?.kind === "text" && on.matches("domain", list.text, textValue(name)).kind === "true";
	};
	const here = (name: string) =>
		treatedAsLocal(name) ||
		addressesOf(name).some((address) => own.has(address)) ||
		(server.hostname.kind === "text" && server.hostname.text.toLowerCase() === name);
	if (answer.kind === "records") {
		const sorted = answer.records.map((record) => record.split(/\s+/)).sort((a, b) => Number(a[0]) - Number(b[0]));
		const first = sorted[0]?.[1]?.replace(/\.$/, "").toLowerCase() ?? "";
		if (first === "" || first === ".") return { kind: "none" };
		return { kind: here(first) ? "here" : "elsewhere" };
	}
	const direct = addressesOf(domain);
	if (direct.length === 0) return { kind: "none" };
	return { kind: here(domain) ? "here" : "elsewhere" };
}
