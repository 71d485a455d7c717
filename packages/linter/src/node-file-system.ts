import {
	closeSync,
	constants,
	type Dirent,
	fstatSync,
	openSync,
	readdirSync,
	readSync,
	realpathSync,
	type Stats,
	statSync,
} from "node:fs";
import { resolve } from "node:path";
import type { Content, DirectoryEntry, Entry, FileSystem } from "./file-system.ts";
import { tooLarge } from "./file-system.ts";

/** The disk. Opens nothing but regular files, and never waits: a named pipe, a device or a socket is named and left alone. */
export function nodeFileSystem(workingDirectory = "."): FileSystem {
	return { workingDirectory: withSlashes(resolve(workingDirectory)), stat, readFile, readDirectory, realPath };
}

/** A path of this system with `/` between its parts. */
function withSlashes(path: string): string {
	return path.includes("\\") && resolve("/") !== "/" ? path.replaceAll("\\", "/") : path;
}

function stat(path: string): Entry {
	try {
		return entryOf(statSync(path));
	} catch (error) {
		return failure(error);
	}
}

function entryOf(stats: Stats): Entry {
	if (stats.isFile()) return { kind: "file", size: stats.size };
	if (stats.isDirectory()) return { kind: "directory" };
	return { kind: "special", what: stats.isFIFO() ? "named pipe" : stats.isSocket() ? "socket" : "device" };
}

function readFile(path: string, limit: number, head?: number): Content {
	const entry = stat(path);
	if (entry.kind === "absent" || entry.kind === "refused") return entry;
	if (entry.kind === "directory") return { kind: "refused", reason: "is a directory" };
	if (entry.kind === "special") return { kind: "refused", reason: `is a ${entry.what}` };
	if (head === undefined && entry.size > limit) return { kind: "refused", reason: tooLarge(entry.size, limit) };
	let descriptor: number | undefined;
	try {
		// The file may have been replaced since it was looked at: O_NONBLOCK keeps the open from waiting for a pipe's other end.
		descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
		const opened = entryOf(fstatSync(descriptor));
		if (opened.kind !== "file") return { kind: "refused", reason: "is no longer a regular file" };
		return readDescriptor(descriptor, opened.size, head ?? limit, head !== undefined);
	} catch (error) {
		return failure(error);
	} finally {
		if (descriptor !== undefined) closeSync(descriptor);
	}
}

/** Reads to the end, which may lie past the stated size: files below /proc say 0. */
function readDescriptor(descriptor: number, size: number, limit: number, cut: boolean): Content {
	let bytes = new Uint8Array(Math.min(size, limit) + 1);
	let length = 0;
	for (;;) {
		const count = readSync(descriptor, bytes, length, bytes.length - length, null);
		if (count === 0) break;
		length += count;
		if (length > limit) {
			if (cut) return { kind: "bytes", bytes: bytes.subarray(0, limit) };
			return { kind: "refused", reason: tooLarge(length, limit) };
		}
		if (length === bytes.length) {
			const wider = new Uint8Array(Math.min(Math.max(length * 2, 65536), limit + 1));
			wider.set(bytes);
			bytes = wider;
		}
	}
	return { kind: "bytes", bytes: bytes.subarray(0, length) };
}

function readDirectory(path: string): readonly DirectoryEntry[] | undefined {
	try {
		return readdirSync(path, { withFileTypes: true })
			.map((entry): DirectoryEntry => ({ name: entry.name, kind: kindOf(entry) }))
			.sort((a, b) => (a.name < b.name ? -1 : 1));
	} catch {
		return undefined;
	}
}

function kindOf(entry: Dirent): DirectoryEntry["kind"] {
	if (entry.isFile()) return "file";
	if (entry.isDirectory()) return "directory";
	return entry.isSymbolicLink() ? "link" : "special";
}

function realPath(path: string): string | undefined {
	try {
		return withSlashes(realpathSync.native(path));
	} catch {
		return undefined;
	}
}

const REASONS: Readonly<Record<string, string>> = {
	EACCES: "may not be read: permission denied",
	EPERM: "may not be read: permission denied",
	ELOOP: "is a loop of symbolic links",
	EMFILE: "cannot be opened: too many open files",
	EIO: "cannot be read: input/output error",
	ENAMETOOLONG: "has a name that is too long",
	EISDIR: "is a directory",
	ENXIO: "is a device or socket",
};

function failure(error: unknown): Extract<Content, { kind: "absent" | "refused" }> {
	const code = error instanceof Error && "code" in error ? String(error.code) : "";
	if (code === "ENOENT" || code === "ENOTDIR") return { kind: "absent" };
	return { kind: "refused", reason: REASONS[code] ?? `cannot be read (${code || String(error)})` };
}
