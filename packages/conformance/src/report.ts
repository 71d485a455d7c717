import type { Case, CaseProbe } from "./case.ts";
import type { Compared } from "./compare.ts";

/** A disagreement for a reader: the question, both answers with their reasons, the configuration. */
export function disagreementText({ case: one, probe, daemon, ours, difference }: Compared, seed?: number): string {
	const trace = ours.trace.slice(-6).map((step) => `${step.text.replace(/\s+/g, " ")} (${step.effect})`);
	return [
		`DISAGREEMENT ${one.name}: ${difference}`,
		`  ${probeText(probe)}`,
		`  daemon: ${daemon.verdict} at ${daemon.stage}: ${daemon.code} ${daemon.text.split("\n")[0]}`,
		`  decide: ${ours.outcome} at ${ours.stage}: ${trace.join(" > ")}`,
		...(seed === undefined ? [] : [`  again: npm run conformance -- --seed ${seed} --generate 1`]),
		configurationText(one),
	].join("\n");
}

/** The facts of a probe as they are written in probes.json. */
export function probeText(probe: CaseProbe): string {
	return JSON.stringify(probe);
}

/** The files of a case, indented. */
export function configurationText(one: Case): string {
	return Object.entries(one.files)
		.filter(([name]) => name !== "probes.json")
		.map(([name, content]) => {
			const text = Buffer.from(content, "base64").toString();
			const shown =
				name === "master.cf"
					? text
							.split("\n")
							.filter((line) => /^\s|inet/.test(line))
							.join("\n")
					: text;
			return `  --- ${name}\n${shown.trimEnd().replace(/^/gm, "  ")}`;
		})
		.join("\n");
}
