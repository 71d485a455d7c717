import { defineRule, isReachable, type Rule, type Severity } from "@relaylint/core";
import type { FeatureName } from "../features.ts";
import { modelOf } from "../model.ts";

/** A rule that reports a FEATURE, or what does the same, on a server that strangers reach. */
export function featureRule(said: {
	readonly id: string;
	readonly severity: Severity;
	readonly summary: string;
	readonly feature: FeatureName;
	/** What is so, what follows and what to do: one sentence each. */
	readonly message: string;
}): Rule {
	const { id, severity, summary, feature, message } = said;
	return defineRule({
		id,
		severity,
		summary,
		check({ configuration }, report) {
			const { server } = modelOf(configuration);
			if (!server.has(feature) || !configuration.policy.listeners.some(isReachable)) return;
			const origin = server.originOf(feature);
			if (origin.kind === "file") report({ certainty: "likely", origin, message });
		},
	});
}
