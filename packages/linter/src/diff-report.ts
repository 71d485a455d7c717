import type { Decision, Difference } from "@relaylint/core";
import { type DiffResult, opensSomething } from "./diff.ts";
import { clientCounts, clientTexts, leftOutTexts } from "./grant-words.ts";
import type { Opened } from "./open-configuration.ts";
import { relativePath } from "./path.ts";
import { dependencyText, type JsonTraceStep, type JsonWitness, stepReport, witnessReport } from "./report.ts";

/** What one side does with an attempt, and its lines. */
export interface JsonSideDecision {
	readonly decision: string;
	readonly relayed: string;
	readonly stage: string;
	readonly depends: readonly string[];
	readonly trace: readonly JsonTraceStep[];
}

/** Attempts that one side accepts and the other does not. */
export interface JsonDifference {
	readonly kind: "newly-accepted" | "newly-refused";
	readonly listener: string;
	/** Whether somebody comes to relay without a login. */
	readonly opens: boolean;
	/** The networks from which the witness is decided otherwise; empty for anyone. */
	readonly clients: readonly string[];
	/** Where that is shorter: whom `clients` leaves out of everybody; else empty. */
	readonly allBut: readonly string[];
	readonly addresses: { readonly ipv4: number; readonly ipv6: string };
	readonly witness: JsonWitness;
	readonly old: JsonSideDecision;
	readonly new: JsonSideDecision;
}

/** What `relaylint diff --format json` prints; `diff.schema.json` describes it. */
export interface JsonDiff {
	readonly version: 1;
	readonly tool: { readonly name: "relaylint"; readonly version: string };
	readonly old: { readonly id: string; readonly dialect: string; readonly files: readonly string[] };
	readonly new: { readonly id: string; readonly dialect: string; readonly files: readonly string[] };
	/** Whether NEW accepts what strangers or wider networks were refused: exit code 1. */
	readonly opens: boolean;
	/** Whether it is proven that nothing else differs. */
	readonly proven: boolean;
	/** Why it is not. */
	readonly reasons: readonly string[];
	readonly differences: readonly JsonDifference[];
}

/** A comparison as JSON data; paths are relative to the working directory, those of a revision too. */
export function diffReport(result: DiffResult, toolVersion: string): JsonDiff {
	const { workingDirectory, comparison } = result;
	const sideOf = ({ id, configuration }: Opened) => ({
		id,
		dialect: configuration.dialect,
		files: configuration.files.map((file) => relativePath(workingDirectory, file.path)),
	});
	return {
		version: 1,
		tool: { name: "relaylint", version: toolVersion },
		old: sideOf(result.old),
		new: sideOf(result.new),
		opens: opensSomething(result),
		proven: comparison.proven,
		reasons: comparison.reasons,
		differences: [...comparison.differences].sort(openFirst).map((one) => differenceReport(one, workingDirectory)),
	};
}

function openFirst(a: Difference, b: Difference): number {
	const rank = ({ opens, kind }: Difference) => (opens ? 0 : kind === "newly-accepted" ? 1 : 2);
	return rank(a) - rank(b);
}

function differenceReport(one: Difference, workingDirectory: string): JsonDifference {
	const decisionOf = (decision: Decision): JsonSideDecision => ({
		decision: decision.outcome,
		relayed: decision.relayed,
		stage: decision.stage,
		depends: decision.depends.map((because) => dependencyText(because, workingDirectory)),
		trace: decision.trace.map((step) => stepReport(step, workingDirectory)),
	});
	return {
		kind: one.kind,
		listener: one.listener,
		opens: one.opens,
		clients: clientTexts(one),
		allBut: leftOutTexts(one),
		addresses: clientCounts(one),
		witness: witnessReport({ attempt: one.attempt, dns: one.dns }),
		old: decisionOf(one.old),
		new: decisionOf(one.new),
	};
}
