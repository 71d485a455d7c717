import { createInterface } from "node:readline";
import { probeWorld } from "@relaylint/core";
import type { Case } from "./case.ts";
import { serveDns } from "./dns-server.ts";
import { driverOf } from "./drivers.ts";
import type { RewritePair } from "./mta-driver.ts";
import { type CaseAnswers, playCase, rewriteCase } from "./play.ts";

/** What the process inside the namespaces says for one case. */
export type InnerReply =
	| { readonly kind: "answers"; readonly answers: CaseAnswers }
	| { readonly kind: "rewritten"; readonly results: readonly (string | null)[]; readonly built?: Case }
	| { readonly kind: "fault"; readonly text: string };

/** What the process inside the namespaces is asked: to play a case, or to run rule sets with its configuration. */
export interface InnerRequest {
	readonly case: Case;
	readonly pairs?: readonly RewritePair[];
}

/** Reads cases, one JSON object a line, and writes what the daemon did with each; runs inside namespaces of its own. */
const [, , mta = "", layer = "", root = ""] = process.argv;
const driver = driverOf(mta);
if (driver === undefined) throw new Error(`no driver for ${mta}`);
const { execFileSync } = await import("node:child_process");
execFileSync("ip", ["link", "set", "lo", "up"]);
const dns = await serveDns(probeWorld({ hostname: "mx.example.com", address: "192.0.2.25", addresses: [], zone: {} }));
for await (const line of createInterface({ input: process.stdin })) {
	const { case: one, pairs } = JSON.parse(line) as InnerRequest;
	let reply: InnerReply;
	try {
		const stage = { root, layer, dns, driver };
		reply =
			pairs === undefined
				? { kind: "answers", answers: await playCase(one, stage) }
				: { kind: "rewritten", ...(await rewriteCase(one, pairs, stage)) };
	} catch (fault) {
		reply = { kind: "fault", text: fault instanceof Error ? (fault.stack ?? fault.message) : String(fault) };
	}
	process.stdout.write(`${JSON.stringify(reply)}\n`);
}
process.exit(0);
