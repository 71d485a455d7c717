import { agreement, isOwnServer, listenerAt, type Played, placeOf, policy, verifyPlan } from "@relaylint/linter";
import type { FileOptions, Output } from "./args.ts";
import { deliver, paintFor } from "./deliver.ts";
import { printable } from "./format/printable.ts";
import type { ExitCode, Io } from "./io.ts";
import { complain, openOptions } from "./policy-command.ts";

/** What `relaylint verify` was asked. */
export interface VerifyCommand {
	readonly path: string;
	readonly server: string;
	readonly files: FileOptions;
	readonly output: Output;
}

/** `relaylint verify`: plays witnesses and known tricks against the admin's own server, up to RCPT TO; exit 1 where it and the files disagree. */
export async function verifyCommand({ path, server, files, output }: VerifyCommand, io: Io): Promise<ExitCode> {
	const [, bracketed, plain, digits = ""] = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(server) ?? [];
	const named = bracketed ?? plain;
	const port = Number(digits);
	if (named === undefined || port < 1 || port > 65535) {
		io.stderr(`relaylint: --server ${printable(server)} is no HOST:PORT or [IPV6]:PORT\n`);
		return 2;
	}
	const target = named.toLowerCase() === "localhost" ? "127.0.0.1" : named;
	const outcome = await policy(io.fileSystem, path, openOptions(files, io));
	if (outcome.kind === "bad") return complain(outcome, io);
	const { result } = outcome;
	if (!isOwnServer(target, result.config.ownServers ?? [])) {
		io.stderr(
			`relaylint: ${printable(named)} is neither a loopback address nor one of "network.ownServers" in relaylint.json: only your own servers are tried, by address\n`,
		);
		return 2;
	}
	const listener = listenerAt(result, port);
	const { localAddress, playEnvelope } = await import("./smtp-session.ts");
	const client = await localAddress(target, port);
	if (listener === undefined || client === undefined) {
		io.stderr(`relaylint: ${printable(server)}: ${listener === undefined ? "the files have no listener" : "does not answer"}\n`);
		return 2;
	}
	const played: Played[] = [];
	for (const planned of verifyPlan(result, listener, client, port)) {
		played.push({ planned, ...(await playEnvelope(target, port, planned.attempt)) });
	}
	const others = played.filter((one) => agreement(one) === "other");
	const text =
		output.format === "json"
			? played.map((one) => `${JSON.stringify(jsonOf(one))}\n`).join("")
			: reportOf(played, others, { server, listener: listener.name, client, working: result.workingDirectory }, io, output);
	if (!deliver(text, output, io)) return 2;
	return others.length > 0 ? 1 : 0;
}

function jsonOf(one: Played) {
	const { attempt, expected, why } = one.planned;
	return {
		helo: attempt.helo,
		from: attempt.from,
		to: attempt.to,
		client: attempt.client,
		why,
		expected: expected.outcome,
		answer: one.answer,
		stage: one.stage,
		reply: one.reply,
		agreement: agreement(one),
	};
}

interface Where {
	readonly server: string;
	readonly listener: string;
	readonly client: string;
	readonly working: string;
}

function reportOf(played: readonly Played[], others: readonly Played[], where: Where, io: Io, output: Output): string {
	const paint = paintFor(output, io);
	const lines = [
		`${printable(where.server)} as ${printable(where.listener)}, from ${where.client}: ${played.length} attempts up to RCPT TO`,
	];
	for (const { planned, answer, reply, stage } of others) {
		const { attempt, expected, why } = planned;
		lines.push(
			"",
			`${paint("error", `The server says ${answer} at ${stage}, the files say ${expected.outcome} at ${expected.stage}`)} (${why})`,
		);
		lines.push(
			`  C: EHLO ${printable(attempt.helo)}`,
			`  C: MAIL FROM:<${printable(attempt.from)}>`,
			`  C: RCPT TO:<${printable(attempt.to)}>`,
		);
		lines.push(`  S: ${printable(reply === "" ? "(no answer)" : reply)}`);
		const step = expected.trace.at(-1);
		if (step !== undefined)
			lines.push(`  ${printable(placeOf(step.origin, where.working) ?? "default")}: ${printable(step.text)} -> ${step.effect}`);
	}
	const open = played.filter((one) => agreement(one) === "open").length;
	const same = played.length - others.length - open;
	lines.push(
		"",
		paint("strong", `${same} as the files say, ${others.length} otherwise, ${open} of which the files do not tell.`),
	);
	if (others.length > 0) lines.push("Was the server told of the files (postfix reload, postmap), and does it read these?");
	return `${lines.join("\n")}\n`;
}
