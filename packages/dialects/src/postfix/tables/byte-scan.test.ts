import { originText, sourceFromBytes, sourceFromText } from "@relaylint/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { splitLogicalLines } from "../lines.ts";
import { scanTable, tableBytes } from "./byte-scan.ts";

const text = fc
	.array(fc.constantFrom("a b", "k", "#", " ", "\t", "\r", "\n", "\n", "é", "😀", '"', "{%"), { maxLength: 40 })
	.map((all) => all.join(""));

test("logical lines are those of the line splitter", () => {
	fc.assert(
		fc.property(text, fc.boolean(), (source, asText) => {
			const file = asText ? sourceFromText("t", source) : sourceFromBytes("t", Buffer.from(source));
			const table = tableBytes(file);
			const lines: string[] = [];
			const orphans: string[] = [];
			const at = (start: number, end: number) => originText(table.originOf(start, end));
			const counts = scanTable(table, {
				plain(start, _keyEnd, _valueStart, end) {
					lines.push(at(start, end));
					return true;
				},
				odd: (start, end) => lines.push(at(start, end)),
				orphan: (start, end) => orphans.push(at(start, end)),
				templateComment: () => {},
			});
			const split = splitLogicalLines(source);
			const own = (line: { readonly span: { readonly start: number; readonly end: number } }) =>
				source.slice(line.span.start, line.span.end);
			// A plain line ends with its value.
			const trimmed = (line: string) => line.replace(/[ \t\r]+$/, "");
			expect(lines.map(trimmed)).toEqual(split.lines.map(own).map(trimmed));
			expect(orphans).toEqual(split.orphans.map(own));
			expect(counts.plain + counts.odd).toBe(lines.length);
		}),
		{ numRuns: 500 },
	);
});
