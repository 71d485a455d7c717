import type { Configuration, Environment } from "./configuration.ts";
import type { Diagnostic, Severity } from "./diagnostic.ts";
import type { Analysis } from "./policy/analysis.ts";
import type { HostFacts } from "./policy/stranger.ts";

/** What a rule looks at. */
export interface RuleInput {
	readonly configuration: Configuration;
	/** What was said of the host and its network. */
	readonly environment: Environment;
	/** What the analysis took as known of the host: with it an attempt is decided as the analysis does. */
	readonly host: HostFacts;
	/** Verdicts and witnesses, worked out on first use. */
	readonly analysis: () => Analysis;
}

/** A diagnostic as a rule reports it: the id and, unless the rule says otherwise, the severity come from the rule. */
export type Report = (diagnostic: Omit<Diagnostic, "rule" | "severity"> & { readonly severity?: Severity }) => void;

/** One hazard that relaylint knows: a pure function from a configuration to findings. Its page is the README beside it. */
export interface Rule {
	/** A kebab-case hazard that reads after "allow". */
	readonly id: string;
	readonly severity: Severity;
	/** One sentence for lists. */
	readonly summary: string;
	check(input: RuleInput, report: Report): void;
}

/** Declares a rule; the identity function, there for its type. */
export function defineRule(rule: Rule): Rule {
	return rule;
}
