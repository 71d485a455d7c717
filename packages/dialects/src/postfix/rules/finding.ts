import { type FileOrigin, inFile, type Origin, originText } from "@relaylint/core";
import type { PostfixModel } from "../model.ts";

/** The place of a finding in a file: the words themselves, the words nearest to a default, else the beginning of main.cf. */
export function placeOf(model: PostfixModel, origin: Origin): FileOrigin {
	if (origin.kind === "file") return origin;
	if (origin.near !== undefined) return origin.near;
	const [first] = model.mainCf.assignments;
	return first?.nameOrigin ?? inFile(model.mainCf.file, { start: 0, end: 0 });
}

/** The part of an origin in which a text stands; the whole where it does not stand there as it is. */
export function wordsIn(origin: FileOrigin, text: string): FileOrigin {
	const at = text === "" ? -1 : originText(origin).lastIndexOf(text);
	if (at === -1) return origin;
	const start = origin.span.start + at;
	return { ...origin, span: { start, end: start + text.length } };
}

/** `"a"`, `"a" and "b"`, `"a", "b" and 3 more`. */
export function quotedList(names: readonly string[]): string {
	const quoted = names.map((name) => `"${name}"`);
	if (quoted.length <= 1) return quoted.join("");
	if (quoted.length > 4) return `${quoted.slice(0, 3).join(", ")} and ${quoted.length - 3} more`;
	return `${quoted.slice(0, -1).join(", ")} and ${quoted.at(-1)}`;
}
