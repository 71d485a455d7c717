import { defineRule, isReachable, type Origin, type RelatedPlace } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import type { Server } from "../../policy/server.ts";
import { wordsOf } from "../../policy/server.ts";
import { isExplained } from "../hazards.ts";
import { itemsOf, type ListItem } from "../restriction-words.ts";

const GUARDS = new Set(["reject_unauth_destination", "defer_unauth_destination", "check_relay_domains", "reject", "defer"]);
const LISTS = ["client", "helo", "sender", "relay", "recipient", "data"].map((name) => `smtpd_${name}_restrictions`);

/** A policy service is asked before mail for other domains is refused, so that its OK lets a stranger relay. */
export const policyServiceBeforeGuard = defineRule({
	id: "policy-service-before-guard",
	severity: "warning",
	summary: "A policy service is asked before mail for other domains is refused, so that its OK lets a stranger relay.",
	check({ configuration, analysis }, report) {
		const model = modelOf(configuration);
		const seen = new Set<string>();
		const servers = [...model.servers.values()];
		const say = (origin: Origin, message: string, guard: Origin | undefined) => {
			if (origin.kind !== "file" || isExplained(model, origin)) return;
			const key = `${origin.file.path} ${origin.span.start}`;
			if (seen.has(key)) return;
			seen.add(key);
			const related: readonly RelatedPlace[] =
				guard?.kind === "file" ? [{ origin: guard, message: "mail for other domains is refused only here" }] : [];
			report({ certainty: "possible", origin, message, ...(related.length === 0 ? {} : { related }) });
		};
		for (const [at, listener] of configuration.policy.listeners.entries()) {
			const server = servers[at];
			if (server === undefined || !isReachable(listener)) continue;
			const exposed = exposedServices(server);
			for (const { service, guard, list } of exposed) {
				const argument = service.kind === "restriction" ? service.argument?.text : undefined;
				say(
					service.word.origin,
					`The policy service ${argument ?? ""} is asked before ${guard.word.text} in ${list}, and no other list refuses mail for other domains. If it ever answers OK, a stranger can relay. Move check_policy_service behind ${guard.word.text}.`,
					guard.word.origin,
				);
			}
			if (exposed.length > 0) continue;
			// In a class, or behind a table: then the proof tells.
			const depends = analysis().listeners.find((one) => one.listener === listener)?.depends ?? [];
			if (!depends.every(({ key }) => key.startsWith("policy:"))) continue;
			for (const { origin } of depends) {
				if (origin === undefined) continue;
				say(
					origin,
					"This policy service is asked before mail for other domains is refused. If it ever answers OK, a stranger can relay. Move it behind reject_unauth_destination.",
					undefined,
				);
			}
		}
	},
});

interface Exposed {
	readonly service: ListItem;
	readonly guard: ListItem;
	readonly list: string;
}

/** The policy services whose OK ends the last list that keeps strangers out. */
function exposedServices(server: Server): readonly Exposed[] {
	const found: Exposed[] = [];
	for (const list of LISTS) {
		const words = wordsOf(server.own, list, "braces");
		const items = itemsOf(words);
		const at = items.findIndex((item, index) => isGuard(item, items[index - 1]));
		const guard = items[at];
		if (guard === undefined) {
			// A class, or what a template brings, may close the list.
			if (words.some((word) => word.unknown.length > 0) || items.some((item) => item.kind === "word")) return [];
			continue;
		}
		const services = items.slice(0, at).filter((item) => nameOf(item) === "check_policy_service");
		if (services.length === 0) return [];
		for (const service of services) found.push({ service, guard, list });
	}
	return found;
}

function nameOf(item: ListItem | undefined): string {
	return item?.kind === "restriction" ? item.restriction.name : "";
}

function isGuard(item: ListItem, before: ListItem | undefined): boolean {
	return GUARDS.has(nameOf(item)) && nameOf(before) !== "warn_if_reject";
}
