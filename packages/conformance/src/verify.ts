import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readCase } from "./case-files.ts";
import type { Worker } from "./worker.ts";

/** What `relaylint verify` said of a running daemon, against what it had to say. */
export interface Verified {
	readonly attempts: number;
	/** One text for each thing that is not as it has to be. */
	readonly failures: readonly string[];
}

const SERVER = "192.0.2.25";

interface Pair {
	/** The policies of `fixtures/equivalent` that the daemon runs with, and that `relaylint verify` reads. */
	readonly running: string;
	readonly read: string;
	/** Lines that only the files which are read have at the end of one. */
	readonly more?: { readonly file: string; readonly text: string };
}

const SAME: readonly Pair[] = ["nobody", "one-network", "everybody"].map((policy) => ({ running: policy, read: policy }));

/** Servers that were not told of their new files. The server itself is the client: Sendmail knows it by its name. */
function staleOf(mta: string): readonly Pair[] {
	if (mta === "sendmail")
		return [{ running: "nobody", read: "nobody", more: { file: "access", text: `Connect:${SERVER}\tREJECT\n` } }];
	return [
		{ running: "everybody", read: "nobody" },
		{ running: "nobody", read: "everybody" },
	];
}

/** Lets `relaylint verify` try the real daemon: with the files that it runs with nothing differs, with others something does. */
export async function playVerify(worker: Worker, equivalent: string, mta: string, command: string): Promise<Verified> {
	const failures: string[] = [];
	let attempts = 0;
	const stale = staleOf(mta);
	for (const pair of [...SAME, ...stale]) {
		const { running, read, more } = pair;
		const folder = mkdtempSync(join(tmpdir(), "relaylint-verify-"));
		try {
			cpSync(join(equivalent, read, mta), folder, { recursive: true });
			if (more !== undefined) appendFileSync(join(folder, more.file), more.text);
			writeFileSync(join(folder, "relaylint.json"), JSON.stringify({ network: { ownServers: [SERVER] } }));
			const one = readCase(join(equivalent, running, mta), { probes: [{ to: "someone@victim.example" }] });
			const beside = [process.execPath, command, "verify", folder, "--server", `${SERVER}:25`, "--format", "json"];
			const ran = (await worker.play({ ...one, beside })).beside ?? { code: -1, stdout: "", stderr: "it did not run" };
			const lines = ran.stdout.split("\n").filter((line) => line !== "");
			attempts += lines.length;
			const others = lines.filter((line) => (JSON.parse(line) as { agreement: string }).agreement === "other");
			const what = `${mta}: verify of ${read} against a server that runs ${running}`;
			const wanted = stale.includes(pair) ? 1 : 0;
			if (ran.code !== wanted || others.length > 0 !== (wanted === 1) || lines.length < 10)
				failures.push([`${what}: exit ${ran.code}, ${lines.length} attempts`, ran.stderr, ...others.slice(0, 3)].join("\n  "));
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	}
	return { attempts, failures };
}
