import { type Dependency, dependsOn, FALSE, type Match, type Origin, TRUE, type Truth, truthOf } from "@relaylint/core";
import type { Driver } from "../document.ts";
import { expand } from "../expansion/evaluate.ts";
import type { Scope } from "../expansion/scope.ts";
import { alternativesOf, type Condition, graver, limit, outside, testOf, textValue, type Value } from "../expansion/value-of.ts";
import { splitList } from "../lists/split-list.ts";
import type { ValueText } from "../value.ts";
import { atomOf, truthOfMatch } from "./atoms.ts";
import { conditionTruth } from "./conditions-truth.ts";
import { ALL_FACTS } from "./lists.ts";
import type { Place } from "./place.ts";
import { isLiteral } from "./recipient.ts";
import {
	affixes,
	isOff,
	isOn,
	localUser,
	type Routed,
	requiredFiles,
	stripped,
	withAddress,
	withoutSender,
} from "./router-conditions.ts";
import { leavesBy, lookUpExchangers } from "./transports.ts";

/** Where an address goes. `unrouteable`: no router takes it. */
export type RouteEnd = "remote" | "local" | "discard" | "fail" | "defer" | "unrouteable";

/** An end that is possible, with what it hangs on. */
interface Possible {
	readonly end: RouteEnd | "unknown";
	readonly because?: Dependency;
}

type Purpose = "deliver" | "recipient" | "sender";

const DEEPEST = 6;

/** Every end that an address may have. */
function routesOf(address: Routed, purpose: Purpose, on: Scope, place: Place, depth: number, from = 0): readonly Possible[] {
	const ends: Possible[] = [];
	const { routers } = place.server.document;
	for (let index = from; index < routers.length; index++) {
		const router = routers[index] as Driver;
		const applies = preconditions(router, address, purpose, on, place);
		if (applies.kind === "false") continue;
		if (applies.kind === "error") return [...ends, { end: "defer" }];
		const own = driven(router, stripped(router, address), purpose, on, place, depth, index);
		const declines = own.some(({ end }) => end === "unrouteable");
		const stops = declines && isOff(router, "more");
		const because = applies.kind === "unknown" ? applies.because : undefined;
		for (const one of own) {
			if (one.end === "unrouteable" && !stops) continue;
			ends.push(
				because === undefined ? one : { ...one, because: one.because === undefined ? because : graver(because, one.because) },
			);
		}
		const goesOn = because !== undefined || (declines && !stops);
		if (!goesOn) return ends;
		if (ends.length > 40) return [{ end: "unknown", because: limit("too many ways through the routers") }];
	}
	return [...ends, { end: "unrouteable" }];
}

/** Whether a router is run for an address (specification, 3.10 and 15). */
function preconditions(router: Driver, address: Routed, purpose: Purpose, on: Scope, place: Place): Truth {
	if (purpose === "deliver" ? isOn(router, "verify_only") : isOff(router, "verify") || isOff(router, `verify_${purpose}`))
		return FALSE;
	const inner = withAddress(on, address);
	let open: Truth | undefined;
	const values = (name: string) => router.options.get(name)?.value;
	const tests: (() => Condition)[] = [
		() => affixes(router, address),
		() => listTruth("domain", values("domains"), address.domain, on, inner, address, place),
		() => listTruth("localpart", values("local_parts"), stripped(router, address).local, on, inner, address, place),
		() => (isOn(router, "check_local_user") ? localUser(stripped(router, address).local, on) : TRUE),
		() => listTruth("address", values("senders"), on.variable("sender_address"), on, inner, address, place),
		() => requiredFiles(values("require_files"), inner),
		() => {
			const value = values("condition");
			if (value === undefined) return TRUE;
			const truth = testOf(expand(value.text, inner), conditionTruth);
			return truth.kind === "failed" ? FALSE : truth;
		},
	];
	for (const test of tests) {
		const truth = test();
		if (truth.kind === "false" || truth.kind === "failed") return FALSE;
		if (truth.kind === "error") return open ?? truth;
		if (truth.kind === "unknown") open ??= truth;
	}
	return open ?? TRUE;
}

function listTruth(
	kind: "domain" | "localpart" | "address",
	value: ValueText | undefined,
	subject: Value,
	on: Scope,
	inner: Scope,
	address: Routed,
	place: Place,
): Condition {
	if (value === undefined) return TRUE;
	if (kind === "domain" && address.own) return truthOfMatch(place.lists.domains.list(value), on, () => undefined);
	const text = expand(value.text, inner);
	return testOf(text, (list) => on.matches(kind, list, subject));
}

/** What a router does with an address that it takes; `unrouteable` where it declines. */
function driven(
	router: Driver,
	address: Routed,
	purpose: Purpose,
	on: Scope,
	place: Place,
	depth: number,
	index: number,
): readonly Possible[] {
	const inner = withAddress(on, address);
	const kind = router.options.get("driver")?.value?.text;
	const carried = (): readonly Possible[] => [leavesBy(router, inner, place)];
	switch (kind) {
		case "accept":
			return carried();
		case "dnslookup": {
			if (address.domain.kind === "open") {
				if (address.domain.foreign === true) return carried();
				return [...carried(), { end: "unrouteable", because: address.domain.because }];
			}
			if (address.domain.kind !== "text") return [{ end: "defer" }];
			const exchangers = lookUpExchangers(address.domain.text, on, place, router);
			if (exchangers.kind === "here") return [{ end: "defer" }];
			if (exchangers.kind === "none") return [{ end: "unrouteable" }];
			if (exchangers.kind === "failing") return [{ end: "defer" }];
			if (exchangers.kind === "unknown") return [...carried(), { end: "unrouteable", because: exchangers.because }];
			return carried();
		}
		case "ipliteral":
			if (address.domain.kind === "text") return isLiteral(address.domain.text) ? carried() : [{ end: "unrouteable" }];
			return [...carried(), { end: "unrouteable", because: limit("a domain literal") }];
		case "manualroute":
			return manual(router, address, inner, on, carried);
		case "redirect":
			return redirected(router, address, purpose, inner, on, place, depth, index);
		default:
			return [{ end: "unknown", because: outside(`router:${router.name}`, `what the router ${router.name} does`) }];
	}
}

function manual(
	router: Driver,
	address: Routed,
	inner: Scope,
	on: Scope,
	carried: () => readonly Possible[],
): readonly Possible[] {
	const data = router.options.get("route_data")?.value;
	if (data !== undefined) {
		const value = expand(data.text, inner);
		if (value.kind === "failed") return [{ end: "unrouteable" }];
		if (value.kind === "error") return [{ end: "defer" }];
		const truth = testOf(value, (text) => truthOf(text.trim() !== ""));
		if (truth.kind === "unknown")
			return [...carried().map((one) => ({ ...one, because: truth.because })), { end: "unrouteable", because: truth.because }];
		return truth.kind === "true" ? carried() : [{ end: "unrouteable" }];
	}
	const list = router.options.get("route_list")?.value;
	if (list === undefined) return [{ end: "unrouteable" }];
	const ends: Possible[] = [];
	const items = /^\s*<\s*[^\sA-Za-z0-9]/.test(list.text) ? splitList(list.text) : splitList(`<; ${list.text}`);
	for (const { text } of items) {
		const pattern = /^(!?\s*(?:"[^"]*"|\S+))/.exec(text)?.[1]?.replace(/"/g, "") ?? "";
		if (pattern === "") continue;
		const truth = testOf(expand(pattern, inner), (one) => on.matches("domain", `<\n${one}`, address.domain));
		if (truth.kind === "true") return [...ends, ...carried()];
		if (truth.kind === "error") return [...ends, { end: "defer" }];
		if (truth.kind === "unknown") ends.push(...carried().map((one) => ({ ...one, because: truth.because })));
	}
	return [...ends, { end: "unrouteable" }];
}

function redirected(
	router: Driver,
	address: Routed,
	purpose: Purpose,
	inner: Scope,
	on: Scope,
	place: Place,
	depth: number,
	index: number,
): readonly Possible[] {
	const data = router.options.get("data")?.value;
	if (data === undefined) {
		const file = router.options.get("file")?.value?.text ?? "a file";
		return [
			{ end: "unknown", because: outside(`file:${file}`, `what ${file} holds`) },
			{ end: "unrouteable", because: outside(`file:${file}`, `what ${file} holds`) },
		];
	}
	const value = expand(data.text, inner);
	if (value.kind === "failed") return [{ end: "unrouteable" }];
	if (value.kind === "error") return [{ end: "defer" }];
	const alternatives = alternativesOf(value);
	if (alternatives === undefined) {
		const because = value.kind === "open" ? value.because : limit(`where ${router.name} sends mail`);
		return [
			{ end: "unknown", because },
			{ end: "unrouteable", because },
		];
	}
	const because = value.kind === "open" ? value.because : undefined;
	return alternatives.flatMap((one): readonly Possible[] => {
		const ends: readonly Possible[] =
			one.kind === "text"
				? targets(one.text, router, address, purpose, on, place, depth, index)
				: [{ end: one.kind === "failed" ? "unrouteable" : "defer" }];
		return because === undefined
			? ends
			: ends.map((end) => ({ ...end, because: end.because === undefined ? because : graver(because, end.because) }));
	});
}

function targets(
	text: string,
	router: Driver,
	address: Routed,
	purpose: Purpose,
	on: Scope,
	place: Place,
	depth: number,
	index: number,
): readonly Possible[] {
	const trimmed = text.trim();
	if (trimmed === "") return [{ end: "unrouteable" }];
	if (/^:blackhole:/i.test(trimmed)) return [{ end: "discard" }];
	// Where it is not allowed it is an error, which puts the address off.
	if (/^:fail:/i.test(trimmed)) return [{ end: isOn(router, "allow_fail") ? "fail" : "defer" }];
	if (/^:defer:/i.test(trimmed)) return [{ end: "defer" }];
	if (/^:unknown:/i.test(trimmed)) return [{ end: "unrouteable" }];
	if (depth >= DEEPEST) return [{ end: "unknown", because: limit("redirections without end") }];
	const written = trimmed.split(/[,\n]\s*/);
	// One that is malformed is an error of the whole.
	const strict = !isOn(router, "skip_syntax_errors");
	if (strict && written.some((target) => isMalformed(target.trim()))) return [{ end: "defer" }];
	const ends = written.flatMap((target): readonly Possible[] => {
		const one = target.trim().replace(/^\\/, "");
		if (one === "" || one.startsWith(":") || one.startsWith("#")) return [];
		if (/^["'|/]/.test(one)) return [{ end: "local" }];
		if (isMalformed(one)) return [];
		const at = one.lastIndexOf("@");
		const local = at === -1 ? one : one.slice(0, at);
		const domain = at === -1 ? address.domain : textValue(one.slice(at + 1).toLowerCase());
		const same =
			address.local.kind === "text" &&
			address.local.text === local &&
			domain.kind === "text" &&
			address.domain.kind === "text" &&
			domain.text === address.domain.text;
		return routesOf({ local: textValue(local), domain, own: false }, purpose, on, place, depth + 1, same ? index + 1 : 0);
	});
	if (ends.length === 0) return [{ end: "unrouteable" }];
	return ends.some(({ end }) => end === "remote") ? ends.filter(({ end }) => end === "remote") : ends;
}

/** Whether a target is surely no address: with a blank or a colon in it and nothing that quotes. */
function isMalformed(target: string): boolean {
	return /^[^"'<>()\\@:|/#][^"<>()\\@]*[\s:;][^"<>()\\]*$/.test(target);
}

/** Whether an address can be verified: some router takes it. */
export function routeTruth(which: "recipient" | "sender", on: Scope, place: Place, options: readonly string[]): Truth {
	const address: Routed =
		which === "recipient"
			? { local: on.variable("local_part"), domain: on.variable("domain"), own: true }
			: { local: on.variable("sender_address_local_part"), domain: on.variable("sender_address_domain"), own: false };
	// While a sender is verified, there is no sender.
	const scope = which === "sender" ? withoutSender(on) : on;
	return overEnds(routesOf(address, which, scope, place, 0), (end): Truth => {
		if (end === "defer")
			return options.some((option) => /^\s*defer_ok/.test(option))
				? TRUE
				: { kind: "error", reason: "the address cannot be verified now" };
		return truthOf(end === "remote" || end === "local" || end === "discard");
	});
}

function overEnds(ends: readonly Possible[], truthOfEnd: (end: RouteEnd) => Truth): Truth {
	let reason: Dependency | undefined;
	let orError = false;
	const kinds = new Map<string, Truth>();
	for (const { end, because } of ends) {
		if (because !== undefined) reason = reason === undefined ? because : graver(reason, because);
		if (end === "unknown") {
			kinds.set("true", TRUE);
			kinds.set("false", FALSE);
			continue;
		}
		const truth = truthOfEnd(end);
		if (truth.kind === "error") orError = true;
		kinds.set(truth.kind, truth);
	}
	const [only] = kinds.values();
	if (kinds.size === 1 && only !== undefined) return only;
	const because = reason ?? limit("where the routers send the address");
	return orError ? { kind: "unknown", because, orError: true } : dependsOn(because);
}

/** Whether an accepted recipient leaves for another server. */
export function relaysByRouters(place: Place, origin: Origin): Match {
	return atomOf({
		name: "the routers send the recipient to another server",
		origin,
		reads: ALL_FACTS.filter(
			(fact) =>
				fact !== "login" &&
				fact !== "helo" &&
				fact !== "tls" &&
				fact !== "certificate" &&
				fact !== "client" &&
				fact !== "client-name",
		),
		scope: place.scope,
		// A domain that no configuration names, should the usual one be named.
		hints: { recipients: ["nobody-named-this.example"] },
		test: (on) => {
			if (on.region?.foreign === "redirected")
				return dependsOn({ kind: "choice", key: "redirected", text: "the address into which a router rewrites the recipient" });
			const address: Routed = { local: on.variable("local_part"), domain: on.variable("domain"), own: true };
			// Whatever its local part looks like, mail for a domain that the server serves is not foreign.
			const to = on.context?.attempt.to ?? "";
			if (
				/["%!]|@.*@|^@|^[^@]*$/.test(to) &&
				address.domain.kind === "text" &&
				place.server.claims.claims(address.domain.text).kind === "true"
			)
				return FALSE;
			const ends = routesOf(address, "deliver", on, place, 0);
			return overEnds(ends, (end) => truthOf(end === "remote"));
		},
	});
}
