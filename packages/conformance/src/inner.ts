import { createInterface } from "node:readline";
import { probeWorld } from "@relaylint/core";
import type { Case } from "./case.ts";
import { serveDns } from "./dns-server.ts";
import { driverOf } from "./drivers.ts";
import { type CaseAnswers, playCase } from "./play.ts";

/** What the process inside the namespaces says for one case. */
export type InnerReply =
	| { readonly kind: "answers"; readonly answers: CaseAnswers }
	| { readonly kind: "fault"; readonly text: string };

/** Reads cases, one JSON object a line, and writes what the daemon did with each; runs inside namespaces of its own. */
const [, , mta = "", layer = "", root = ""] = process.argv;
const driver = driverOf(mta);
if (driver === undefined) throw new Error(`no driver for ${mta}`);
const { execFileSync } = await import("node:child_process");
execFileSync("ip", ["link", "set", "lo", "up"]);
const dns = await serveDns(probeWorld({ hostname: "mx.example.com", address: "192.0.2.25", addresses: [], zone: {} }));
for await (const line of createInterface({ input: process.stdin })) {
	const one = JSON.parse(line) as Case;
	let reply: InnerReply;
	try {
		reply = { kind: "answers", answers: await playCase(one, { root, layer, dns, driver }) };
	} catch (fault) {
		reply = { kind: "fault", text: fault instanceof Error ? (fault.stack ?? fault.message) : String(fault) };
	}
	process.stdout.write(`${JSON.stringify(reply)}\n`);
}
process.exit(0);
