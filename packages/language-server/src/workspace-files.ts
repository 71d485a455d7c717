import { type SourceFile, sourceFromBytes } from "@relaylint/core";
import { type Content, directoryOf, type Entry, type FileSystem, normalizePath, TABLE_LIMIT } from "@relaylint/linter";
import type { OpenDocuments } from "./documents.ts";

/** The disk with the open documents laid over it; what was read is kept until somebody says that it changed. */
export interface WorkspaceFiles extends FileSystem {
	/** Says that what stands at a path may have changed. */
	forget(path: string): void;
	/** Says that anything on the disk may have changed. */
	forgetDisk(): void;
	/** Notes every path that is asked for from now on, in the given set; none where it is undefined. */
	note(paths: Set<string> | undefined): void;
}

/** A workspace over a file system. */
export function workspaceFiles(below: FileSystem, documents: OpenDocuments): WorkspaceFiles {
	const stats = new Map<string, Entry>();
	const directories = new Map<string, ReturnType<FileSystem["readDirectory"]>>();
	const realPaths = new Map<string, string | undefined>();
	const sources = new Map<string, { readonly file: SourceFile } | { readonly content: Content }>();
	/** What stood there before, so that a text that did not change keeps its value. */
	const before = new Map<string, SourceFile>();
	const encoded = new WeakMap<SourceFile, Uint8Array>();
	let noted: Set<string> | undefined;
	const asked = (path: string): string => {
		const normal = normalizePath(path);
		noted?.add(normal);
		return normal;
	};
	const bytesOf = (file: SourceFile): Uint8Array => {
		if (file.bytes !== undefined) return file.bytes;
		const bytes = encoded.get(file) ?? new TextEncoder().encode(file.text);
		encoded.set(file, bytes);
		return bytes;
	};
	const onDisk = (path: string) => {
		let known = sources.get(path);
		if (known === undefined) {
			const content = below.readFile(path, TABLE_LIMIT);
			const old = before.get(path);
			if (content.kind !== "bytes") known = { content };
			else if (old?.bytes !== undefined && isSame(old.bytes, content.bytes)) known = { file: old };
			else known = { file: sourceFromBytes(path, content.bytes) };
			sources.set(path, known);
			if ("file" in known) before.set(path, known.file);
			else before.delete(path);
		}
		return known;
	};
	return {
		workingDirectory: below.workingDirectory,
		stat(path) {
			const normal = asked(path);
			const open = documents.get(normal);
			if (open !== undefined) return { kind: "file", size: open.file.size };
			const known = stats.get(normal) ?? below.stat(normal);
			stats.set(normal, known);
			return known;
		},
		readFile(path, limit, head) {
			const normal = asked(path);
			const open = documents.get(normal);
			if (head !== undefined) {
				if (open !== undefined)
					return { kind: "bytes", bytes: new TextEncoder().encode(open.file.text.slice(0, head)).subarray(0, head) };
				const known = sources.get(normal);
				if (known === undefined || !("file" in known)) return below.readFile(normal, limit, head);
				return { kind: "bytes", bytes: bytesOf(known.file).subarray(0, head) };
			}
			const known = open ?? onDisk(normal);
			if (!("file" in known)) return known.content;
			const bytes = bytesOf(known.file);
			return bytes.length > limit
				? { kind: "refused", reason: `has ${bytes.length} bytes, more than the ${limit} that are read` }
				: { kind: "bytes", bytes };
		},
		readDirectory(path) {
			const normal = asked(path);
			if (!directories.has(normal)) directories.set(normal, below.readDirectory(normal));
			return directories.get(normal);
		},
		realPath(path) {
			const normal = asked(path);
			if (!realPaths.has(normal)) realPaths.set(normal, below.realPath(normal));
			return realPaths.get(normal) ?? (documents.get(normal) === undefined ? undefined : normal);
		},
		source(path) {
			const normal = asked(path);
			const known = documents.get(normal) ?? onDisk(normal);
			return "file" in known ? known.file : undefined;
		},
		forget(path) {
			const normal = normalizePath(path);
			for (const kept of [stats, realPaths, sources]) kept.delete(normal);
			for (let directory = normal; ; directory = directoryOf(directory)) {
				directories.delete(directory);
				stats.delete(directory);
				if (directory === directoryOf(directory)) break;
			}
		},
		forgetDisk() {
			for (const kept of [stats, directories, realPaths, sources]) kept.clear();
		},
		note(paths) {
			noted = paths;
		},
	};
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
	if (a.length !== b.length) return false;
	for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
	return true;
}
