import type { SourceFile } from "@relaylint/core";
import type { PiecedText } from "../physical-lines.ts";

/** The settings of `update-exim4.conf.conf`: assignments of a POSIX shell (update-exim4.conf(8)). */
export function shellSettings(file: SourceFile): ReadonlyMap<string, PiecedText> {
	const settings = new Map<string, PiecedText>();
	let at = 0;
	for (const line of file.text.split("\n")) {
		const start = at;
		at += line.length + 1;
		const found = /^\s*(?:export\s+)?([A-Za-z_]\w*)=(?:'([^']*)'|"([^"]*)"|(\S*))/.exec(line);
		if (found === null) continue;
		const [whole, name = "", single, double, bare] = found;
		const text = single ?? double ?? bare ?? "";
		const from = start + whole.length - text.length - (bare === undefined ? 1 : 0);
		settings.set(name, {
			text,
			pieces: text === "" ? [] : [{ start: 0, end: text.length, file, from, to: from + text.length, exact: true }],
		});
	}
	return settings;
}
