import type { SourceFile } from "@relaylint/core";
import { normalizePath, resolvePath } from "./path.ts";

/** The largest configuration file that is read, in bytes; anything above is no configuration that a person wrote. */
export const TEXT_LIMIT = 64 * 1024 * 1024;

/** The largest lookup table that is read, in bytes: a little under the longest string that V8 can hold. */
export const TABLE_LIMIT = 512_000_000;

/** What stands at a path. `kind` is a word for a reader: `named pipe`, `device`, `socket`, where it is neither file nor directory. */
export type Entry =
	| { readonly kind: "file"; readonly size: number }
	| { readonly kind: "directory" }
	| { readonly kind: "special"; readonly what: string }
	| { readonly kind: "absent" }
	| { readonly kind: "refused"; readonly reason: string };

/** What came of reading a file. */
export type Content =
	| { readonly kind: "bytes"; readonly bytes: Uint8Array }
	| { readonly kind: "absent" }
	| { readonly kind: "refused"; readonly reason: string };

/** One name in a directory; `link` is a symbolic link, to whatever. */
export interface DirectoryEntry {
	readonly name: string;
	readonly kind: "file" | "directory" | "link" | "special";
}

/**
 * The only thing that knows where files come from. Paths are absolute, normal and use `/`. Total: nothing throws, what
 * cannot be had is said. Nothing is opened that could block or never end (a named pipe, a device).
 */
export interface FileSystem {
	/** The absolute directory that relative paths start from and reports are relative to. */
	readonly workingDirectory: string;
	/** What stands at a path, symbolic links followed. */
	stat(path: string): Entry;
	/** The bytes of a regular file, refused above `limit` bytes; with `head`, no more than its first `head` bytes, whatever its size. */
	readFile(path: string, limit: number, head?: number): Content;
	/** The names in a directory, sorted; undefined where there is none or it may not be read. */
	readDirectory(path: string): readonly DirectoryEntry[] | undefined;
	/** The path without symbolic links; undefined where nothing is there. */
	realPath(path: string): string | undefined;
	/**
	 * A file's content as a value that is the same as long as the content is, so that what was worked out from it can be kept. Absent, or
	 * undefined for a path: `readFile` says.
	 */
	source?(path: string): SourceFile | undefined;
}

/** A file system made of texts by path; relative paths stand in `/`. */
export function memoryFileSystem(files: Readonly<Record<string, string | Uint8Array>>): FileSystem {
	const contents = new Map<string, Uint8Array>();
	const directories = new Map<string, Map<string, "file" | "directory">>([["/", new Map()]]);
	for (const [name, text] of Object.entries(files)) {
		const path = resolvePath("/", name);
		contents.set(path, typeof text === "string" ? new TextEncoder().encode(text) : text);
		let child = path;
		let kind: "file" | "directory" = "file";
		while (child !== "/") {
			const at = child.lastIndexOf("/");
			const parent = at === 0 ? "/" : child.slice(0, at);
			const entries = directories.get(parent) ?? new Map<string, "file" | "directory">();
			entries.set(child.slice(at + 1), kind);
			directories.set(parent, entries);
			child = parent;
			kind = "directory";
		}
	}
	return {
		workingDirectory: "/",
		stat(path) {
			const bytes = contents.get(normalizePath(path));
			if (bytes !== undefined) return { kind: "file", size: bytes.length };
			return directories.has(normalizePath(path)) ? { kind: "directory" } : { kind: "absent" };
		},
		readFile(path, limit, head) {
			const bytes = contents.get(normalizePath(path));
			if (bytes === undefined) return directories.has(path) ? { kind: "refused", reason: "is a directory" } : { kind: "absent" };
			if (head !== undefined) return { kind: "bytes", bytes: bytes.subarray(0, head) };
			return bytes.length > limit ? { kind: "refused", reason: tooLarge(bytes.length, limit) } : { kind: "bytes", bytes };
		},
		readDirectory(path) {
			const entries = directories.get(normalizePath(path));
			return entries && [...entries].map(([name, kind]) => ({ name, kind })).sort(byName);
		},
		realPath(path) {
			const normal = normalizePath(path);
			return contents.has(normal) || directories.has(normal) ? normal : undefined;
		},
	};
}

/** A file system in which some files, by their absolute path, hold another text; everything else is what `below` says. */
export function overlayFileSystem(below: FileSystem, texts: ReadonlyMap<string, string>): FileSystem {
	const overlays = new Map([...texts].map(([path, text]) => [path, new TextEncoder().encode(text)]));
	const overlay = (asked: string) => overlays.get(normalizePath(asked));
	return {
		workingDirectory: below.workingDirectory,
		stat(asked) {
			const bytes = overlay(asked);
			return bytes === undefined ? below.stat(asked) : { kind: "file", size: bytes.length };
		},
		readFile(asked, limit, head) {
			const bytes = overlay(asked);
			return bytes === undefined
				? below.readFile(asked, limit, head)
				: { kind: "bytes", bytes: bytes.subarray(0, head ?? bytes.length) };
		},
		readDirectory: (asked) => below.readDirectory(asked),
		realPath: (asked) => below.realPath(asked) ?? (overlay(asked) === undefined ? undefined : normalizePath(asked)),
	};
}

/** The reason for refusing a file by its size. */
export function tooLarge(size: number, limit: number): string {
	return `has ${size} bytes, more than the ${limit} that are read`;
}

function byName(a: DirectoryEntry, b: DirectoryEntry): number {
	return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
