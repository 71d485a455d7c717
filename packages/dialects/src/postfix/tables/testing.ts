import { type Environment, type FileReader, type Origin, originText, sourceFromBytes, sourceFromText } from "@relaylint/core";
import type { LookupResult, LookupTable } from "./table.ts";
import { createTableStore, type OpenOptions, type TableOptions } from "./table-store.ts";

/** A reader of files in memory, for tests. */
export function memoryReader(files: Readonly<Record<string, string | Uint8Array>>): FileReader {
	return {
		read(path) {
			const content = files[path];
			if (content === undefined) return { kind: "missing", path };
			return { kind: "text", file: typeof content === "string" ? sourceFromText(path, content) : sourceFromBytes(path, content) };
		},
		list(path) {
			const names = Object.keys(files).flatMap((file) => (file.startsWith(`${path}/`) ? [file.slice(path.length + 1)] : []));
			return names.length === 0 ? undefined : names;
		},
	};
}

/** A whole server: what is not given is missing. */
export const wholeServer: Environment = { complete: true, unbuilt: [] };

/** Opens one table whose file `/t` has this content, for tests. */
export function openText(
	type: string,
	content: string | Uint8Array,
	options: TableOptions & OpenOptions = {},
	environment: Environment = wholeServer,
): LookupTable {
	return createTableStore(memoryReader({ "/t": content }), environment, options).open(`${type}:/t`, options);
}

/** The value of a result, or its kind in angle brackets. */
export function shown(result: LookupResult): string {
	return result.kind === "found" ? result.value : result.kind === "unknown" ? `<unknown ${result.what}>` : `<${result.kind}>`;
}

/** The codes of a table's diagnostics with the words they stand at. */
export function said(table: LookupTable): readonly string[] {
	return table.diagnostics.map((diagnostic) => `${diagnostic.code}: ${originText(diagnostic.origin)}`);
}

/** The text of an origin in a file, checked to lie inside it. */
export function textInside(origin: Origin): string {
	if (origin.kind === "default") return origin.text;
	const { start, end } = origin.span;
	if (start < 0 || end < start || end > origin.file.text.length) throw new RangeError(`${start}..${end} is outside the file`);
	return origin.file.text.slice(start, end);
}
