import { automatonOf } from "../mapping/automaton.ts";
import type { Ranges } from "../mapping/pattern.ts";
import type { Entry } from "../mapping/table.ts";
import { ANYTHING, type Found, type Segment, searchPassing } from "../policy/languages.ts";
import { type AccessTable, type FieldName, PROBE_FIELDS } from "../policy/probe-strings.ts";

const ADDRESS: Ranges = [
	[46, 46],
	[48, 58],
	[97, 102],
];
const CHANNEL: Ranges = [
	[36, 36],
	[45, 45],
	[48, 57],
	[95, 95],
	[97, 122],
];
const DIGITS: Ranges = [[48, 57]];

/** Everything that a table may be asked: the fields of its probe, each with what may stand there; `address`: a client's address alone. */
export function probeSegments(table: AccessTable | "address", appended: number): readonly Segment[] {
	if (table === "address") return [free("address", ADDRESS, 2), { kind: "end", table: 0 }];
	const fields = PROBE_FIELDS[table].flatMap((field, at): readonly Segment[] => [
		...(at === 0 ? [] : [text("|")]),
		...fieldSegments(field),
	]);
	const more = table === "PORT_ACCESS" || table === "FROM_ACCESS" ? 0 : appended;
	const rest = Array.from({ length: more }, (_, at): readonly Segment[] => [
		text("|"),
		free(`appended-${at}`, ANYTHING, 0),
	]).flat();
	return [...fields, ...rest, { kind: "end", table: 0 }];
}

function fieldSegments(field: FieldName): readonly Segment[] {
	switch (field) {
		case "transport":
			return [text("tcp")];
		case "server":
		case "client":
			return [free(field, ADDRESS, 2)];
		case "server-port":
		case "client-port":
			return [free(field, DIGITS, 1)];
		case "application":
			return [text("smtp"), free(field, ANYTHING, 0)];
		case "submit-type":
			return [text("mail")];
		case "source":
		case "destination":
			return [free(field, CHANNEL, 1)];
		default:
			return [free(field, ANYTHING, 0)];
	}
}

function text(words: string): Segment {
	return { kind: "text", text: words, read: 1 };
}

function free(name: string, ranges: Ranges, least: number): Segment {
	return { kind: "free", name, ranges, least, read: 1 };
}

/** A text of a language that an entry matches and none of the others does. */
export function wordFor(segments: readonly Segment[], entry: Entry, others: readonly Entry[]): Found {
	const automata = [entry, ...others].map(({ pattern }) => automatonOf(pattern));
	return searchPassing(
		segments,
		[
			{
				automata,
				said: ([own, ...rest]) =>
					own !== "no" && !rest.includes("yes")
						? { kind: "pass", sure: own === "yes" && !rest.includes("maybe") }
						: { kind: "refuse" },
			},
		],
		MOST_WORK,
	);
}

/** A rule asks of many entries: what takes more is not found, and said to be too many. */
const MOST_WORK = 300_000;
