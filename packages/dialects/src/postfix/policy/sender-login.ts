import { chosen, type Dependency, dependsOn, errorTruth, FALSE, type Match, truthOf } from "@relaylint/core";
import { askAddressMaps } from "./address-maps.ts";
import type { Restriction } from "./env.ts";
import { policyRefusal, rule } from "./env.ts";
import { senderOf } from "./facts.ts";
import { yes } from "./server.ts";

/**
 * Refuses a sender address that belongs to somebody else by `smtpd_sender_login_maps` (postconf(5)): of a client that has logged in, of one that
 * has not, or `known`: of both, where an address without an owner is nobody's.
 */
export function senderMismatch(kind: "authenticated" | "known" | "unauthenticated"): Restriction {
	return ({ place, word }) => {
		const { server } = place;
		const match: Match = {
			kind: "computed",
			name: word.text,
			reads: ["sender", "login"],
			origin: word.origin,
			evaluate(context) {
				if (!place.knows.sender || yes(server.own, "smtpd_sasl_auth_enable").kind === "false") return FALSE;
				const sender = senderOf(context, server);
				if (sender.kind !== "address" || sender.resolution === undefined) return FALSE;
				const login = context.attempt.login?.valid === true ? context.attempt.login.user : undefined;
				if (login === undefined && kind === "authenticated") return FALSE;
				if (login !== undefined && kind === "unauthenticated") return FALSE;
				if (sender.resolution.kind === "failed") return errorTruth("the sender cannot be resolved for now");
				if (sender.resolution.kind !== "resolved") return dependsOn(openSender);
				const found = askAddressMaps("smtpd_sender_login_maps", sender.resolution.folded, server);
				if (found.kind === "error") return errorTruth(found.reason.text);
				if (found.kind === "unknown") return dependsOn(found.reason);
				if (login === undefined) return truthOf(found.kind === "found");
				if (found.kind === "absent") return truthOf(kind === "authenticated");
				const owners = found.value.split(/[\s,]+/).map((owner) => owner.toLowerCase());
				return truthOf(!owners.includes(login.toLowerCase()));
			},
			over(region) {
				if (region.fixed?.login === true) {
					return kind === "unauthenticated" ? FALSE : chosen(this, "a sender that does not belong to the login", word.origin);
				}
				return kind === "authenticated" ? FALSE : chosen(this, "a sender that belongs to somebody", word.origin);
			},
		};
		return { rules: [rule(match, policyRefusal(553, place), word.origin)], taken: 0 };
	};
}

const openSender: Dependency = { kind: "outside", key: "sender-owner", text: "how the sender's address is resolved" };
