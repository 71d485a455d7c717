import type { Condition, Dependency, Grant, ListenerGrants } from "@relaylint/core";
import { clientCounts, clientTexts, conditionTexts, destinationText, leftOutTexts, sessionTexts } from "./grant-words.ts";
import { relativePath } from "./path.ts";
import type { PolicyResult } from "./policy.ts";
import { dependencyText, type JsonTraceStep, type JsonWitness, placeOf, stepReport, witnessReport } from "./report.ts";

/** One row of "who may relay". */
export interface JsonGrant {
	/** What lets them. */
	readonly by: string;
	/** Where their mail may go: the ways in which recipients are foreign, or `own`. */
	readonly destinations: readonly string[];
	readonly destination: string;
	/** The networks they come from; empty for anyone. */
	readonly clients: readonly string[];
	/** Where that is shorter: whom `clients` leaves out of everybody; else empty. */
	readonly allBut: readonly string[];
	readonly addresses: { readonly ipv4: number; readonly ipv6: string };
	/** What the session has to bring; empty for nothing. */
	readonly session: readonly string[];
	readonly conditions: readonly string[];
	/** Outside facts on which the row hangs; empty where it is sure. */
	readonly depends: readonly string[];
	/** What refuses such attempts otherwise. */
	readonly unless: readonly string[];
	/** The lines that let them in. */
	readonly lines: readonly JsonTraceStep[];
	/** How the plainest such attempt is decided. */
	readonly trace: readonly JsonTraceStep[];
	/** An attempt that the evaluator accepted; null where none was found. */
	readonly example: JsonWitness | null;
}

/** What `relaylint policy --format json` prints; `policy.schema.json` describes it. */
export interface JsonPolicy {
	readonly version: 1;
	readonly tool: { readonly name: "relaylint"; readonly version: string };
	readonly configuration: {
		readonly id: string;
		readonly dialect: string;
		readonly files: readonly string[];
		readonly verdict: string;
		readonly assumptions: readonly string[];
		readonly depends: readonly string[];
	};
	readonly listeners: readonly {
		readonly name: string;
		readonly port: number | null;
		readonly verdict: string;
		readonly grants: readonly JsonGrant[];
		/** Why the rows may not be all; empty where whoever is in none of them is refused. */
		readonly limits: readonly string[];
	}[];
}

/** Who may relay as JSON data; paths are relative to the working directory. */
export function policyReport(result: PolicyResult, toolVersion: string): JsonPolicy {
	const { configuration, workingDirectory, id } = result;
	const files = configuration.files.map((file) => relativePath(workingDirectory, file.path));
	const verdicts = new Map(result.analysis.listeners.map(({ listener, verdict }) => [listener, verdict]));
	return {
		version: 1,
		tool: { name: "relaylint", version: toolVersion },
		configuration: {
			id,
			dialect: configuration.dialect,
			files,
			verdict: result.verdict,
			assumptions: configuration.assumptions,
			depends: configuration.policy.depends.map((one) => dependencyText(one, workingDirectory)),
		},
		listeners: result.listeners.map((listener) => ({
			name: listener.listener.name,
			port: listener.listener.port ?? null,
			verdict: verdicts.get(listener.listener) ?? "closed",
			grants: listener.grants.map((grant) => grantReport(grant, listener, workingDirectory)),
			limits: listener.limits,
		})),
	};
}

/** One row as JSON data. */
export function grantReport(grant: Grant, listener: ListenerGrants, workingDirectory: string): JsonGrant {
	const { example } = grant;
	return {
		by: grant.by,
		destinations: grant.destinations,
		destination: destinationText(grant.destinations),
		clients: clientTexts(grant),
		allBut: leftOutTexts(grant),
		addresses: clientCounts(grant),
		session: sessionTexts(grant, listener),
		conditions: conditionTexts(grant.conditions),
		depends: grant.depends.map((one) => dependencyText(one, workingDirectory)),
		unless: [...new Set(grant.unless.map((one) => unlessText(one, workingDirectory)))],
		lines: grant.lines.map((step) => stepReport(step, workingDirectory)),
		trace: grant.trace.map((step) => stepReport(step, workingDirectory)),
		example: example === undefined ? null : witnessReport({ attempt: example.attempt, dns: example.dns }),
	};
}

function unlessText({ text, origin }: Pick<Condition, "text" | "origin"> | Dependency, workingDirectory: string): string {
	const place = origin === undefined ? undefined : placeOf(origin, workingDirectory);
	return place === undefined ? text : `${text} (${place})`;
}
