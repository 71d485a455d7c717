import { defineRule, type PlainLogin } from "@relaylint/core";
import { keyOf, listed } from "../deciding-place.ts";

/** Clients may log in without TLS, so that passwords cross the network in clear. */
export const authWithoutTls = defineRule({
	id: "auth-without-tls",
	severity: "warning",
	summary: "Clients may log in without TLS, so that passwords cross the network in clear.",
	check({ configuration, host }, report) {
		const places = new Map<string, { readonly login: PlainLogin; readonly listeners: Set<string> }>();
		for (const login of configuration.plainLogins?.(host) ?? []) {
			const key = keyOf(login.origin);
			const place = places.get(key) ?? { login, listeners: new Set() };
			places.set(key, place);
			place.listeners.add(login.listener);
		}
		for (const { login, listeners } of places.values()) {
			const { origin, remedy, fixes } = login;
			report({
				certainty: "proven",
				origin,
				message: `Clients may log in through ${listed([...listeners])} without TLS. Whoever listens on the way reads the password, and can then relay with it. ${remedy}`,
				...(fixes === undefined ? {} : { fixes }),
			});
		}
	},
});
