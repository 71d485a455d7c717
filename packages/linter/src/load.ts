import { type FileOutcome, type FileReader, type SourceFile, sourceFromBytes, sourceFromText } from "@relaylint/core";
import { type FileSystem, TABLE_LIMIT, TEXT_LIMIT } from "./file-system.ts";
import { baseName, directoryOf, isAbsolutePath, isInside, normalizePath, resolvePath } from "./path.ts";

/** Where the files of one configuration may stand. */
export interface Whereabouts {
	/** The absolute path of the main file. */
	readonly main: string;
	/** The absolute directory that was named, at or above the main file: what it holds may be opened. */
	readonly named: string;
	/** The absolute directory below which the server's own paths stand (`--root`). */
	readonly root?: string;
	/** The directories that hold the main file on a server, each a path's end: `etc/postfix`. */
	readonly serverDirectories: readonly string[];
	/** True where a file that is not at its own place is missing, so that nothing is looked for under another directory's name. */
	readonly complete: boolean;
	/** Files that every server of the world at hand has, by their path, unless the named files hold another. */
	readonly stock?: Readonly<Record<string, string>>;
}

/**
 * The files of a configuration by the paths it uses for them. A relative path starts at the main file's directory. A path
 * below the server's configuration directory is looked for beside the main file; then any absolute path below the root.
 * Nothing else is opened, and nothing whose real place is neither below the named directory nor below the root.
 */
export function fileReader(fileSystem: FileSystem, whereabouts: Whereabouts): FileReader {
	const outcomes = new Map<string, FileOutcome>();
	const directory = directoryOf(whereabouts.main);
	const allowed = [whereabouts.named, whereabouts.root]
		.filter((path) => path !== undefined)
		.map((path) => fileSystem.realPath(path) ?? path);
	const places = (serverPath: string) => placesOf(normalizePath(serverPath), directory, whereabouts);
	const inside = (path: string) => {
		const real = fileSystem.realPath(path);
		return real === undefined || path === whereabouts.main || allowed.some((base) => isInside(base, real));
	};
	const find = (serverPath: string): FileOutcome => {
		let unfit: FileOutcome | undefined;
		for (const path of places(serverPath)) {
			const entry = fileSystem.stat(path);
			if (entry.kind === "absent") continue;
			if (!inside(path)) {
				unfit ??= { kind: "outside", path: serverPath };
				continue;
			}
			const loaded = loadFile(fileSystem, path, path === whereabouts.main ? TEXT_LIMIT : TABLE_LIMIT);
			if (loaded.kind === "text") return loaded;
			if (loaded.kind === "unreadable") unfit ??= { ...loaded, path: serverPath };
		}
		const stock = whereabouts.stock?.[normalizePath(serverPath)];
		if (unfit === undefined && stock !== undefined) return { kind: "text", file: sourceFromText(serverPath, stock) };
		return unfit ?? { kind: "missing", path: serverPath };
	};
	return {
		read(serverPath) {
			let outcome = outcomes.get(serverPath);
			if (outcome === undefined) {
				outcome = find(serverPath);
				outcomes.set(serverPath, outcome);
			}
			return outcome;
		},
		list(serverPath) {
			for (const path of places(serverPath)) {
				const entries = inside(path) ? fileSystem.readDirectory(path) : undefined;
				if (entries !== undefined) return entries.map((entry) => entry.name);
			}
			return undefined;
		},
	};
}

/** Reads one file as source text; `missing` and `unreadable` say why there is none. */
export function loadFile(
	fileSystem: FileSystem,
	path: string,
	limit = TEXT_LIMIT,
): { kind: "text"; file: SourceFile } | { kind: "missing"; path: string } | { kind: "unreadable"; path: string; reason: string } {
	const kept = fileSystem.source?.(path);
	if (kept !== undefined && kept.size <= limit) return { kind: "text", file: kept };
	const content = fileSystem.readFile(path, limit);
	if (content.kind === "absent") return { kind: "missing", path };
	if (content.kind === "refused") return { kind: "unreadable", path, reason: content.reason };
	return { kind: "text", file: sourceFromBytes(path, content.bytes) };
}

/** The places on this machine where a path of the server may stand, likeliest first. */
function placesOf(serverPath: string, directory: string, whereabouts: Whereabouts): readonly string[] {
	if (!isAbsolutePath(serverPath)) return [resolvePath(directory, serverPath)];
	const places: string[] = [];
	const below = belowConfiguration(serverPath, directory, whereabouts.serverDirectories);
	if (below !== undefined) {
		places.push(resolvePath(directory, below));
		if (!whereabouts.complete) places.push(resolvePath(directory, baseName(serverPath)));
	}
	if (whereabouts.root !== undefined) places.push(resolvePath(whereabouts.root, `.${serverPath}`));
	return [...new Set(places)];
}

/** What follows the server's configuration directory in a path; undefined for a path that is not below it. */
function belowConfiguration(serverPath: string, directory: string, serverDirectories: readonly string[]): string | undefined {
	if (isInside(directory, serverPath) && serverPath !== directory) return serverPath.slice(directory.length + 1);
	for (const known of serverDirectories) {
		const at = `${serverPath}/`.indexOf(`/${known}/`);
		if (at >= 0) return serverPath.slice(at + known.length + 2) || ".";
	}
	return undefined;
}
