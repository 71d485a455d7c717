import type { MapAnswer, MapQuestion } from "@relaylint/core";
import { evaluateMap } from "./evaluate.ts";
import { dependencyOf, explore, type Question, questionsOf } from "./explore.ts";
import { type TableSet, tableNamed } from "./tables.ts";

/** What a table makes of a text, as `imsimta test -mapping` shows it; unknown where what is outside the files, or the manual, leaves it open. */
export function mapAnswer(set: TableSet, { table: name, input, inputFlags }: MapQuestion): MapAnswer {
	if (tableNamed(set, name, () => true) === undefined)
		return { kind: "no-table", tables: [...new Set(set.tables.map((table) => table.name))] };
	const { paths, complete } = explore((ask) =>
		evaluateMap(name, input, {
			table: (wanted, asking) => tableNamed(set, wanted, asking),
			inputFlags: new Set(inputFlags.map((flag) => flag.toUpperCase())),
			ask,
		}),
	);
	const results = paths.map(({ value }) => value);
	const trace = results[0]?.trace ?? [];
	const questions: Question[] = [...questionsOf(paths)];
	for (const { unresolved } of results) if (unresolved !== undefined) questions.push(unresolved);
	const open = results.some(({ unresolved, matched, output }) => unresolved !== undefined || (matched && output === undefined));
	const shown = new Set(results.map((result) => `${result.matched} ${[...result.flags].sort().join("")} ${result.output ?? ""}`));
	const [only] = results;
	if (only === undefined || open || shown.size > 1 || !complete)
		return { kind: "unknown", depends: [...new Map(questions.map((one) => [one.key, dependencyOf(one)])).values()], trace };
	if (!only.matched) return { kind: "no-match", trace };
	return { kind: "match", output: only.output ?? "", flags: [...only.flags].sort(), trace };
}
