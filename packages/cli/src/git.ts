import type { Content, DirectoryEntry, Entry, FileSystem } from "@relaylint/linter";
import { isInside, resolvePath } from "@relaylint/linter";

/** Runs git with some arguments in a directory, with a text on its standard input; undefined where it fails. Nothing of the tree is executed. */
export type RunGit = (directory: string, args: readonly string[], input?: string) => Uint8Array | undefined;

/** The tree of a revision as a file system, its files where they would stand in the working tree; or why there is none. */
export type GitOutcome =
	| { readonly kind: "tree"; readonly fileSystem: FileSystem }
	| { readonly kind: "bad"; readonly reason: string };

interface Blob {
	readonly id: string;
	readonly link: boolean;
}

/** Up to as many files are fetched at once. */
const MOST_FETCHED = 4000;

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** Whether a word names a revision of the repository around a directory. */
export function isRevision(git: RunGit, directory: string, word: string): boolean {
	return (
		!word.startsWith("-") &&
		git(directory, ["rev-parse", "--quiet", "--verify", "--end-of-options", `${word}^{commit}`]) !== undefined
	);
}

/** Reads the tree of a revision by `git ls-tree` and `git cat-file`: no checkout, no filter, no hook. */
export function gitFileSystem(git: RunGit, workingDirectory: string, revision: string): GitOutcome {
	const top = git(workingDirectory, ["rev-parse", "--show-toplevel"]);
	if (top === undefined) return { kind: "bad", reason: "is in no git repository" };
	const root = text(top).replace(/\r?\n$/, "");
	if (!isRevision(git, workingDirectory, revision)) return { kind: "bad", reason: `has no revision ${revision}` };
	const listed = git(workingDirectory, ["ls-tree", "-r", "-z", "--full-tree", "--end-of-options", `${revision}^{commit}`]);
	if (listed === undefined) return { kind: "bad", reason: `cannot list the files of ${revision}` };
	const blobs = new Map<string, Blob>();
	const directories = new Map<string, Map<string, DirectoryEntry["kind"]>>([[root, new Map()]]);
	for (const line of text(listed).split("\0")) {
		const [, mode = "", type, id = "", name = ""] = /^(\d+) (\w+) ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
		if (type !== "blob") continue;
		let path = resolvePath(root, name);
		blobs.set(path, { id, link: mode === "120000" });
		let kind: DirectoryEntry["kind"] = mode === "120000" ? "link" : "file";
		while (path !== root && path.length > root.length) {
			const parent = resolvePath(path, "..");
			const entries = directories.get(parent) ?? new Map<string, DirectoryEntry["kind"]>();
			directories.set(parent, entries);
			entries.set(path.slice(path.lastIndexOf("/") + 1), kind);
			[path, kind] = [parent, "directory"];
		}
	}
	return { kind: "tree", fileSystem: treeOf(git, workingDirectory, root, blobs, directories) };
}

function treeOf(
	git: RunGit,
	workingDirectory: string,
	root: string,
	blobs: ReadonlyMap<string, Blob>,
	directories: ReadonlyMap<string, ReadonlyMap<string, DirectoryEntry["kind"]>>,
): FileSystem {
	const contents = new Map<string, Uint8Array>();
	const fetch = (path: string): Uint8Array | undefined => {
		const wanted = blobs.get(path);
		if (wanted === undefined) return undefined;
		if (!contents.has(wanted.id)) {
			// The files beside it are asked for in the same breath.
			const directory = path.slice(0, path.lastIndexOf("/"));
			const near = [...blobs].flatMap(([other, { id }]) => (isInside(directory, other) && !contents.has(id) ? [id] : []));
			const ids = [...new Set([wanted.id, ...near])].slice(0, MOST_FETCHED);
			const output = git(root, ["cat-file", "--batch"], `${ids.join("\n")}\n`);
			if (output !== undefined) for (const [id, bytes] of parseBatch(output)) contents.set(id, bytes);
		}
		return contents.get(wanted.id);
	};
	/** Follows symbolic links that stay in the tree. */
	const real = (asked: string, depth = 0): string | undefined => {
		const path = resolvePath(root, asked);
		const parts = path.slice(root.length).split("/").filter(Boolean);
		if (!isInside(root, path) || depth > 20) return undefined;
		let at = root;
		for (const [index, part] of parts.entries()) {
			at = `${at}/${part}`;
			if (blobs.get(at)?.link !== true) continue;
			const target = text(fetch(at) ?? new Uint8Array());
			const rest = parts.slice(index + 1).join("/");
			return real(resolvePath(resolvePath(at, ".."), rest === "" ? target : `${target}/${rest}`), depth + 1);
		}
		return blobs.has(at) || directories.has(at) ? at : undefined;
	};
	return {
		workingDirectory,
		stat(asked): Entry {
			const path = real(asked);
			if (path === undefined) return { kind: "absent" };
			if (directories.has(path)) return { kind: "directory" };
			return { kind: "file", size: fetch(path)?.length ?? 0 };
		},
		readFile(asked, limit, head): Content {
			const path = real(asked);
			if (path === undefined) return { kind: "absent" };
			if (directories.has(path)) return { kind: "refused", reason: "is a directory" };
			const bytes = fetch(path);
			if (bytes === undefined) return { kind: "refused", reason: "cannot be read from the repository" };
			if (head !== undefined) return { kind: "bytes", bytes: bytes.subarray(0, head) };
			if (bytes.length > limit)
				return { kind: "refused", reason: `has ${bytes.length} bytes, more than the ${limit} that are read` };
			return { kind: "bytes", bytes };
		},
		readDirectory(asked) {
			const path = real(asked);
			const entries = path === undefined ? undefined : directories.get(path);
			return entries && [...entries].map(([name, kind]) => ({ name, kind })).sort((a, b) => (a.name < b.name ? -1 : 1));
		},
		realPath: (asked) => real(asked),
	};
}

/** The answers of `git cat-file --batch`: a line with id, type and size, then as many bytes and a line end. */
function parseBatch(output: Uint8Array): readonly (readonly [string, Uint8Array])[] {
	const found: [string, Uint8Array][] = [];
	for (let at = 0; at < output.length; ) {
		const end = output.indexOf(10, at);
		if (end === -1) break;
		const [id = "", , size] = text(output.subarray(at, end)).split(" ");
		if (size === undefined || !/^\d+$/.test(size)) {
			at = end + 1;
			continue;
		}
		found.push([id, output.subarray(end + 1, end + 1 + Number(size))]);
		at = end + 1 + Number(size) + 1;
	}
	return found;
}
