import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";

/** Anybody may announce another client address. */
export const proxyTrustOpen = defineRule({
	id: "proxy-trust-open",
	severity: "error",
	summary: "Anybody may announce another client address.",
	check({ configuration }, report) {
		const value = modelOf(configuration).document.options.get("hosts_proxy")?.value;
		if (value === undefined || !/(?:^|[\s:;])(?:\*|0\.0\.0\.0\/0|::\/0)(?:$|[\s:;])/.test(value.text)) return;
		report({
			certainty: "proven",
			origin: value.origin,
			message: `Every client may announce an address by the PROXY protocol, and counts as having it. Whoever names a trusted address is trusted. Name the proxies.`,
		});
	},
});
