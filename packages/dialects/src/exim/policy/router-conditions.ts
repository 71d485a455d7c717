import { dependsOn, FALSE, TRUE, type Truth, truthOf } from "@relaylint/core";
import type { Driver } from "../document.ts";
import { expand } from "../expansion/evaluate.ts";
import type { Scope } from "../expansion/scope.ts";
import { type Condition, EMPTY, mapped, outside, testOf, textValue, type Value } from "../expansion/value-of.ts";
import { splitList } from "../lists/split-list.ts";
import type { ValueText } from "../value.ts";

/** An address on its way through the routers. */
export interface Routed {
	readonly local: Value;
	readonly domain: Value;
	/** True for the recipient of the attempt itself, whose named lists may have been settled. */
	readonly own: boolean;
}

/** Whether a boolean option of a driver is switched off. */
export function isOff(router: Driver, option: string): boolean {
	const setting = router.options.get(option);
	if (setting === undefined) return false;
	const text = setting.value?.text.toLowerCase();
	return (text === "false" || text === "no") !== setting.negated;
}

/** Whether a boolean option of a driver is switched on. */
export function isOn(router: Driver, option: string): boolean {
	const setting = router.options.get(option);
	if (setting === undefined) return false;
	const text = setting.value?.text.toLowerCase();
	return (text === undefined || text === "true" || text === "yes") !== setting.negated;
}

/** A scope in which the address is the one that is routed. */
export function withAddress(on: Scope, address: Routed): Scope {
	return withVariables(on, (name) =>
		name === "domain" ? address.domain : name === "local_part" ? address.local : on.variable(name),
	);
}

/** A scope in which the sender is empty. */
export function withoutSender(on: Scope): Scope {
	return withVariables(on, (name) => (/^(?:sender_address|return_path)/.test(name) ? EMPTY : on.variable(name)));
}

function withVariables(on: Scope, variable: (name: string) => Value): Scope {
	return {
		...(on.context === undefined ? {} : { context: on.context }),
		...(on.region === undefined ? {} : { region: on.region }),
		variable,
		matches: (kind, list, subject) => on.matches(kind, list, subject),
		lookup: (spec) => on.lookup(spec),
		exists: (path) => on.exists(path),
		checksLogin: () => on.checksLogin(),
	};
}

/** Whether the local part has the prefix and the suffix that a router wants. */
export function affixes(router: Driver, { local }: Routed): Condition {
	for (const [option, at] of [
		["local_part_prefix", "start"],
		["local_part_suffix", "end"],
	] as const) {
		const value = router.options.get(option)?.value;
		if (value === undefined || isOn(router, `${option}_optional`)) continue;
		const truth = testOf(local, (text) =>
			truthOf(splitList(value.text).some((item) => strippedBy(text, item.text, at) !== undefined)),
		);
		if (truth.kind !== "true") return truth;
	}
	return TRUE;
}

export function strippedBy(local: string, affix: string, at: "start" | "end"): string | undefined {
	const fixed = affix.replaceAll("*", "").toLowerCase();
	const text = local.toLowerCase();
	if (at === "start") {
		if (!affix.startsWith("*")) return text.startsWith(fixed) ? local.slice(fixed.length) : undefined;
		const found = text.indexOf(fixed);
		return found === -1 ? undefined : local.slice(found + fixed.length);
	}
	if (!affix.endsWith("*")) return text.endsWith(fixed) ? local.slice(0, local.length - fixed.length) : undefined;
	const found = text.lastIndexOf(fixed);
	return found === -1 ? undefined : local.slice(0, found);
}

/** The address without the prefix and the suffix of a router. */
export function stripped(router: Driver, address: Routed): Routed {
	let { local } = address;
	for (const [option, at] of [
		["local_part_prefix", "start"],
		["local_part_suffix", "end"],
	] as const) {
		const value = router.options.get(option)?.value;
		if (value === undefined) continue;
		local = mapped(local, (text) =>
			textValue(
				splitList(value.text)
					.map((item) => strippedBy(text, item.text, at))
					.find((one) => one !== undefined) ?? text,
			),
		);
	}
	return { ...address, local };
}

const SYSTEM_ACCOUNTS = new Set(
	"root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc nobody debian-exim _apt gnats systemd-network".split(
		" ",
	),
);

/** Whether a local part is an account of the host. */
export function localUser(local: Value, on: Scope): Condition {
	if (local.kind === "open") return dependsOn(local.because);
	return testOf(local, (text) => {
		const users = on.context?.world.users;
		if (users === undefined) return dependsOn(outside("accounts", "the accounts of the host"));
		return truthOf(users.includes(text) || SYSTEM_ACCOUNTS.has(text));
	});
}

/** Whether the files that a router wants are there. */
export function requiredFiles(value: ValueText | undefined, on: Scope): Condition {
	if (value === undefined) return TRUE;
	return testOf(expand(value.text, on), (list) => {
		let open: Truth | undefined;
		for (const { text } of splitList(list)) {
			if (!text.replace(/^[!+]+/, "").startsWith("/")) continue;
			const path = text.replace(/^[!+\s]+/, "");
			const there = on.exists(path);
			if (there === undefined) open ??= dependsOn(outside(`file:${path}`, `whether ${path} is there`));
			else if (there === text.startsWith("!")) return FALSE;
		}
		return open ?? TRUE;
	});
}
