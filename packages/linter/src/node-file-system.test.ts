import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fileReader } from "./load.ts";
import { nodeFileSystem } from "./node-file-system.ts";

const base = mkdtempSync(join(tmpdir(), "relaylint-"));
const files = nodeFileSystem(base);

beforeAll(() => {
	writeFileSync(join(base, "plain"), "text\n");
	mkdirSync(join(base, "tree"));
	writeFileSync(join(base, "tree/main.cf"), "main\n");
	execFileSync("mkfifo", [join(base, "tree/pipe")]);
	symlinkSync("loop", join(base, "tree/loop"));
	symlinkSync("nowhere", join(base, "tree/dangling"));
	symlinkSync("../plain", join(base, "tree/outward"));
	symlinkSync("/dev/zero", join(base, "tree/zero"));
	writeFileSync(join(base, "large"), "x");
	truncateSync(join(base, "large"), 2000);
});

afterAll(() => rmSync(base, { recursive: true, force: true }));

describe("the disk", () => {
	it("reads a file, or only its head", () => {
		expect(files.readFile(join(base, "plain"), 100)).toEqual({ kind: "bytes", bytes: Uint8Array.from(Buffer.from("text\n")) });
		const head = files.readFile(join(base, "large"), 10, 10);
		expect(head.kind === "bytes" && head.bytes.length).toBe(10);
	});

	it("refuses what is larger than the limit, and says both sizes", () => {
		expect(files.readFile(join(base, "large"), 1999)).toMatchObject({
			kind: "refused",
			reason: expect.stringMatching(/2000.*1999/),
		});
		expect(files.readFile(join(base, "large"), 2000).kind).toBe("bytes");
	});

	it("never opens a named pipe, a device or a directory", () => {
		expect(files.readFile(join(base, "tree/pipe"), 100)).toEqual({ kind: "refused", reason: "is a named pipe" });
		expect(files.readFile("/dev/zero", 100)).toEqual({ kind: "refused", reason: "is a device" });
		expect(files.readFile(join(base, "tree/zero"), 100)).toEqual({ kind: "refused", reason: "is a device" });
		expect(files.readFile(join(base, "tree"), 100)).toEqual({ kind: "refused", reason: "is a directory" });
	});

	it("tells absence from refusal", () => {
		expect(files.readFile(join(base, "none"), 100)).toEqual({ kind: "absent" });
		expect(files.readFile(join(base, "plain/below"), 100)).toEqual({ kind: "absent" });
		expect(files.readFile(join(base, "tree/dangling"), 100)).toEqual({ kind: "absent" });
		expect(files.readFile(join(base, "tree/loop"), 100)).toMatchObject({
			kind: "refused",
			reason: expect.stringContaining("loop"),
		});
	});

	it("reads a file whose size is not told beforehand", () => {
		const status = files.readFile("/proc/self/status", 1_000_000);
		expect(status.kind === "bytes" && status.bytes.length).toBeGreaterThan(100);
	});

	it("says that permission is missing", () => {
		const path = join(base, "secret");
		writeFileSync(path, "x");
		chmodSync(path, 0);
		chmodSync(base, 0o755);
		expect(asNobody(() => files.readFile(path, 100))).toMatchObject({
			kind: "refused",
			reason: expect.stringContaining("permission denied"),
		});
	});

	it("lists names with their kinds", () => {
		expect(files.readDirectory(join(base, "tree"))).toEqual([
			{ name: "dangling", kind: "link" },
			{ name: "loop", kind: "link" },
			{ name: "main.cf", kind: "file" },
			{ name: "outward", kind: "link" },
			{ name: "pipe", kind: "special" },
			{ name: "zero", kind: "link" },
		]);
		expect(files.readDirectory(join(base, "plain"))).toBeUndefined();
	});
});

describe("a configuration on the disk", () => {
	const reader = fileReader(files, {
		main: join(base, "tree/main.cf"),
		named: join(base, "tree"),
		serverDirectories: [],
		complete: false,
	});

	it("does not follow a link out of the named directory", () => {
		expect(reader.read("outward")).toEqual({ kind: "outside", path: "outward" });
		expect(reader.read("zero")).toEqual({ kind: "outside", path: "zero" });
	});

	it("says what cannot be read and why", () => {
		expect(reader.read("pipe")).toEqual({ kind: "unreadable", path: "pipe", reason: "is a named pipe" });
		expect(reader.read("dangling")).toEqual({ kind: "missing", path: "dangling" });
	});
});

/** Runs as a user who is not root: root may read everything. */
function asNobody<T>(act: () => T): T {
	if (process.geteuid?.() !== 0) return act();
	process.seteuid?.(65534);
	try {
		return act();
	} finally {
		process.seteuid?.(0);
	}
}
