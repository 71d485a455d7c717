import type { Context } from "@relaylint/core";
import type { SendmailMap } from "../maps/map.ts";
import { isOwnName, recipientOf, type Server } from "../server.ts";
import { type AccessAnswer, firstFound, lookupDomain, lookupFull, lookupUser } from "./access.ts";
import { type Answer, AS_THEY_LIKE, type Check } from "./atoms.ts";
import { type Refusal, refusalOf } from "./check-relay.ts";
import { judgedRecipient } from "./recipient.ts";

/** FEATURE(blocklist_recipients): recipients whom the access map refuses. */
export function blocklistCheck(server: Server): Check<Refusal> {
	const map = server.map("access");
	return {
		name: "FEATURE(`blocklist_recipients')",
		origin: server.originOf("blocklist-recipients"),
		reads: ["recipient"],
		ask: (context) => (map === undefined ? { says: "pass" } : askRecipient(server, map, context)),
		over: (says) => (says === "pass" ? { kind: "false" } : AS_THEY_LIKE),
	};
}

const TO = { tag: "To", exact: false } as const;

function askRecipient(server: Server, map: SendmailMap, context: Context): Answer<Refusal> {
	const recipient = judgedRecipient(server, context);
	if (recipient.kind === "unknown") return { says: "unknown", because: recipient.because };
	if (recipient.kind !== "address") return { says: "pass" };
	const user = recipient.local.join("");
	const domain = recipient.domain?.join("");
	const found: AccessAnswer =
		domain === undefined
			? lookupUser(map, user, TO)
			: firstFound([
					() => lookupFull(map, user, domain, TO),
					...(isOwnName(server, domain, context.world.addresses) ? [() => lookupUser(map, user, TO)] : []),
					() => lookupDomain(server, map, domain, TO),
				]);
	if (found.kind === "found" && server.has("access-skip") && /^\s*skip\s*$/i.test(found.value)) return { says: "pass" };
	const answer = refusalOf(found);
	return answer;
}

/** The entry tagged `Spam:` for the recipient. */
export function spamEntry(server: Server, map: SendmailMap, context: Context): AccessAnswer {
	const recipient = recipientOf(server, context);
	if (recipient.kind !== "address") return { kind: "absent" };
	const user = recipient.local.join("");
	const domain = recipient.domain?.join("") ?? server.ownName;
	const tagged = { tag: "Spam", exact: true } as const;
	return firstFound([
		() => lookupFull(map, user, domain, tagged),
		() => lookupDomain(server, map, domain, tagged),
		...(isOwnName(server, domain, context.world.addresses) ? [() => lookupUser(map, user, tagged)] : []),
	]);
}
