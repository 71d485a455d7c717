import { type Analysis, grantsOf, type ListenerGrants, type Verdict } from "@relaylint/core";
import { analyze } from "./analyze.ts";
import type { FileSystem } from "./file-system.ts";
import { type OpenOptions, type Opened, openConfiguration } from "./open-configuration.ts";

/** Who may relay through one configuration. */
export interface PolicyResult extends Opened {
	readonly workingDirectory: string;
	readonly verdict: Verdict;
	readonly analysis: Analysis;
	readonly listeners: readonly ListenerGrants[];
}

/** Who may relay, or why that cannot be said: a sentence without its subject. */
export type PolicyOutcome =
	| { readonly kind: "policy"; readonly result: PolicyResult }
	| { readonly kind: "bad"; readonly path: string; readonly reason: string };

/** Works out who may relay through the configuration at a path: every row with the lines that decide it, shown by an attempt that is accepted. */
export async function policy(fileSystem: FileSystem, path: string, options: OpenOptions = {}): Promise<PolicyOutcome> {
	const outcome = await openConfiguration(fileSystem, path, options);
	return outcome.kind === "bad"
		? outcome
		: { kind: "policy", result: await policyOf(outcome.opened, fileSystem.workingDirectory) };
}

/** Works out who may relay through a configuration that was opened. */
export async function policyOf(opened: Opened, workingDirectory: string): Promise<PolicyResult> {
	const analysis = (await analyze(opened)).analysis();
	const listeners = grantsOf(opened.configuration.policy, opened.host);
	return { ...opened, workingDirectory, verdict: analysis.verdict, analysis, listeners };
}
