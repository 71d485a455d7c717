import { defineRule, type FileOrigin, type Fix } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { type RestrictionClass, wordsOf } from "../../policy/server.ts";
import type { Word } from "../../words.ts";
import { isExplained } from "../hazards.ts";
import { namesOf, type ReachedService, reachedServices } from "../services.ts";

/** No list refuses mail for other domains: smtpd starts only because one puts off all mail. */
export const missingRejectUnauthDestination = defineRule({
	id: "missing-reject-unauth-destination",
	severity: "warning",
	summary: "No list refuses mail for other domains, and smtpd starts only because one of them puts off all mail.",
	check(input, report) {
		const model = modelOf(input.configuration);
		const found = new Map<string, { readonly origin: FileOrigin; readonly services: ReachedService[] }>();
		for (const service of reachedServices(input)) {
			const { server, analysis } = service;
			if (analysis.verdict === "open") continue;
			const words = LISTS.flatMap((name) => wordsOf(server.own, name, "braces"));
			if (words.some((word) => word.unknown.length > 0) || holds(GUARDS, words, server.classes)) continue;
			const word = words.find(({ text }) => text.toLowerCase() === "defer_if_permit");
			if (word?.origin.kind !== "file" || isExplained(model, word.origin)) continue;
			const key = `${word.origin.file.path} ${word.origin.span.start}`;
			const known = found.get(key) ?? { origin: word.origin, services: [] };
			found.set(key, known);
			known.services.push(service);
		}
		for (const { origin, services } of found.values()) {
			report({
				certainty: "proven",
				origin,
				message: `Neither smtpd_relay_restrictions nor smtpd_recipient_restrictions refuses mail for other domains, and smtpd starts only because of defer_if_permit. All mail from outside through ${namesOf(services)} is put off, for your own domains too, and without that word there is no service at all. Write reject_unauth_destination instead.`,
				...fixesFor(origin),
			});
		}
	},
});

const LISTS = ["smtpd_relay_restrictions", "smtpd_recipient_restrictions"];

const GUARDS: ReadonlySet<string> = new Set([
	"reject_unauth_destination",
	"defer_unauth_destination",
	"check_relay_domains",
	"reject",
	"defer",
]);

function holds(
	wanted: ReadonlySet<string>,
	words: readonly Word[],
	classes: ReadonlyMap<string, RestrictionClass>,
	/** Classes that are or were looked through: each is once, however often it is named. */
	seen: Set<string> = new Set(),
): boolean {
	return words.some(({ text }) => {
		if (wanted.has(text.toLowerCase())) return true;
		const named = seen.has(text) ? undefined : classes.get(text);
		if (named === undefined) return false;
		seen.add(text);
		return holds(wanted, named.words, classes, seen);
	});
}

function fixesFor({ file, span, via }: FileOrigin): { readonly fixes?: readonly Fix[] } {
	if (via !== undefined || !/^defer_if_permit$/i.test(file.text.slice(span.start, span.end))) return {};
	const title = "write reject_unauth_destination: mail for other domains is refused for good, mail for your own comes in";
	return { fixes: [{ title, safe: false, edits: [{ file, span, text: "reject_unauth_destination" }] }] };
}
