/**
 * Whether a path, relative and with `/`, matches a pattern of `relaylint.json`: `*` and `?` stay within a name, `**` crosses
 * directories, `{a,b}` are alternatives. A pattern without a slash matches a name at any depth; a match of a directory holds for all below it.
 */
export function matchesGlob(pattern: string, path: string): boolean {
	const anywhere = !pattern.replace(/\/$/, "").includes("/");
	const body = globSource(pattern.replace(/^\.?\//, "").replace(/\/$/, ""));
	return new RegExp(`^${anywhere ? "(?:.*/)?" : ""}${body}(?:/.*)?$`, "su").test(path);
}

function globSource(pattern: string): string {
	let source = "";
	let depth = 0;
	for (let at = 0; at < pattern.length; at++) {
		const char = pattern.charAt(at);
		if (pattern.startsWith("**/", at)) {
			source += "(?:.*/)?";
			at += 2;
		} else if (pattern.startsWith("**", at)) {
			source += ".*";
			at += 1;
		} else if (char === "*") source += "[^/]*";
		else if (char === "?") source += "[^/]";
		else if (char === "{" && pattern.includes("}", at)) {
			source += "(?:";
			depth++;
		} else if (char === "}" && depth > 0) {
			source += ")";
			depth--;
		} else if (char === "," && depth > 0) source += "|";
		else source += char.replace(/[\\^$.+()[\]{}|/]/u, "\\$&");
	}
	return source + ")".repeat(depth);
}
