import { byDefault, type Origin, type SourceFile } from "@relaylint/core";
import { scanTable, tableBytes } from "./byte-scan.ts";
import { foldKey } from "./case-fold.ts";
import { diagnosticList } from "./diagnostics.ts";
import { openOddLine } from "./odd-line.ts";
import type { LookupResult, LookupTable } from "./table.ts";
import { parseTableRecord } from "./table-ast.ts";
import type { TableName } from "./table-name.ts";

interface Alias {
	readonly value: string;
	readonly origin: Origin;
}

/** Reads an alias file as postalias(1) builds it, aliases(5): names without their quotes, folded; the first of equal names counts. */
export function aliasTable(name: TableName, file: SourceFile, unicode: boolean): LookupTable {
	const table = tableBytes(file);
	const list = diagnosticList();
	const aliases = new Map<string, Alias>();
	let unknown: (LookupResult & { readonly kind: "unknown" }) | undefined;
	let templated = false;

	scanTable(table, {
		// Every line is for the grammar.
		plain: () => false,
		odd(start, end) {
			const line = openOddLine(table, start, end);
			const whole = () => line.originOf({ start: 0, end: line.text.length });
			if (line.holes.length > 0) {
				list.add("template-hole", "a template placeholder stands here", whole);
				unknown = { kind: "unknown", reason: `${name.text} (a template)`, what: "hole" };
				templated ||= line.statement;
			}
			if (!line.validUtf8 && unicode) {
				list.add("invalid-utf8", "the line is no valid UTF-8: Postfix ignores it", whole);
				return;
			}
			const record = parseTableRecord(line.text, "alias");
			if (record.kind !== "alias" || record.name === undefined) {
				const text = record.kind === "alias" ? (record.rest?.text ?? "") : "";
				const plain = /^[^"\\()<>;[\]:]*/.exec(text)?.[0] ?? "";
				const next = text.charAt(plain.length);
				if (next === "" || (next === ":" && plain.trim() === "") || plain.includes(",")) {
					list.add("missing-value", "no name and value with a colon between them: Postfix ignores the line", whole);
				} else if (next === ":" && /[@%]/.test(plain)) {
					list.add("alias-not-local", "the name must be local: Postfix ignores the line", whole);
				} else {
					list.add("alias-not-understood", "the name of this alias is not understood", whole);
					unknown ??= { kind: "unknown", reason: `${name.text} (a line that is not understood)`, what: "file" };
				}
				return;
			}
			if (record.rest === undefined) {
				list.add("missing-value", "the alias has no value: Postfix ignores the line", whole);
				return;
			}
			const { name: word, rest } = record;
			const quoted = line.text.startsWith('"', word.span.start);
			const key = foldKey(quoted ? word.text : joinWords(word.text), unicode);
			const earlier = aliases.get(key);
			if (earlier !== undefined) {
				const message = `the alias "${key}" stands on an earlier line, which counts`;
				list.add("duplicate-key", message, () => line.originOf(word.span), earlier.origin);
				return;
			}
			aliases.set(key, { value: rest.text, origin: line.originOf({ start: word.span.start, end: rest.span.end }) });
		},
		orphan(start, end) {
			const message = "a line that begins with white space continues nothing: Postfix ignores it";
			list.add("orphan-continuation", message, () => table.originOf(start, end));
		},
		templateComment(start, end) {
			list.add("template-hole", "a template statement stands here", () => table.originOf(start, end));
			unknown = { kind: "unknown", reason: `${name.text} (a template)`, what: "hole" };
			templated = true;
		},
	});
	// postalias(1) marks a complete table with this entry.
	if (!aliases.has("@")) aliases.set("@", { value: "@", origin: byDefault(`${name.text} (made by postalias)`) });

	return {
		name,
		kind: "indexed",
		keyStyle: "fixed",
		file,
		diagnostics: list.diagnostics,
		entries: {
			kind: "keys",
			entryCount: aliases.size,
			complete: unknown === undefined,
			mostValues: undefined,
			forEachEntry(visit) {
				for (const [key, alias] of aliases)
					if (
						!visit(
							() => key,
							alias.value,
							() => alias.origin,
						)
					)
						return;
			},
		},
		lookup(key) {
			const alias = aliases.get(foldKey(key, unicode));
			if (alias !== undefined && !templated) return { kind: "found", value: alias.value, origin: alias.origin };
			return unknown ?? { kind: "not-found" };
		},
	};
}

/** Words of a name are joined by one blank, and dots take none. */
function joinWords(name: string): string {
	return name.replace(/[ \t]+/g, " ").replace(/ ?\. ?/g, ".");
}
