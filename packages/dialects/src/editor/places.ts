import type { FileOrigin, FileView, SourceFile } from "@relaylint/core";

/** Whether a place of an origin's file lies in it, its end included. */
export function holds(origin: FileOrigin, { file }: Pick<FileView, "file">, offset: number): boolean {
	return origin.file === file && origin.span.start <= offset && offset <= origin.span.end;
}

/** Of things with places, the narrowest that holds an offset. */
export function narrowest<T extends { readonly origin: FileOrigin }>(
	things: readonly T[],
	view: Pick<FileView, "file">,
	offset: number,
): T | undefined {
	let found: T | undefined;
	for (const thing of things) {
		if (!holds(thing.origin, view, offset)) continue;
		const width = thing.origin.span.end - thing.origin.span.start;
		if (found === undefined || width < found.origin.span.end - found.origin.span.start) found = thing;
	}
	return found;
}

/** Of the files that were read, the one that stands at a path of the server: the one that shares most of the path's end. */
export function fileAtPath(files: Iterable<SourceFile>, path: string): SourceFile | undefined {
	const wanted = path.split("/");
	let best: { readonly file: SourceFile; readonly shared: number } | undefined;
	for (const file of files) {
		const here = file.path.split("/");
		let shared = 0;
		while (shared < Math.min(here.length, wanted.length) && here.at(-1 - shared) === wanted.at(-1 - shared)) shared++;
		if (shared > 0 && (best === undefined || shared > best.shared)) best = { file, shared };
	}
	return best?.file;
}

/** A text as one line, cut where it is long. */
export function oneLine(text: string, most = 100): string {
	const line = text.replace(/\s+/g, " ").trim();
	return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}

/** A text in the type of code, in one line. */
export function codeText(text: string): string {
	return `\`${oneLine(text.replaceAll("`", "'"), 300) || " "}\``;
}
