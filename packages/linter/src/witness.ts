import type { Attempt } from "@relaylint/core";

/** The lines of the SMTP dialogue of an attempt, what the client says after `C:` and what the server answers after `S:`. */
export function transcriptOf(attempt: Attempt, answer: "accepted" | "unknown" = "accepted"): readonly string[] {
	const lines = [`S: 220`, `C: EHLO ${attempt.helo}`, "S: 250"];
	if (attempt.tls && attempt.port !== 465) lines.push("C: STARTTLS", "S: 220", `C: EHLO ${attempt.helo}`, "S: 250");
	if (attempt.login !== undefined)
		lines.push(`C: AUTH PLAIN (as ${attempt.login.user})`, attempt.login.valid ? "S: 235" : "S: 535");
	lines.push(`C: MAIL FROM:<${attempt.from}>${attempt.mailArguments}`, "S: 250");
	lines.push(`C: RCPT TO:<${attempt.to}>`);
	if (answer === "accepted") lines.push("S: 250", "C: DATA", "S: 354");
	return lines.map(oneLine);
}

/**
 * A command line of swaks(1) that makes the attempt against a server, up to the answer to RCPT: no mail is sent.
 * The client's address and name are those of the machine that runs it.
 */
export function swaksOf(attempt: Attempt, server: string): string {
	const words = ["swaks", "--server", `${server.includes(":") ? `[${server}]` : server}`, "--port", String(attempt.port)];
	words.push("--ehlo", attempt.helo);
	if (attempt.tls) words.push(attempt.port === 465 ? "--tls-on-connect" : "--tls");
	if (attempt.tls && attempt.clientCertificate) words.push("--tls-cert", "cert.pem", "--tls-key", "key.pem");
	if (attempt.login !== undefined)
		words.push("--auth-user", attempt.login.user, "--auth-password", attempt.login.valid ? "right" : "wrong");
	words.push("--from", attempt.from === "" ? "<>" : attempt.from, "--to", attempt.to, "--quit-after", "RCPT");
	return words.map(shellWord).join(" ");
}

/** The facts of an attempt as `probes.json` writes them: only those that differ from its defaults, and client, sender and recipient always. */
export function probeOfAttempt(attempt: Attempt): Readonly<Record<string, unknown>> {
	return {
		client: attempt.client,
		...(attempt.name === undefined ? {} : { name: attempt.name }),
		...(attempt.forged ? { forged: true } : {}),
		...(attempt.helo === (attempt.name ?? "client.sender.example") ? {} : { helo: attempt.helo }),
		...(attempt.port === 25 ? {} : { port: attempt.port }),
		...(attempt.server === undefined ? {} : { server: attempt.server }),
		...(attempt.tls ? { tls: true } : {}),
		...(attempt.clientCertificate ? { clientcert: true } : {}),
		...(attempt.login === undefined ? {} : { auth: { user: attempt.login.user, pass: attempt.login.valid ? "right" : "wrong" } }),
		from: attempt.from,
		...(attempt.mailArguments === "" ? {} : { mailargs: attempt.mailArguments }),
		to: attempt.to,
	};
}

/** A word as a POSIX shell reads it back. */
function shellWord(word: string): string {
	return /^[A-Za-z0-9@%+=:,./_-]+$/.test(word) ? word : `'${oneLine(word).replaceAll("'", `'\\''`)}'`;
}

function oneLine(text: string): string {
	return text.replace(/[\u0000-\u001f\u007f]/g, "?");
}
