import type { Hints } from "@relaylint/core";
import type { LookupTable } from "../tables/table.ts";
import { splitWords } from "../words.ts";
import { asAddress, asDomain, keysTaken } from "./expression-keys.ts";
import { SERVED } from "./foreign.ts";
import { patternsOf } from "./lists.ts";
import { holeInWord, type Server } from "./server.ts";

const known = new WeakMap<Server, Hints>();

/** Recipients that the lists of domains or the rewriting tables may make foreign ones: where the search for a witness looks first. */
export function foreignRecipients(server: Server): Hints {
	let found = known.get(server);
	if (found === undefined) {
		found = {
			recipients: ["relay_domains", ...SERVED.map(([list]) => list)].flatMap((list) => takenByPattern(list, server)),
			rewritten: rewrittenToElsewhere(server),
		};
		known.set(server, found);
	}
	return found;
}

/** Recipients in domains that an element of a list takes in without naming them. */
function takenByPattern(list: string, server: Server): readonly string[] {
	return patternsOf(list, server).elements.flatMap(({ pattern, positive }) => {
		if (!positive) return [];
		if (pattern.kind === "literal" && list !== "relay_domains") return [];
		if (pattern.kind === "literal")
			return [pattern.text.startsWith(".") ? `someone@victim${pattern.text}` : `someone@victim.${pattern.text}`];
		if (pattern.kind !== "table") return [];
		const { entries } = pattern.table;
		if (entries?.kind === "any" || entries?.kind === "choice") return ["someone@victim.example"];
		if (entries?.kind === "keys") return keysBelow(entries);
		return keysTaken(pattern.table, asDomain, () => true).map((domain) => `someone@${domain}`);
	});
}

function keysBelow(entries: Extract<NonNullable<LookupTable["entries"]>, { kind: "keys" }>): readonly string[] {
	const found: string[] = [];
	entries.forEachEntry((keyOf) => {
		const key = keyOf();
		if (!key.slice(1).includes(".")) found.push(`someone@victim${key.startsWith(".") ? key : `.${key}`}`);
		return found.length < 200;
	});
	return found;
}

/** Addresses that an alias or canonical pattern sends to a domain written into them. */
function rewrittenToElsewhere(server: Server): readonly string[] {
	return ["virtual_alias_maps", "recipient_canonical_maps", "canonical_maps"].flatMap((name) =>
		splitWords(server.shared.text(name), "braces").flatMap((word) => {
			if (holeInWord(word, name) !== undefined) return [];
			const table = server.openTable(word.text, word.origin);
			return keysTaken(table, asAddress, (result) => result.toLowerCase().includes("victim.example"), [
				{ result: "someone@victim.example" },
			]);
		}),
	);
}
