import type { HostFacts, PlainLogin, RelayPolicy } from "@relaylint/core";
import { relayingInClear } from "../login-in-clear.ts";
import type { Authenticator } from "./policy/authenticators.ts";

/** The ports on which a login without TLS lets a client relay, at the name of the authenticator that takes its password. */
export function plainLogins(
	policy: RelayPolicy,
	authenticators: readonly Authenticator[],
	host: HostFacts,
): readonly PlainLogin[] {
	const plain = authenticators.find(({ mechanism, check }) => /^(?:PLAIN|LOGIN)$/.test(mechanism) && check.kind === "password");
	if (plain === undefined) return [];
	return relayingInClear(policy, host).map(({ name }) => ({
		listener: name,
		origin: plain.driver.nameOrigin,
		remedy: `Offer the authenticators in TLS alone: server_advertise_condition = \${if def:tls_in_cipher}.`,
	}));
}
