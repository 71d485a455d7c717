import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { parseAddress } from "@relaylint/core";
import type { CaseProbe } from "./case.ts";

/** What a server did with one probe, in the contract's words; `timeout` where it did not answer. */
export interface ClientAnswer {
	readonly verdict: "accept" | "reject" | "defer" | "fatal" | "noauth" | "notls" | "timeout";
	/** The command at which it was decided. */
	readonly stage: string;
	/** The reply code; 0 where there was no reply. */
	readonly code: number;
	readonly text: string;
	/** True where the server closed the connection without a reply. */
	readonly dropped?: boolean;
}

/** What the client needs to know of its surroundings. */
export interface ClientSurroundings {
	readonly server4: string;
	readonly server6: string;
	/** Files with the certificate and key that the client shows when it is asked to. */
	readonly certificate: string;
	readonly key: string;
	/** Milliseconds that an answer may take. */
	readonly patience: number;
}

/** The end of a dialogue before RCPT is answered. */
class Decided extends Error {
	readonly answer: ClientAnswer;

	constructor(answer: ClientAnswer) {
		super(answer.text);
		this.answer = answer;
	}
}

/** Plays a probe as an SMTP client, from its true address, up to the answer to DATA, and goes away. Never rejects. */
export async function playProbe(probe: CaseProbe, around: ClientSurroundings): Promise<ClientAnswer> {
	const session: Session = {
		socket: undefined,
		stage: "connect",
		patience: around.patience,
		lines: [],
		rest: "",
		wake: undefined,
		closed: undefined,
	};
	try {
		return await dialogue(session, probe, around);
	} catch (fault) {
		if (fault instanceof Decided) return fault.answer;
		return { verdict: "timeout", stage: session.stage, code: 0, text: String(fault) };
	} finally {
		session.socket?.destroy();
	}
}

/** Whether a server greets on a port: a reply of any code counts. Never rejects. */
export async function greets(
	address: string,
	port: number,
	wrapped: boolean,
	patience: number,
): Promise<"yes" | "no" | "refused"> {
	const session: Session = {
		socket: undefined,
		stage: "connect",
		patience,
		lines: [],
		rest: "",
		wake: undefined,
		closed: undefined,
	};
	try {
		await opened(session, connect({ host: address, port, localAddress: address.includes(":") ? "::1" : "127.0.0.1" }));
		if (wrapped) return "yes";
		await reply(session);
		return "yes";
	} catch (fault) {
		return session.stage === "connect" && fault instanceof Decided && fault.answer.verdict === "fatal" ? "refused" : "no";
	} finally {
		session.socket?.destroy();
	}
}

async function dialogue(session: Session, probe: CaseProbe, around: ClientSurroundings): Promise<ClientAnswer> {
	const client = probe.client ?? "203.0.113.7";
	const port = probe.port ?? 25;
	const host = serverFor(probe, around);
	const six = client.includes(":");
	const from = probe.announced === true ? (six ? "2001:db8:ffff::7" : "203.0.113.7") : client;
	await opened(
		session,
		connect({
			host: probe.announced === true ? (six ? around.server6 : around.server4) : host,
			port,
			localAddress: from,
			family: six ? 6 : 4,
		}),
	);
	if (probe.announced === true) session.socket?.write(`PROXY TCP${six ? 6 : 4} ${client} ${host} 40000 ${port}\r\n`);
	// A broadcast address, for one, is silently replaced.
	if (!sameAddress(session.socket?.localAddress ?? "", from))
		throw new Decided({ verdict: "timeout", stage: "connect", code: 0, text: `no machine can come from ${client}` });
	if (port === 465) await secure(session, probe, around);
	session.stage = "connect";
	expectSuccess(session, await reply(session));
	const helo = probe.helo ?? probe.name ?? "client.sender.example";
	let offered = expectSuccess(session, await command(session, "helo", `EHLO ${helo}`));
	if (probe.tls === true && port !== 465) {
		if (!/^STARTTLS$/im.test(offered))
			throw new Decided({ verdict: "notls", stage: "starttls", code: 0, text: "STARTTLS is not offered" });
		expectSuccess(session, await command(session, "starttls", "STARTTLS"));
		await secure(session, probe, around);
		offered = expectSuccess(session, await command(session, "helo", `EHLO ${helo}`));
	}
	if (probe.auth !== undefined && probe.auth !== false) await login(session, probe.auth, offered);
	expectSuccess(
		session,
		await command(session, "mail", `MAIL FROM:<${probe.from ?? "someone@sender.example"}>${probe.mailargs ?? ""}`),
	);
	const rcpt = await command(session, "rcpt", `RCPT TO:<${probe.to}>`);
	if (rcpt.code < 200 || rcpt.code >= 300) return refusal(session, rcpt);
	const data = await command(session, "data", "DATA");
	if (data.code !== 354) return refusal(session, data);
	return { verdict: "accept", stage: "data", code: rcpt.code, text: rcpt.text };
}

function sameAddress(a: string, b: string): boolean {
	const [first, second] = [parseAddress(a), parseAddress(b)];
	return first !== undefined && second !== undefined && first.family === second.family && first.value === second.value;
}

async function login(
	session: Session,
	auth: true | { readonly user?: string; readonly pass?: string },
	offered: string,
): Promise<void> {
	const user = auth === true ? "alice" : (auth.user ?? "alice");
	const password = auth === true ? "right" : (auth.pass ?? "right");
	const base64 = (text: string) => Buffer.from(text).toString("base64");
	const mechanisms = /^AUTH[ =](.*)$/im.exec(offered)?.[1]?.toUpperCase();
	if (mechanisms === undefined) throw new Decided({ verdict: "noauth", stage: "auth", code: 0, text: "AUTH is not offered" });
	let answer: Reply;
	if (mechanisms.includes("PLAIN")) answer = await command(session, "auth", `AUTH PLAIN ${base64(`\0${user}\0${password}`)}`);
	else {
		answer = await command(session, "auth", "AUTH LOGIN");
		for (const word of [user, password]) if (answer.code === 334) answer = await command(session, "auth", base64(word));
	}
	if (answer.code !== 235) throw new Decided({ verdict: "noauth", stage: "auth", ...answer });
}

/** The address to which a client connects. */
function serverFor(probe: CaseProbe, around: ClientSurroundings): string {
	const client = probe.client ?? "203.0.113.7";
	if (probe.server !== undefined) return probe.server;
	if (client.startsWith("127.")) return "127.0.0.1";
	if (client === "::1") return "::1";
	return client.includes(":") ? around.server6 : around.server4;
}

interface Reply {
	readonly code: number;
	readonly text: string;
}

interface Session {
	socket: Socket | undefined;
	stage: string;
	readonly patience: number;
	lines: string[];
	rest: string;
	wake: (() => void) | undefined;
	closed: string | undefined;
}

async function opened(session: Session, socket: Socket): Promise<void> {
	session.socket = socket;
	socket.setNoDelay(true);
	await new Promise<void>((resolve, reject) => {
		const failed = (text: string) => reject(new Decided({ verdict: "fatal", stage: "connect", code: 0, text }));
		const timer = setTimeout(() => failed("no connection"), session.patience);
		socket.once("connect", () => {
			clearTimeout(timer);
			socket.removeAllListeners("error");
			listen(session, socket);
			resolve();
		});
		socket.once("error", (fault) => {
			clearTimeout(timer);
			failed(fault.message);
		});
	});
}

function listen(session: Session, socket: Socket): void {
	const close = (text: string) => {
		session.closed ??= text;
		session.wake?.();
	};
	socket.on("data", (data) => {
		const lines = (session.rest + data.toString("latin1")).split("\n");
		session.rest = lines.pop() ?? "";
		session.lines.push(...lines);
		session.wake?.();
	});
	socket.on("error", (fault) => close(fault.message));
	socket.on("close", () => close("closed"));
}

async function secure(session: Session, probe: CaseProbe, around: ClientSurroundings): Promise<void> {
	const { socket } = session;
	if (socket === undefined) return;
	socket.removeAllListeners("data").removeAllListeners("close").removeAllListeners("error");
	const identity = probe.clientcert === true ? { cert: readFileSync(around.certificate), key: readFileSync(around.key) } : {};
	const tls = connectTls({ socket, rejectUnauthorized: false, ...identity });
	session.socket = tls;
	await new Promise<void>((resolve, reject) => {
		const failed = (text: string) => reject(new Decided({ verdict: "notls", stage: "starttls", code: 0, text }));
		const timer = setTimeout(() => failed("no TLS handshake"), session.patience);
		tls.once("secureConnect", () => {
			clearTimeout(timer);
			tls.removeAllListeners("error");
			listen(session, tls);
			resolve();
		});
		tls.once("error", (fault) => {
			clearTimeout(timer);
			failed(fault.message);
		});
		tls.once("close", () => failed("closed"));
	});
}

function command(session: Session, stage: string, line: string): Promise<Reply> {
	session.stage = stage;
	session.socket?.write(Buffer.from(`${line}\r\n`, "utf8"));
	return reply(session);
}

/** The next reply, of one or several lines. */
async function reply(session: Session): Promise<Reply> {
	const texts: string[] = [];
	const end = Date.now() + session.patience;
	for (;;) {
		const line = session.lines.shift()?.replace(/\r$/, "");
		if (line !== undefined) {
			texts.push(line.slice(4));
			if (line[3] !== "-") return { code: Number.parseInt(line.slice(0, 3), 10) || 0, text: texts.join("\n") };
			continue;
		}
		if (session.closed !== undefined)
			throw new Decided({
				verdict: "reject",
				stage: session.stage,
				code: 0,
				text: `connection ${session.closed}`,
				dropped: true,
			});
		const left = end - Date.now();
		if (left <= 0) throw new Decided({ verdict: "timeout", stage: session.stage, code: 0, text: "no answer" });
		await new Promise<void>((resolve) => {
			const timer = setTimeout(resolve, left);
			session.wake = () => {
				clearTimeout(timer);
				resolve();
			};
		});
		session.wake = undefined;
	}
}

function expectSuccess(session: Session, answer: Reply): string {
	if (answer.code >= 200 && answer.code < 400) return answer.text;
	throw new Decided(refusal(session, answer));
}

function refusal(session: Session, { code, text }: Reply): ClientAnswer {
	return { verdict: code >= 400 && code < 500 ? "defer" : "reject", stage: session.stage, code, text };
}
