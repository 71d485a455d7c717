import { defineRule, type FileOrigin, type RelatedPlace } from "@relaylint/core";
import { modelOf, type PostfixModel } from "../../model.ts";
import { findMapType } from "../../schema/map-types.ts";
import { isExplained } from "../hazards.ts";
import { type NamedTable, namedTables } from "../named-tables.ts";

/** A table or a list is named and its file is not there. */
export const missingTable = defineRule({
	id: "missing-table",
	severity: "error",
	summary: "A table or a list is named and its file is not there, so lookups in it fail.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		const absent: Absent[] = [];
		for (const [path, named] of byPath(model)) {
			const [first, ...others] = named;
			const why = first === undefined ? undefined : absence(first, path, model);
			if (first === undefined || why === undefined || isExplained(model, first.origin) || isPart(first.origin)) continue;
			const related = others.map((other): RelatedPlace => ({ origin: other.origin, message: "it is named here too" }));
			if (why.kind === "not-given") absent.push({ path, origin: first.origin, what: why.what });
			else
				report({
					...(model.environment.complete
						? { certainty: "proven", severity: "error" }
						: { certainty: "possible", severity: "info" }),
					origin: first.origin,
					message: why.message,
					...(related.length === 0 ? {} : { related }),
				});
		}
		const [first, ...others] = absent;
		if (first === undefined) return;
		// One who checks a part of a server need not be told of each table that is not in it.
		const more = others.length === 0 ? "" : `, and ${others.length} more`;
		report({
			certainty: "possible",
			severity: "info",
			origin: first.origin,
			message: `${first.what} ${first.path} is not among the files${more}. What depends on it is unknown. Check ${others.length === 0 ? "it" : "them"} too, or create ${others.length === 0 ? "it" : "them"}.`,
			...(others.length === 0
				? {}
				: { related: others.map(({ path, origin }) => ({ origin, message: `${path} is not there either` })) }),
		});
	},
});

interface Absent {
	readonly path: string;
	readonly origin: FileOrigin;
	readonly what: string;
}

function byPath(model: PostfixModel): ReadonlyMap<string, readonly NamedTable[]> {
	const paths = new Map<string, NamedTable[]>();
	for (const table of namedTables(model)) {
		if (table.path === undefined) continue;
		const known = paths.get(table.path) ?? [];
		paths.set(table.path, known);
		if (!known.some(({ origin }) => origin.file === table.origin.file && origin.span.start === table.origin.span.start))
			known.push(table);
	}
	return paths;
}

/** What is so, what follows and what to do; undefined where the file is there, or where nobody can know. */
function absence(
	{ name, settings }: NamedTable,
	path: string,
	model: PostfixModel,
): { readonly kind: "fails"; readonly message: string } | { readonly kind: "not-given"; readonly what: string } | undefined {
	const { environment, reader } = model;
	const what = name === undefined ? "The list" : settings ? "The database description" : "The table";
	if (
		environment.unbuilt.some((one) => path === one || path.endsWith(`/${one}`)) &&
		findMapType(name?.type ?? "")?.kind === "indexed"
	) {
		return {
			kind: "fails",
			message: `The table ${path} was never built. Lookups in it fail, and mail that depends on them is answered 451. Run postmap(1) on it.`,
		};
	}
	if (reader.read(path).kind !== "missing" || isBuilt(path, name?.type, model)) return undefined;
	if (environment.complete) {
		return {
			kind: "fails",
			message: `${what} ${path} is not there. Lookups in it fail, and mail that depends on them is answered 451. Create it, or remove its name.`,
		};
	}
	if (settings || !belongsHere(path, model)) return undefined;
	return { kind: "not-given", what };
}

/** Whether only the database that postmap(1) makes is there, which is all that Postfix reads. */
function isBuilt(path: string, type: string | undefined, { reader }: PostfixModel): boolean {
	const suffixes = findMapType(type ?? "")?.suffixes ?? [];
	if (suffixes.length === 0) return false;
	const slash = path.lastIndexOf("/");
	const names = reader.list(path.slice(0, slash) || "/");
	return names !== undefined && suffixes.every((suffix) => names.includes(`${path.slice(slash + 1)}${suffix}`));
}

/** Whether the words are the rest of a word whose reference stands for nothing, which is another finding. */
function isPart({ file, span }: NamedTable["origin"]): boolean {
	const before = file.text.charAt(span.start - 1);
	return before !== "" && !/[\s,=!{]/.test(before);
}

/** Whether the file would stand beside main.cf: of files elsewhere on the server nothing is known. */
function belongsHere(path: string, { mainCf }: PostfixModel): boolean {
	const own = mainCf.file.path.slice(0, mainCf.file.path.lastIndexOf("/") + 1);
	return (
		path.startsWith("/etc/postfix/") ||
		path.startsWith("/Library/Server/Mail/Config/postfix/") ||
		(own.length > 1 && path.startsWith(own))
	);
}
