import { type Socket, connect } from "node:net";

/** What a server answered in one session, and to which command. */
export interface SmtpAnswer {
	readonly answer: "accept" | "reject" | "defer" | "none";
	readonly reply: string;
	readonly stage: "connect" | "helo" | "mail" | "rcpt";
}

/** What one session says: never DATA. */
export interface SmtpEnvelope {
	readonly helo: string;
	readonly from: string;
	readonly mailArguments: string;
	readonly to: string;
}

/** Milliseconds that a server may take for one answer: some wait before they refuse. */
const PATIENCE = 60_000;

/** Plays one envelope up to RCPT TO, then takes it back with RSET and leaves with QUIT; DATA is never said. */
export async function playEnvelope(host: string, port: number, envelope: SmtpEnvelope): Promise<SmtpAnswer> {
	const line = await openLine(host, port);
	if (typeof line === "string") return { answer: "none", reply: line, stage: "connect" };
	try {
		const steps = [
			["connect", undefined],
			["helo", `EHLO ${envelope.helo}`],
			["mail", `MAIL FROM:<${envelope.from}>${envelope.mailArguments}`],
			["rcpt", `RCPT TO:<${envelope.to}>`],
		] as const;
		let reply = "";
		for (const [stage, command] of steps) {
			reply = await line.say(command);
			if (stage === "helo" && /^5/.test(reply)) reply = await line.say(`HELO ${envelope.helo}`);
			const answer = answerOf(reply);
			if (answer !== "accept") {
				if (answer !== "none") await line.say("QUIT");
				return { answer, reply, stage };
			}
		}
		await line.say("RSET");
		await line.say("QUIT");
		return { answer: "accept", reply, stage: "rcpt" };
	} finally {
		line.close();
	}
}

function answerOf(reply: string): SmtpAnswer["answer"] {
	return reply.startsWith("2") ? "accept" : reply.startsWith("4") ? "defer" : reply.startsWith("5") ? "reject" : "none";
}

interface Line {
	/** Says a command, or only listens, and gives the last line of the answer; an empty text where none comes. */
	say(command: string | undefined): Promise<string>;
	close(): void;
}

/** Connects; the reason where that fails. */
function openLine(host: string, port: number): Promise<Line | string> {
	return new Promise((resolve) => {
		const socket = connect({ host, port });
		socket.setTimeout(PATIENCE);
		socket.once("error", (fault) => resolve(fault.message));
		socket.once("connect", () => resolve(lineOver(socket)));
	});
}

function lineOver(socket: Socket): Line {
	let text = "";
	let ended = false;
	let wake: (() => void) | undefined;
	const notify = () => wake?.();
	socket.setEncoding("latin1");
	socket.on("data", (data) => {
		text += data;
		notify();
	});
	for (const event of ["end", "error", "timeout", "close"]) {
		socket.on(event, () => {
			ended = true;
			notify();
		});
	}
	/** The last line of an answer: its code is followed by a blank, or by nothing. */
	const taken = (): string | undefined => {
		const whole = /^(?:\d{3}-[^\n]*\n)*(\d{3}(?: [^\n]*)?)\r?\n/.exec(text);
		if (whole === null) return undefined;
		text = text.slice(whole[0].length);
		return (whole[1] ?? "").trim();
	};
	return {
		async say(command) {
			if (command !== undefined && !ended) socket.write(`${command}\r\n`);
			for (;;) {
				const reply = taken();
				if (reply !== undefined) return reply;
				if (ended || text.length > 1_000_000) return "";
				await new Promise<void>((resolve) => {
					wake = resolve;
				});
			}
		},
		close: () => void socket.destroy(),
	};
}

/** The address of this machine from which it reaches a server; undefined where it does not. */
export function localAddress(host: string, port: number): Promise<string | undefined> {
	return new Promise((resolve) => {
		const socket = connect({ host, port });
		socket.setTimeout(PATIENCE, () => socket.destroy());
		socket.once("error", () => resolve(undefined));
		socket.once("close", () => resolve(undefined));
		socket.once("connect", () => {
			resolve(socket.localAddress?.replace(/^::ffff:/, ""));
			socket.end("QUIT\r\n");
		});
	});
}
