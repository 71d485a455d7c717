import { createServer } from "node:net";
import { join } from "node:path";
import { startClient } from "@relaylint/language-server/testing";
import { expect, it } from "vitest";
import { builtCommand } from "./testing/command.ts";

const command = builtCommand();

it("serves an editor on standard input and output", async () => {
	const folder = command.folder({ "main.cf": "mynetworks = 0.0.0.0/0\nsmtpd_relay_restrictions = permit_mynetworks, reject\n" });
	const client = await startClient([command.script, "lsp", "--stdio"], { folders: [folder] });
	const found = await client.diagnostics(join(folder, "main.cf"), (all) => all.some(({ code }) => code === "open-relay"));
	expect(found.length).toBeGreaterThan(0);
	expect(await client.stop()).toBe(0);
	expect(client.errors()).toBe("");
});

it("connects to a port on which the editor listens", async () => {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	const port = typeof address === "object" && address !== null ? address.port : 0;
	const greeted = new Promise<string>((resolve) => {
		server.once("connection", (socket) => {
			const body = JSON.stringify({
				jsonrpc: "2.0",
				id: 1,
				method: "initialize",
				params: { processId: null, rootUri: null, capabilities: {} },
			});
			socket.write(`Content-Length: ${body.length}\r\n\r\n${body}`);
			let heard = "";
			socket.on("data", (chunk) => {
				heard += String(chunk);
				if (!heard.includes("serverInfo")) return;
				resolve(heard);
				socket.destroy();
			});
		});
	});
	const ran = command.start(["lsp", `--socket=${port}`]);
	expect(await greeted).toContain('"positionEncoding":"utf-16"');
	expect(await ran).toBe(0);
	server.close();
});

it("says what is wrong with its options", () => {
	const folder = command.folder();
	expect(command.run(folder, ["lsp", "--stdio", "--node-ipc"])).toMatchObject({ code: 2, out: "" });
	expect(command.run(folder, ["lsp", "--socket=x"]).err).toContain("no number from 1 to 65535");
	expect(command.run(folder, ["lsp", "somewhere"]).err).toContain("takes no operand");
});
