import { defineRule, type Fix } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { styleOf } from "../../policy/address-settings.ts";
import { parentStyle } from "../../policy/lists.ts";
import { wordsIn } from "../finding.ts";
import { isExplained } from "../hazards.ts";
import { type MatchList, matchLists } from "../match-lists.ts";

/** A list of domains or clients holds a `*`, which stands for itself there. */
export const wildcardInMatchList = defineRule({
	id: "wildcard-in-match-list",
	severity: "warning",
	summary: "A list of domains or clients holds a *, which stands for itself there.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		for (const list of matchLists(model)) {
			for (const { pattern, origin, positive } of list.list.elements) {
				if (pattern.kind !== "literal" || !pattern.text.includes("*") || origin.kind !== "file" || isExplained(model, origin))
					continue;
				const place = wordsIn(origin, pattern.text);
				const meant = meantBy(pattern.text, list);
				const { file, span } = place;
				const isWritten = file.text.slice(span.start, span.end).toLowerCase() === pattern.text && origin.via === undefined;
				report({
					certainty: "proven",
					origin: place,
					message: `${list.name} knows no wildcards, and the "*" of "${pattern.text}" stands for itself. The element matches nothing. ${meant === undefined ? remedyFor(list) : `Write ${meant}.`}`,
					...(meant === undefined || !isWritten ? {} : { fixes: fixesOf(meant, positive, place) }),
				});
			}
		}
	},
});

function fixesOf(meant: string, positive: boolean, { file, span }: Parameters<typeof wordsIn>[0]): readonly Fix[] {
	const who = positive ? "what it names is then in the list" : "what it names is then left out of the list";
	return [{ title: `write ${meant}: ${who}`, safe: false, edits: [{ file, span, text: meant }] }];
}

function meantBy(text: string, { name, of, server }: MatchList): string | undefined {
	if (of === "hosts") {
		const octets = /^(\d{1,3}(?:\.\d{1,3}){0,2})((?:\.\*)+)$/.exec(text);
		const [, start = "", stars = ""] = octets ?? [];
		const known = start.split(".");
		if (octets !== null && known.length + stars.length / 2 <= 4 && known.every((octet) => Number(octet) <= 255)) {
			return `${[...known, "0", "0", "0"].slice(0, 4).join(".")}/${known.length * 8}`;
		}
	}
	const below = /^\*\.([^*]+\.[^*]+)$/.exec(text)?.[1];
	if (below === undefined) return undefined;
	const style = of === "hosts" ? parentStyle(name, server) : styleOf(name, server);
	if (style === "exact") return undefined;
	return style === "parent" ? below : `.${below}`;
}

function remedyFor({ of }: MatchList): string {
	return of === "hosts" ? "Write the network, as in 192.0.2.0/24." : "Name the domains, or put a pcre: or regexp: table there.";
}
