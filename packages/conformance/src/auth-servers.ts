import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { dirname } from "node:path";

/** The password that is wrong; any other is right. */
const WRONG = "wrong";

/** Serves saslauthd's protocol at a Unix socket: user, password, service and realm, each with its length, answered by `OK` or `NO`. */
export function serveSaslauthd(path: string): Promise<Server> {
	return serve(path, (connection) => {
		let waiting = Buffer.alloc(0);
		connection.on("data", (data) => {
			waiting = Buffer.concat([waiting, data]);
			const fields: string[] = [];
			for (let at = 0; fields.length < 4; ) {
				if (at + 2 > waiting.length) return;
				const length = waiting.readUInt16BE(at);
				if (at + 2 + length > waiting.length) return;
				fields.push(waiting.toString("utf8", at + 2, at + 2 + length));
				at += 2 + length;
			}
			const answer = Buffer.from(fields[1] === WRONG ? "NO" : "OK");
			connection.end(Buffer.concat([Buffer.from([0, answer.length]), answer]));
		});
	});
}

/** Serves Dovecot's authentication protocol at a Unix socket, for the mechanisms PLAIN and LOGIN. */
export function serveDovecot(path: string): Promise<Server> {
	return serve(path, (connection) => {
		connection.write(
			`VERSION\t1\t2\nMECH\tPLAIN\tplaintext\nMECH\tLOGIN\tplaintext\nSPID\t1\nCUID\t1\nCOOKIE\t${"0".repeat(32)}\nDONE\n`,
		);
		let waiting = "";
		connection.on("data", (data) => {
			waiting += data.toString("latin1");
			const lines = waiting.split("\n");
			waiting = lines.pop() ?? "";
			for (const line of lines) {
				const [command, id = "", ...rest] = line.split("\t");
				if (command !== "AUTH") continue;
				const response = rest.find((word) => word.startsWith("resp="))?.slice(5) ?? "";
				const [, user, password] = Buffer.from(response, "base64").toString("latin1").split("\0");
				const right = user !== undefined && password !== undefined && password !== WRONG;
				connection.write(right ? `OK\t${id}\tuser=${user}\n` : `FAIL\t${id}\tuser=${user ?? ""}\n`);
			}
		});
	});
}

function serve(path: string, accept: (connection: Socket) => void): Promise<Server> {
	mkdirSync(dirname(path), { recursive: true });
	rmSync(path, { force: true });
	const server = createServer((connection) => {
		connection.on("error", () => connection.destroy());
		accept(connection);
	});
	return new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen(path, () => {
			chmodSync(path, 0o777);
			resolve(server);
		});
	});
}
