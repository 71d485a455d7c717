import type { FileView, SourceFile } from "@relaylint/core";
import { modelOf, type PostfixModel } from "../model.ts";
import { namedTables } from "../rules/named-tables.ts";
import { type Written, writtenSettings } from "../rules/written.ts";
import type { LookupTable } from "../tables/table.ts";
import { covers } from "./raw-words.ts";

/** What a file is to its configuration. */
export type FileRole =
	| { readonly kind: "main" }
	| { readonly kind: "master" }
	| { readonly kind: "table"; readonly table: LookupTable }
	| { readonly kind: "other" };

/** What a file is to its configuration. */
export function roleOf(model: PostfixModel, file: SourceFile): FileRole {
	if (file === model.mainCf.file) return { kind: "main" };
	if (file === model.masterCf?.file) return { kind: "master" };
	const table = model.tables.opened.find((one) => one.file === file);
	return table === undefined ? { kind: "other" } : { kind: "table", table };
}

/** The setting whose words stand at an offset. */
export function writtenAt({ configuration, file }: FileView, offset: number): Written | undefined {
	return writtenSettings(modelOf(configuration)).find((written) => covers(written.origin, file, offset));
}

/** The settings that stand in a file. */
export function writtenIn({ configuration, file }: FileView): readonly Written[] {
	return writtenSettings(modelOf(configuration)).filter((written) => written.origin.file === file);
}

/** The file that a table or list element of a setting leads to, where it was found. */
export function tableFiles(model: PostfixModel): readonly {
	readonly origin: ReturnType<typeof namedTables>[number]["origin"];
	readonly path: string;
	readonly file: SourceFile | undefined;
}[] {
	return namedTables(model).flatMap(({ path, origin }) => {
		if (path === undefined) return [];
		const outcome = model.reader.read(path);
		return [{ origin, path, file: outcome.kind === "text" ? outcome.file : undefined }];
	});
}
