import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Case } from "./case.ts";
import type { InnerReply, InnerRequest } from "./inner.ts";
import type { RewritePair } from "./mta-driver.ts";
import type { CaseAnswers } from "./play.ts";

/** A real daemon that can be asked, in namespaces of its own. Not for two cases at once. */
export interface Worker {
	/** What the daemon does with a case; rejects where the sandbox fails or takes longer than two minutes. */
	play(one: Case): Promise<CaseAnswers>;
	/** What the rule sets of a case's configuration make of texts, null where there is no result; and the case as it was built. */
	rewrite(
		one: Case,
		pairs: readonly RewritePair[],
	): Promise<{ readonly results: readonly (string | null)[]; readonly built?: Case }>;
	/** Ends the namespaces with everything in them. */
	end(): void;
}

const LIMIT = 120_000;

/** Starts a worker: `script` is the program that runs inside. Its processes begin with the first case. */
export function startWorker(script: string, mta: string, layer: string): Worker {
	const root = mkdtempSync(join(tmpdir(), "relaylint-"));
	let child: ChildProcess | undefined;
	let receive: ((reply: InnerReply) => void) | undefined;
	const begin = (): ChildProcess => {
		// The shell is the first process of the namespace: it reaps what others leave.
		const words = [
			"-n",
			"-m",
			"-p",
			"-u",
			"-i",
			"-f",
			"--kill-child",
			"--mount-proc",
			"sh",
			"-c",
			'"$@"; exit $?',
			"sh",
			process.execPath,
			script,
			mta,
			layer,
			root,
		];
		const started = spawn("unshare", words, { stdio: ["pipe", "pipe", "inherit"] });
		if (started.stdout === null) throw new Error("no output of the sandbox");
		createInterface({ input: started.stdout }).on("line", (line) => receive?.(JSON.parse(line) as InnerReply));
		started.once("exit", (code) => {
			if (child === started) child = undefined;
			receive?.({ kind: "fault", text: `the sandbox ended (${code})` });
		});
		started.once("error", (fault) => receive?.({ kind: "fault", text: fault.message }));
		return started;
	};
	const end = () => {
		child?.kill("SIGKILL");
		child = undefined;
	};
	const ask = (request: InnerRequest): Promise<InnerReply> =>
		new Promise((resolve, reject) => {
			const { name } = request.case;
			const timer = setTimeout(() => {
				end();
				receive?.({ kind: "fault", text: `no end of the case ${name}` });
			}, LIMIT);
			receive = (reply) => {
				clearTimeout(timer);
				receive = undefined;
				if (reply.kind === "fault") reject(new Error(`${name}: ${reply.text}`));
				else resolve(reply);
			};
			child ??= begin();
			child.stdin?.write(`${JSON.stringify(request)}\n`);
		});
	return {
		play: async (one) => {
			const reply = await ask({ case: one });
			if (reply.kind !== "answers") throw new Error(`${one.name}: ${reply.kind}`);
			return reply.answers;
		},
		rewrite: async (one, pairs) => {
			const reply = await ask({ case: one, pairs });
			if (reply.kind !== "rewritten") throw new Error(`${one.name}: ${reply.kind}`);
			return reply;
		},
		end: () => {
			end();
			rmSync(root, { recursive: true, force: true });
		},
	};
}
