import type { HostFacts, PlainLogin, RelayPolicy } from "@relaylint/core";
import { relayingInClear } from "../login-in-clear.ts";
import { passwordMechanism, trustedMechanisms } from "./policy/session.ts";
import type { Server } from "./server.ts";

/** The daemons at which a login without TLS lets a client relay, at the words that trust its mechanism. */
export function plainLogins(policy: RelayPolicy, server: Server, host: HostFacts): readonly PlainLogin[] {
	const mechanism = passwordMechanism(server);
	const origin = mechanism === undefined ? undefined : trustedMechanisms(server).get(mechanism);
	if (origin?.kind !== "file") return [];
	const remedy = "Put p into confAUTH_OPTIONS (AuthOptions), and name a certificate and its key.";
	return relayingInClear(policy, host).map(({ name }) => ({ listener: name, origin, remedy }));
}
