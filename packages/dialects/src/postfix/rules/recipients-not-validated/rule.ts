import { type Certainty, defineRule, type FileOrigin } from "@relaylint/core";
import { modelOf, type PostfixModel } from "../../model.ts";
import { patternsOf } from "../../policy/lists.ts";
import type { Server } from "../../policy/server.ts";
import { yes } from "../../policy/server.ts";
import { isExplained } from "../hazards.ts";
import { restrictionLists } from "../restriction-words.ts";
import { isShownOpen, reachedServices } from "../services.ts";

/** Mail for recipients that do not exist is accepted, and bounced to senders that are mostly forged. */
export const recipientsNotValidated = defineRule({
	id: "recipients-not-validated",
	severity: "warning",
	summary: "Mail for recipients that do not exist is accepted, and bounced to senders that are mostly forged.",
	check(input, report) {
		const model = modelOf(input.configuration);
		const [service] = reachedServices(input);
		if (service === undefined || verifies(model)) return;
		for (const { origin, what, remedy, certainty } of unvalidated(model, service.server)) {
			if (isExplained(model, origin) || isShownOpen(input, origin)) continue;
			report({
				certainty,
				origin,
				message: `${what}. Mail for users that do not exist is accepted and then bounced to senders that are mostly forged, for which others block this server. ${remedy}`,
			});
		}
	},
});

interface Unvalidated {
	readonly origin: FileOrigin;
	/** What is so, without its full stop. */
	readonly what: string;
	readonly remedy: string;
	/** Users of other servers may be checked by a table or a service of the lists. */
	readonly certainty: Certainty;
}

/** The classes of domains whose users nothing lists. */
function unvalidated(model: PostfixModel, server: Server): readonly Unvalidated[] {
	const found: Unvalidated[] = [];
	const { settings } = model;
	const originOf = (name: string): FileOrigin | undefined => {
		const { origin, source } = settings.value(name);
		return source === "main.cf" && origin.kind === "file" ? origin : undefined;
	};
	const isEmpty = (name: string) => {
		const { expanded } = settings.value(name);
		return expanded.unknown.length === 0 && expanded.text.trim() === "";
	};
	const checks = originOf("smtpd_reject_unlisted_recipient");
	if (checks !== undefined && yes(server.own, "smtpd_reject_unlisted_recipient").kind === "false" && !refusesUnlisted(model)) {
		const remedy = "Remove the setting, or write reject_unlisted_recipient in smtpd_recipient_restrictions.";
		return [
			{ origin: checks, what: "smtpd_reject_unlisted_recipient = no leaves recipients unchecked", remedy, certainty: "proven" },
		];
	}
	const local = originOf("local_recipient_maps");
	if (local !== undefined && isEmpty("local_recipient_maps") && patternsOf("mydestination", server).elements.length > 0) {
		const remedy = "Remove the setting, whose default names the system's users and aliases, or name a table of the users.";
		found.push({
			origin: model.mainCf.assignments.findLast(({ name }) => name === "local_recipient_maps")?.nameOrigin ?? local,
			what: "local_recipient_maps is empty, so every user of the local domains counts as known",
			remedy,
			certainty: "proven",
		});
	}
	const relayed = originOf("relay_domains");
	if (relayed !== undefined && namesOthers("relay_domains", server) && isEmpty("relay_recipient_maps")) {
		const remedy = "Name a table of the users in relay_recipient_maps, or ask the next server with reject_unverified_recipient.";
		found.push({ origin: relayed, what: "relay_recipient_maps names no users of relay_domains", remedy, certainty: "likely" });
	}
	return found;
}

/** Whether a list names more than the local domains, whose users other tables list; a `*` matches nothing. */
function namesOthers(name: string, server: Server): boolean {
	const local = new Set(
		patternsOf("mydestination", server).elements.map(({ pattern }) => (pattern.kind === "literal" ? pattern.text : "")),
	);
	return patternsOf(name, server).elements.some(
		({ pattern, positive }) =>
			positive &&
			pattern.kind !== "open" &&
			!(pattern.kind === "literal" && (local.has(pattern.text) || pattern.text.includes("*"))),
	);
}

/** Whether some list asks the servers of the recipients. */
function verifies(model: PostfixModel): boolean {
	return holds(model, /^reject_unverified_recipient$/);
}

function refusesUnlisted(model: PostfixModel): boolean {
	return holds(model, /^(?:reject_unlisted_recipient|check_recipient_maps)$/);
}

function holds(model: PostfixModel, wanted: RegExp): boolean {
	return restrictionLists(model).some(({ items }) =>
		items.some((item) => item.kind === "restriction" && wanted.test(item.restriction.name)),
	);
}
