import { defineRule, type FileOrigin, inFile } from "@relaylint/core";
import type { ListKind } from "../../ast.ts";
import type { Document } from "../../document.ts";
import type { LookupEntry } from "../../lists/lookup-file.ts";
import { lookupItem } from "../../lists/lookup-type.ts";
import { splitList } from "../../lists/split-list.ts";
import { modelOf } from "../../model.ts";
import { partOf } from "../../value.ts";
import { listValues } from "../list-values.ts";

/** A file that is looked up in a list says no or the like, and only whether the key is there counts. */
export const lookupDataIgnored = defineRule({
	id: "lookup-data-ignored",
	severity: "warning",
	summary: "A file that is looked up in a list says no or the like, and only whether the key is there counts.",
	check({ configuration }, report) {
		const { document, server } = modelOf(configuration);
		const places = new Set<string>();
		for (const [kind, { conditions, variables }] of Object.entries(LISTS)) {
			if (variables.some((name) => isUsed(document, name))) continue;
			for (const value of listValues(document, kind as ListKind, conditions)) {
				if (/[$\\]/.test(value.text)) continue;
				for (const { text, start, end } of splitList(value.text)) {
					const lookup = text.startsWith("!") ? undefined : lookupItem(text);
					const file = lookup === undefined ? undefined : server.files.open(lookup.type.base, lookup.target);
					if (lookup === undefined || file?.kind !== "entries") continue;
					for (const entry of file.entries.filter(({ data }) => REFUSAL.test(data))) {
						const origin = dataOf(entry);
						const key = `${origin.file.path} ${origin.span.start}`;
						if (places.has(key)) continue;
						places.add(key);
						report({
							certainty: "proven",
							origin,
							message: `The list asks only whether "${entry.key}" is in ${lookup.target}, not what stands beside it. "${entry.data}" has the same effect as any other word: it is in the list. Remove the line, or put "!${exceptionOf(entry.key)}" before the look-up in the list.`,
							related: [{ origin: partOf(value, start, end).origin, message: "this looks the file up" }],
						});
					}
				}
			}
		}
	},
});

/** The lists of each kind, and the variables by which what was looked up can be used after all (specification, 10.5 and following). */
const LISTS: Readonly<Record<ListKind, { readonly conditions: readonly string[]; readonly variables: readonly string[] }>> = {
	host: { conditions: ["hosts"], variables: ["host_data"] },
	domain: { conditions: ["domains", "sender_domains"], variables: ["domain_data", "sender_data"] },
	address: { conditions: ["senders", "recipients"], variables: ["sender_data", "recipient_data"] },
	localpart: { conditions: ["local_parts"], variables: ["local_part_data"] },
};

/** Words that are meant to keep something out. */
const REFUSAL = /^(?:REJECT|DEFER|DENY|DISCARD|DROP|NO|FALSE|OFF|[45]\d\d)(?:[ \t].*)?$/is;

/** Whether something of the configuration reads a variable. */
function isUsed(document: Document, variable: string): boolean {
	return document.files.some(({ text }) => text.includes(variable));
}

function exceptionOf(key: string): string {
	return key.replaceAll(":", "::");
}

/** What stands beside the key of an entry. */
function dataOf({ data, origin }: LookupEntry): FileOrigin {
	const { file, span } = origin;
	const end = file.text.indexOf("\n", span.end);
	const at = file.text.slice(span.end, end === -1 ? file.text.length : end).indexOf(data);
	return at === -1 ? origin : inFile(file, { start: span.end + at, end: span.end + at + data.length });
}
