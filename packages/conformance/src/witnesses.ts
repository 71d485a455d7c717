import { existsSync } from "node:fs";
import { join } from "node:path";
import type { DnsZone } from "@relaylint/core";
import { check, checkReport, type FileSystem, type JsonFinding } from "@relaylint/linter";
import type { Case, CaseProbe } from "./case.ts";
import { probeText } from "./report.ts";
import type { Worker } from "./worker.ts";

/** Witnesses of one configuration, and those that the daemon refuses. */
export interface PlayedWitnesses {
	readonly played: number;
	readonly failures: readonly string[];
}

/** Plays to the daemon every witness that `check` shows for a case, as the finding words it; a refused one is a failure. */
export async function playWitnesses(
	worker: Worker,
	fileSystem: FileSystem,
	directory: string,
	one: Case,
): Promise<PlayedWitnesses> {
	const root = join(directory, "root");
	const { release } = one.world;
	const result = await check(fileSystem, [directory], {
		complete: true,
		...(existsSync(root) ? { root } : {}),
		...(release === undefined ? {} : { mtaVersion: release }),
	});
	const shown = checkReport(result, "").findings.filter(
		(finding) => finding.certainty === "proven" && finding.witness !== undefined,
	);
	const listeners = result.configurations.flatMap(({ configuration }) => configuration.policy.listeners);
	const proxyPorts = new Set(listeners.flatMap(({ port, believes }) => (believes?.text.includes("PROXY") ? [port] : [])));
	const failures: string[] = [];
	for (const finding of shown) {
		const { attempt, dns } = finding.witness as NonNullable<JsonFinding["witness"]>;
		const asked = attempt as unknown as CaseProbe;
		const probe = proxyPorts.has(asked.port ?? 25) ? { ...asked, announced: true } : asked;
		const world = { ...one.world, dns: { ...one.world.dns, ...(dns as DnsZone) }, probes: [probe] };
		const { answers } = await worker.play({ ...one, world });
		const answer = answers[0];
		if (answer?.verdict !== "accept")
			failures.push(
				`${one.name}: the witness of ${finding.rule} is not accepted\n  ${probeText(probe)}\n  ${answer?.verdict} at ${answer?.stage}: ${answer?.code} ${answer?.text}`,
			);
	}
	return { played: shown.length, failures };
}
