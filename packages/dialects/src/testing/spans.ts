import type { FileOrigin } from "@relaylint/core";

/** What is wrong with the places that a value holds, at any depth: spans that do not lie inside their file. */
export function misplacedIn(value: unknown): readonly string[] {
	const wrong: string[] = [];
	const seen = new Set<object>();
	const waiting: unknown[] = [value];
	while (waiting.length > 0) {
		const one = waiting.pop();
		if (one === null || typeof one !== "object" || seen.has(one) || ArrayBuffer.isView(one)) continue;
		seen.add(one);
		if (isFileOrigin(one)) {
			const { start, end } = one.span;
			if (!(start >= 0 && end >= start && end <= one.file.text.length))
				wrong.push(`the span ${start}..${end} is not inside ${one.file.path} of ${one.file.text.length}`);
			if (one.via !== undefined) waiting.push(one.via);
		} else if (one instanceof Map) waiting.push(...one.keys(), ...one.values());
		else if (Array.isArray(one) || one instanceof Set) for (const item of one) waiting.push(item);
		else for (const item of Object.values(one)) waiting.push(item);
	}
	return wrong;
}

function isFileOrigin(value: object): value is FileOrigin {
	return "kind" in value && value.kind === "file" && "file" in value && "span" in value;
}
