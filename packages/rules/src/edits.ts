import type { FileOrigin, TextEdit } from "@relaylint/core";

/**
 * Takes one word out of a list whose elements stand between white space or commas, with what separates it from the word before. Undefined
 * where the words are used by reference, are a part of something longer, or stand in a list of another kind.
 */
export function withoutWord({ file, span, via }: FileOrigin): TextEdit | undefined {
	const { text } = file;
	if (via !== undefined || !/^[\s,=]?$/.test(text.charAt(span.start - 1)) || !/^[\s,]?$/.test(text.charAt(span.end)))
		return undefined;
	const before = /[\s,]*$/.exec(text.slice(0, span.start))?.[0] ?? "";
	const left = text.charAt(span.start - before.length - 1);
	const right = /^[\s,]*([\s\S]?)/.exec(text.slice(span.end))?.[1] ?? "";
	if (left === ":" || right === ":" || left === "" || left === "#") return undefined;
	// The first element keeps what stands between the name and the list.
	const start = left === "=" ? span.start : span.start - before.length;
	const after = left === "=" ? (/^,/.exec(text.slice(span.end))?.[0].length ?? 0) : 0;
	return { file, span: { start, end: span.end + after }, text: "" };
}
