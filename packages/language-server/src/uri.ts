import { normalizePath } from "@relaylint/linter";

/**
 * A document's URI as a path of a file system: `file:///etc/x` is `/etc/x`, `file:///c%3A/x` is `c:/x`. Any other scheme stands in a
 * directory of its own, so that a configuration in one place never reaches into another: `vscode-vfs://github/a` is `/~vscode-vfs:github/a`.
 */
export function pathOf(uri: string): string {
	const parts = /^([A-Za-z][\w+.-]*):(?:\/\/([^/?#]*))?([^?#]*)/.exec(uri);
	if (parts === null) return normalizePath(decoded(uri));
	const [, scheme = "", authority = "", path = ""] = parts;
	const plain = decoded(path);
	if (scheme !== "file") return normalizePath(`/~${scheme}:${authority}/${plain}`);
	if (authority !== "") return normalizePath(`/~file:${authority}/${plain}`);
	return normalizePath(/^\/[A-Za-z]:(?:\/|$)/.test(plain) ? plain.slice(1) : plain);
}

/** The URI of a path that {@link pathOf} gave, in the form in which editors write it. */
export function uriOf(path: string): string {
	const other = /^\/~([^:/]+):([^/]*)(\/.*)?$/.exec(path);
	if (other !== null) {
		const [, scheme = "", authority = "", rest = ""] = other;
		const opaque = scheme === "untitled";
		return opaque ? `${scheme}:${encoded(rest.slice(1))}` : `${scheme}://${authority}${encoded(rest)}`;
	}
	return `file://${/^[A-Za-z]:/.test(path) ? "/" : ""}${encoded(path)}`;
}

function encoded(path: string): string {
	return path
		.split("/")
		.map((part) => encodeURIComponent(part).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`))
		.join("/");
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
