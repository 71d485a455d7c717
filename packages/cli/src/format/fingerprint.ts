import { createHash } from "node:crypto";
import { type Finding, relativePath } from "@relaylint/linter";

/**
 * A name for each finding that stays when lines are added above it: its rule, its file, the line's text, and a number where all
 * three are the same. 32 hexadecimal digits each.
 */
export function fingerprints(findings: readonly Finding[], workingDirectory: string): readonly string[] {
	const known = new Map<string, number>();
	return findings.map(({ rule, origin: { file, span } }) => {
		const from = file.text.lastIndexOf("\n", span.start - 1) + 1;
		const to = file.text.indexOf("\n", span.start);
		const line = file.text.slice(from, to === -1 ? undefined : to).trim();
		const key = JSON.stringify([rule, relativePath(workingDirectory, file.path), line]);
		const count = known.get(key) ?? 0;
		known.set(key, count + 1);
		return createHash("sha256").update(`${key}${count}`).digest("hex").slice(0, 32);
	});
}
