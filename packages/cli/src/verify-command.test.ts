import { spawn } from "node:child_process";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { builtCommand } from "./testing/command.ts";

vi.setConfig({ testTimeout: 60_000 });

const { folder, run, script } = builtCommand();

const MAIN = `compatibility_level = 3.6
myhostname = mx.example.com
mydestination = $myhostname, example.com
mynetworks = 10.1.0.0/16
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
`;

/** An SMTP server that answers RCPT TO as told, and remembers every command. */
async function scripted(rcpt: (to: string) => string): Promise<{ port: number; said: string[]; close: () => void }> {
	const said: string[] = [];
	const server = createServer((socket: Socket) => {
		let text = "";
		socket.on("error", () => {});
		socket.write("220-scripted\r\n220 ready\r\n");
		socket.on("data", (data) => {
			text += data.toString("latin1");
			for (let end = text.indexOf("\r\n"); end !== -1; end = text.indexOf("\r\n")) {
				const line = text.slice(0, end);
				text = text.slice(end + 2);
				said.push(line);
				if (line.startsWith("EHLO")) socket.write("250-scripted\r\n250 SIZE\r\n");
				else if (line.startsWith("RCPT TO:")) socket.write(`${rcpt(line.slice(8))}\r\n`);
				else socket.write(line === "QUIT" ? "221 bye\r\n" : "250 ok\r\n");
				if (line === "QUIT") socket.end();
			}
		});
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	const port = typeof address === "object" && address !== null ? address.port : 0;
	return { port, said, close: () => void server.close() };
}

/** Runs the command beside the server in this process. */
function verify(cwd: string, port: number, ...more: string[]): Promise<{ code: number | null; out: string; err: string }> {
	return new Promise((resolve) => {
		const child = spawn(process.execPath, [script, "verify", ".", "--server", `127.0.0.1:${port}`, ...more], {
			cwd,
		});
		let [out, err] = ["", ""];
		child.stdout.on("data", (data) => {
			out += data;
		});
		child.stderr.on("data", (data) => {
			err += data;
		});
		child.on("close", (code) => resolve({ code, out, err }));
	});
}

describe("relaylint verify", () => {
	it("finds a server that lets anything through, and never says DATA", async () => {
		const server = await scripted(() => "250 ok");
		const ran = await verify(folder({ "main.cf": MAIN }), server.port);
		server.close();
		expect(ran.err).toBe("");
		expect(ran.code).toBe(1);
		expect(ran.out).toContain("The server says accept at rcpt, the files say reject at rcpt");
		expect(ran.out).toContain("C: RCPT TO:<someone@victim.example>");
		const verbs = new Set(server.said.map((line) => line.split(/[ :]/)[0]));
		expect([...verbs].sort()).toEqual(["EHLO", "MAIL", "QUIT", "RCPT", "RSET"]);
	});

	it("is content with a server that does what the files say", async () => {
		const refusing = await scripted(() => "554 5.7.1 no");
		const cwd = folder({ "main.cf": MAIN.replace(/mydestination.*/, "mydestination =") });
		const asked = await verify(cwd, refusing.port, "--format", "json");
		refusing.close();
		const rows = asked.out
			.trim()
			.split("\n")
			.map((line) => JSON.parse(line) as { to: string; expected: string });
		expect(rows.length).toBeGreaterThan(15);
		// A second server answers each recipient as the files said of it.
		const words: Readonly<Record<string, string>> = { accept: "250 ok", reject: "554 no", defer: "450 later" };
		const answers = new Map(rows.map(({ to, expected }) => [`<${to}>`, words[expected] ?? "554 no"]));
		const faithful = await scripted((to) => answers.get(to) ?? "554 no");
		const ran = await verify(cwd, faithful.port);
		faithful.close();
		expect(ran.out).toMatch(/ as the files say, \d+ otherwise/);
		const [, others = "99"] = /(\d+) otherwise/.exec(ran.out) ?? [];
		expect(Number(others)).toBeLessThan(rows.length / 4);
	});

	it("plays against nobody else's server", () => {
		const cwd = folder({ "main.cf": MAIN });
		for (const server of ["192.0.2.1:25", "mx.example.com:25", "[2001:db8::1]:25"]) {
			const ran = run(cwd, ["verify", ".", "--server", server]);
			expect(ran).toMatchObject({ code: 2, out: "" });
			expect(ran.err).toContain("only your own servers are tried");
		}
		expect(run(cwd, ["verify", ".", "--server", "127.0.0.1"]).err).toContain("is no HOST:PORT");
		expect(run(cwd, ["verify", "."]).err).toContain("--server HOST:PORT");
		expect(run(cwd, ["verify", ".", "--server", "127.0.0.1:1"]).err).toContain("does not answer");
	});
});

describe("relaylint lock, check --locked and test", () => {
	it("write what is granted, and fail where more is", () => {
		const cwd = folder({ "main.cf": MAIN });
		expect(run(cwd, ["check", "--locked"])).toMatchObject({ code: 2 });
		expect(run(cwd, ["lock"])).toMatchObject({ code: 0, err: "relaylint: relay-policy.lock: written\n" });
		expect(run(cwd, ["check", "--locked"])).toMatchObject({ code: 0, err: "" });
		const wide = folder({ "main.cf": MAIN.replace("10.1.0.0/16", "10.0.0.0/15") });
		expect(run(cwd, ["lock", "-o", join(wide, "relay-policy.lock")]).code).toBe(0);
		const ran = run(wide, ["check", "--locked"]);
		expect(ran.code).toBe(1);
		expect(ran.err).toContain("more is granted than is locked: 10.0.0.0/16 may relay");
	});

	it("run expectations, and say what is so instead", () => {
		const good = { statements: ["203.0.113.9 to example.net is refused", "10.1.0.0/16 may relay", "strangers may not relay"] };
		expect(run(folder({ "main.cf": MAIN, "relaylint.test.json": JSON.stringify(good) }), ["test"])).toMatchObject({
			code: 0,
			out: "3 of 3 expectations of relaylint.test.json are met.\n",
		});
		const bad = { statements: ["10.2.0.0/16 may relay"] };
		const ran = run(folder({ "main.cf": MAIN, "relaylint.test.json": JSON.stringify(bad) }), ["test", "main.cf"]);
		expect(ran.code).toBe(1);
		expect(ran.out).toContain("the answer is reject");
		expect(ran.out).toContain("main.cf:5:47: reject_unauth_destination -> reject");
		expect(run(folder({ "main.cf": MAIN }), ["test"]).err).toContain("relaylint.test.json: does not exist");
	});
});
