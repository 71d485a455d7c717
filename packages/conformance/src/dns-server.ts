import { createSocket } from "node:dgram";
import { type DnsAnswer, type DnsType, parseAddress, type World } from "@relaylint/core";

const TYPES: Readonly<Record<number, DnsType>> = { 1: "A", 2: "NS", 5: "CNAME", 12: "PTR", 15: "MX", 16: "TXT", 28: "AAAA" };
const NUMBERS = new Map(Object.entries(TYPES).map(([number, type]) => [type, Number(number)]));
const CODES = { records: 0, "no-data": 0, servfail: 2, unknown: 2, nxdomain: 3 } as const;

/** The name server of a sandbox. */
export interface DnsServer {
	/** Changes the world from which it answers. */
	answerFrom(world: World): void;
}

/** Serves a world's records on 127.0.0.1:53 until the process ends. */
export async function serveDns(world: World): Promise<DnsServer> {
	let current = world;
	const socket = createSocket("udp4");
	socket.on("message", (query, { port, address }) => {
		const answer = answerTo(query, current);
		if (answer !== undefined) socket.send(answer, port, address);
	});
	await new Promise<void>((resolve, reject) => {
		socket.once("error", reject);
		socket.bind(53, "127.0.0.1", resolve);
	});
	return {
		answerFrom: (next) => {
			current = next;
		},
	};
}

/** The answer to one query (RFC 1035, section 4); undefined for what is none. */
export function answerTo(query: Buffer, world: World): Buffer | undefined {
	const question = questionOf(query);
	if (question === undefined) return undefined;
	const { name, type, end } = question;
	const answers: Buffer[] = [];
	let asked = name;
	let code = 0;
	const known = TYPES[type];
	if (known !== "CNAME") {
		const alias = world.dns(name, "CNAME");
		if (alias.kind === "records") {
			answers.push(record(name, "CNAME", alias.records[0] ?? ""));
			asked = (alias.records[0] ?? "").toLowerCase().replace(/\.$/, "");
		}
	}
	const found: DnsAnswer = known === undefined ? existence(asked, world) : world.dns(asked, known);
	code = CODES[found.kind];
	if (found.kind === "records" && known !== undefined) answers.push(...found.records.map((data) => record(asked, known, data)));
	const authority = answers.length === 0 && code !== 2 ? [authorityRecord()] : [];
	const header = Buffer.alloc(12);
	query.copy(header, 0, 0, 2);
	header.writeUInt16BE(0x8580 | code, 2);
	header.writeUInt16BE(1, 4);
	header.writeUInt16BE(answers.length, 6);
	header.writeUInt16BE(authority.length, 8);
	return Buffer.concat([header, query.subarray(12, end), ...answers, ...authority]);
}

/** Whether a name exists, for a query of a type that no world has records of. */
function existence(name: string, world: World): DnsAnswer {
	const answer = world.dns(name, "TXT");
	return answer.kind === "records" ? { kind: "no-data" } : answer;
}

function questionOf(query: Buffer): { name: string; type: number; end: number } | undefined {
	if (query.length < 17 || query.readUInt16BE(4) !== 1) return undefined;
	const labels: string[] = [];
	let at = 12;
	for (let length = query[at]; length !== undefined && length !== 0; length = query[at]) {
		labels.push(query.toString("latin1", at + 1, at + 1 + length));
		at += 1 + length;
	}
	if (at + 5 > query.length) return undefined;
	return { name: labels.join(".").toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function record(name: string, type: DnsType, data: string): Buffer {
	const content = dataOf(type, data);
	const fixed = Buffer.alloc(10);
	fixed.writeUInt16BE(NUMBERS.get(type) ?? 0, 0);
	fixed.writeUInt16BE(1, 2);
	fixed.writeUInt32BE(60, 4);
	fixed.writeUInt16BE(content.length, 8);
	return Buffer.concat([encodedName(name), fixed, content]);
}

function dataOf(type: DnsType, data: string): Buffer {
	switch (type) {
		case "A":
			return Buffer.from(data.split(".").map(Number));
		case "AAAA": {
			const address = parseAddress(data);
			const value = address === undefined ? 0n : BigInt(address.value);
			return Buffer.from(value.toString(16).padStart(32, "0"), "hex");
		}
		case "MX": {
			const [preference = "0", host = ""] = data.split(/\s+/);
			const number = Buffer.alloc(2);
			number.writeUInt16BE(Number(preference));
			return Buffer.concat([number, encodedName(host)]);
		}
		case "TXT":
			return Buffer.concat([Buffer.from([Math.min(255, data.length)]), Buffer.from(data.slice(0, 255), "latin1")]);
		default:
			return encodedName(data);
	}
}

function encodedName(name: string): Buffer {
	const labels = name
		.replace(/\.$/, "")
		.split(".")
		.filter((label) => label !== "");
	return Buffer.concat([
		...labels.flatMap((label) => [Buffer.from([label.length]), Buffer.from(label, "latin1")]),
		Buffer.from([0]),
	]);
}

/** With a negative answer goes the start of authority (RFC 2308). */
function authorityRecord(): Buffer {
	const numbers = Buffer.alloc(20);
	[1, 60, 60, 60, 60].forEach((value, index) => {
		numbers.writeUInt32BE(value, index * 4);
	});
	const content = Buffer.concat([encodedName("ns.invalid"), encodedName("root.invalid"), numbers]);
	const fixed = Buffer.alloc(10);
	fixed.writeUInt16BE(6, 0);
	fixed.writeUInt16BE(1, 2);
	fixed.writeUInt32BE(60, 4);
	fixed.writeUInt16BE(content.length, 8);
	return Buffer.concat([encodedName(""), fixed, content]);
}
