import type { KnownResolution, Resolution } from "./resolve.ts";
import type { DomainTest } from "./settings.ts";

/**
 * Whether a recipient is an authorised destination: what `permit_auth_destination` permits and `reject_unauth_destination` lets pass (postconf(5)).
 * It is where the domain is local, virtual or a relay domain and the address carries no sender-specified routing, which
 * `allow_untrusted_routing` lifts. `error` is answered 4xx. An address that the syntax check refuses is none.
 */
export function isAuthorisedDestination<Reason>(
	resolution: Resolution<Reason>,
	allowUntrustedRouting: boolean,
): DomainTest<Reason | undefined> {
	if (resolution.kind !== "unknown") return ofKnown(resolution, allowUntrustedRouting);
	const answers = resolution.possible.map((known) => ofKnown(known, allowUntrustedRouting));
	const [first] = answers;
	if (first !== undefined && resolution.complete && answers.every((answer) => answer.kind === first.kind)) return first;
	return { kind: "unknown", reason: resolution.reasons[0] };
}

function ofKnown<Reason>(resolution: KnownResolution<Reason>, allowUntrustedRouting: boolean): DomainTest<Reason | undefined> {
	if (resolution.kind === "failed") return { kind: "error", reason: resolution.reasons[0] };
	if (resolution.kind === "invalid" || (resolution.routed && !allowUntrustedRouting) || resolution.class === "default") {
		return { kind: "no" };
	}
	return { kind: "yes" };
}
