/** Paths here always use `/`, on every system; a file system turns its own notation into this one at its border. */

/** True for `/x` and for `C:/x`. */
export function isAbsolutePath(path: string): boolean {
	return path.startsWith("/") || /^[A-Za-z]:\//.test(path);
}

/** Removes `.`, `..`, doubled and trailing slashes; an absolute path never climbs above its root. */
export function normalizePath(path: string): string {
	const drive = /^[A-Za-z]:(?=\/)/.exec(path)?.[0] ?? "";
	const rooted = path.startsWith("/", drive.length);
	const parts: string[] = [];
	for (const part of path.slice(drive.length).split("/")) {
		if (part === "" || part === ".") continue;
		if (part !== "..") parts.push(part);
		else if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
		else if (!rooted) parts.push("..");
	}
	const joined = parts.join("/");
	return rooted ? `${drive}/${joined}` : joined === "" ? "." : joined;
}

/** `path` seen from `directory`, unless it is absolute already. */
export function resolvePath(directory: string, path: string): string {
	return normalizePath(isAbsolutePath(path) ? path : `${directory}/${path}`);
}

/** What stands before the last slash; `/` for an entry of the root, `.` for a bare name. */
export function directoryOf(path: string): string {
	const at = path.lastIndexOf("/");
	return at < 0 ? "." : at === 0 ? "/" : path.slice(0, at);
}

/** What stands after the last slash. */
export function baseName(path: string): string {
	return path.slice(path.lastIndexOf("/") + 1);
}

/** True where `path` is `directory` or lies below it; both absolute and normal. */
export function isInside(directory: string, path: string): boolean {
	return path === directory || path.startsWith(directory.endsWith("/") ? directory : `${directory}/`);
}

/** The absolute path `to` as seen from the absolute directory `from`; another drive's path stays absolute. */
export function relativePath(from: string, to: string): string {
	const source = from.split("/").filter((part) => part !== "");
	const target = to.split("/").filter((part) => part !== "");
	if (/^[A-Za-z]:/.test(to) && source[0] !== target[0]) return to;
	let common = 0;
	while (common < source.length && common < target.length && source[common] === target[common]) common++;
	const result = [...source.slice(common).map(() => ".."), ...target.slice(common)].join("/");
	return result === "" ? "." : result;
}
