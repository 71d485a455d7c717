import { probeWorld } from "@relaylint/core";
import { describe, expect, it } from "vitest";
import { answerTo } from "./dns-server.ts";

const world = probeWorld({
	hostname: "mx.example.com",
	address: "192.0.2.25",
	addresses: [],
	zone: { "www.six.example AAAA": ["2001:db8::7"], "alias.example CNAME": ["www.six.example"], broken: "SERVFAIL" },
});

function query(name: string, type: number): Buffer {
	const labels = name.split(".").flatMap((label) => [label.length, ...Buffer.from(label)]);
	return Buffer.from([0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...labels, 0, 0, type, 0, 1]);
}

/** Code, number of answers, and the bytes of the last record. */
function read(answer: Buffer | undefined): readonly [code: number, answers: number, end: string] {
	if (answer === undefined) throw new Error("no answer");
	return [answer.readUInt16BE(2) & 15, answer.readUInt16BE(6), answer.toString("hex")];
}

describe("the name server", () => {
	it("answers with the records of the world, under the number of the query", () => {
		const [code, answers, bytes] = read(answerTo(query("mx.example.com", 1), world));
		expect([code, answers]).toEqual([0, 1]);
		expect(bytes.startsWith("1234")).toBe(true);
		expect(bytes.endsWith("0004c0000219")).toBe(true);
	});

	it("follows an alias and shows it", () => {
		const [code, answers, bytes] = read(answerTo(query("alias.example", 28), world));
		expect([code, answers]).toEqual([0, 2]);
		expect(bytes.endsWith("001020010db8000000000000000000000007")).toBe(true);
	});

	it.each([
		["mx.example.com", 16, 0],
		["com", 1, 0],
		["nowhere.invalid", 1, 3],
		["broken", 1, 2],
	])("%s type %i: code %i without records", (name, type, code) => {
		expect(read(answerTo(query(name, type), world)).slice(0, 2)).toEqual([code, 0]);
	});

	it("says nothing to what is no query", () => {
		expect(answerTo(Buffer.from("x"), world)).toBeUndefined();
		expect(answerTo(query("mx.example.com", 1).subarray(0, 20), world)).toBeUndefined();
	});
});
