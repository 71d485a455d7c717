import type { Dialect, DialectId, Position } from "@relaylint/core";
import { type DialectEntry, dialects as registered } from "@relaylint/dialects";
import type { FileSystem } from "./file-system.ts";
import { baseName, directoryOf, isInside, resolvePath } from "./path.ts";

/** One configuration that was found: the main file, and the directory that the user named around it. */
export interface Target {
	readonly entry: DialectEntry;
	readonly dialect: Dialect;
	/** The absolute path of the main file. */
	readonly main: string;
	/** The absolute directory below which files may be opened. */
	readonly named: string;
}

/** A file that is analysed in no configuration, and why. */
export interface SkippedFile {
	readonly path: string;
	readonly reason: string;
}

/** Something the user named that cannot be analysed. */
export interface Problem {
	readonly path: string;
	readonly reason: string;
	/** The place in the file, where there is one. */
	readonly position?: Position;
}

export interface Discovery {
	readonly targets: readonly Target[];
	/** Files named or met that no dialect recognises as part of a configuration at hand. */
	readonly skipped: readonly SkippedFile[];
	readonly problems: readonly Problem[];
	/** Named files that no dialect recognises by themselves, with the configurations near by that may name them as their tables. */
	readonly orphans: readonly { readonly path: string; readonly near: readonly Target[] }[];
}

export interface DiscoveryOptions {
	readonly dialect?: DialectId;
	/** Says whether a file or directory met on a walk is left out. */
	readonly excluded?: (path: string, directory: boolean) => boolean;
	readonly dialects?: readonly DialectEntry[];
	/** True where a named directory's own files are looked at, and those of the directories in it are not. */
	readonly shallow?: boolean;
}

const NEVER_WALKED = new Set(["node_modules", ".git", ".hg", ".svn"]);

/** As much of a file as a dialect sees when it is asked whether the file is its own. */
const HEAD_CHARACTERS = 4096;

/** How far above a named table its main file may stand. */
const LEVELS_ABOVE = 3;

/** Finds the configurations that the given absolute paths are, hold or belong to; each is found once. */
export async function discover(
	fileSystem: FileSystem,
	paths: readonly string[],
	options: DiscoveryOptions = {},
): Promise<Discovery> {
	const entries = (options.dialects ?? registered).filter(
		(entry) => options.dialect === undefined || entry.id === options.dialect,
	);
	const targets = new Map<string, Target>();
	const skipped = new Map<string, SkippedFile>();
	const problems: Problem[] = [];
	const orphans: { path: string; near: readonly Target[] }[] = [];
	const mainsByDirectory = new Map<string, readonly Target[]>();
	const add = (target: Target) => {
		const key = fileSystem.realPath(target.main) ?? target.main;
		const known = targets.get(key);
		if (known === undefined || isInside(target.named, known.named))
			targets.set(key, { ...target, main: known?.main ?? target.main });
	};

	for (const path of paths) {
		const entry = fileSystem.stat(path);
		if (entry.kind === "absent") problems.push({ path, reason: "does not exist" });
		else if (entry.kind === "refused") problems.push({ path, reason: entry.reason });
		else if (entry.kind === "special") problems.push({ path, reason: `is a ${entry.what}` });
		else if (entry.kind === "directory") await walkDirectory(path);
		else await namedFile(path);
	}

	async function namedFile(path: string): Promise<void> {
		const head = headOf(fileSystem, path);
		if (head.kind === "refused") {
			problems.push({ path, reason: head.reason });
			return;
		}
		const found = await recognise(entries, fileSystem, path, head.text);
		if (found !== undefined && found.main !== undefined) {
			const directory = directoryOf(found.main);
			add({ ...found, main: found.main, named: isInside(directory, path) ? directory : directoryOf(path) });
			return;
		}
		if (found !== undefined) {
			skipped.set(path, { path, reason: `is a part of a ${found.dialect.title} configuration whose main file is not there` });
			return;
		}
		orphans.push({ path, near: await mainsNear(path) });
	}

	async function walkDirectory(top: string): Promise<void> {
		const pending = [top];
		const real = fileSystem.realPath(top) ?? top;
		for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
			const names = fileSystem.readDirectory(directory);
			if (names === undefined) {
				problems.push({ path: directory, reason: "is a directory that cannot be read" });
				continue;
			}
			for (const name of [...names].reverse()) {
				const path = resolvePath(directory, name.name);
				if (name.kind !== "directory" || NEVER_WALKED.has(name.name) || options.shallow === true) continue;
				if (options.excluded?.(path, true) !== true) pending.push(path);
			}
			for (const name of names) {
				const path = resolvePath(directory, name.name);
				if (name.kind === "directory" || options.excluded?.(path, false) === true) continue;
				if (name.kind === "special") skipped.set(path, { path, reason: "is no regular file" });
				else await metFile(path, top, real, name.kind === "link");
			}
		}
	}

	async function metFile(path: string, top: string, realTop: string, link: boolean): Promise<void> {
		if (link) {
			const entry = fileSystem.stat(path);
			if (entry.kind !== "file") {
				const reason =
					entry.kind === "directory" ? "is a link to a directory, which is not followed" : "is a link to no regular file";
				skipped.set(path, { path, reason });
				return;
			}
			if (!isInside(realTop, fileSystem.realPath(path) ?? path)) {
				skipped.set(path, { path, reason: "is a link that leaves the named directory" });
				return;
			}
		}
		const head = headOf(fileSystem, path);
		if (head.kind === "refused") {
			if (entries.some((entry) => entry.mayRecognise(baseName(path), ""))) problems.push({ path, reason: head.reason });
			else skipped.set(path, { path, reason: head.reason });
			return;
		}
		const found = await recognise(entries, fileSystem, path, head.text);
		if (found?.main !== undefined)
			add({ ...found, main: found.main, named: isInside(top, found.main) ? top : directoryOf(found.main) });
		else if (found !== undefined) {
			skipped.set(path, { path, reason: `is a part of a ${found.dialect.title} configuration whose main file is not there` });
		} else skipped.set(path, { path, reason: "no dialect recognises it" });
	}

	async function mainsNear(path: string): Promise<readonly Target[]> {
		let directory = directoryOf(path);
		for (let level = 0; level < LEVELS_ABOVE; level++) {
			const found = mainsByDirectory.get(directory) ?? (await mainsIn(directory));
			mainsByDirectory.set(directory, found);
			if (found.length > 0 || directory === directoryOf(directory)) return found;
			directory = directoryOf(directory);
		}
		return [];
	}

	async function mainsIn(directory: string): Promise<readonly Target[]> {
		const found: Target[] = [];
		for (const name of fileSystem.readDirectory(directory) ?? []) {
			const path = resolvePath(directory, name.name);
			if (name.kind === "directory" || fileSystem.stat(path).kind !== "file") continue;
			const head = headOf(fileSystem, path);
			if (head.kind === "refused") continue;
			const main = await recognise(entries, fileSystem, path, head.text);
			if (main?.main === path) found.push({ ...main, main: path, named: directory });
		}
		return found;
	}

	return { targets: [...targets.values()], skipped: [...skipped.values()], problems, orphans };
}

/** The dialect that recognises a file, and the main file of its configuration where that is there. */
export async function recognise(
	entries: readonly DialectEntry[],
	fileSystem: FileSystem,
	path: string,
	head: string,
): Promise<{ entry: DialectEntry; dialect: Dialect; main: string | undefined } | undefined> {
	for (const entry of entries) {
		if (!entry.mayRecognise(baseName(path), head)) continue;
		const dialect = await entry.load();
		const recognition = dialect.recognise(path, head);
		if (recognition === undefined) continue;
		if (recognition.kind === "main") return { entry, dialect, main: path };
		const main = recognition.main
			.map((name) => resolvePath(directoryOf(path), name))
			.find((candidate) => fileSystem.stat(candidate).kind === "file");
		return { entry, dialect, main };
	}
	return undefined;
}

function headOf(fileSystem: FileSystem, path: string): { kind: "text"; text: string } | { kind: "refused"; reason: string } {
	const content = fileSystem.readFile(path, HEAD_CHARACTERS * 4, HEAD_CHARACTERS * 4);
	if (content.kind === "absent") return { kind: "refused", reason: "does not exist" };
	if (content.kind === "refused") return content;
	return { kind: "text", text: new TextDecoder().decode(content.bytes).slice(0, HEAD_CHARACTERS) };
}
