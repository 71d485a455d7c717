import {
	attemptOf,
	contextOf,
	type HostFacts,
	isReachable,
	type Listener,
	type RelayPolicy,
	strangerWorld,
	walkListener,
} from "@relaylint/core";

/** The listeners at which a user who logs in with a password, and without TLS, relays from anywhere, as a stranger does not. */
export function relayingInClear(policy: RelayPolicy, host: HostFacts): readonly Listener[] {
	return policy.listeners.filter((listener) => {
		if (!isReachable(listener)) return false;
		const relays = (login: boolean): boolean => {
			const attempt = attemptOf({
				to: "someone@recipient.example",
				...(listener.port === undefined || listener.port === 465 ? {} : { port: listener.port }),
				...(login ? { login: { user: host.users?.[0] ?? "alice", valid: true } } : {}),
			});
			const { outcome, relayed } = walkListener(listener, contextOf(attempt, strangerWorld(host, attempt, {})), policy.facts);
			return outcome === "accept" && relayed !== "no";
		};
		return relays(true) && !relays(false);
	});
}
