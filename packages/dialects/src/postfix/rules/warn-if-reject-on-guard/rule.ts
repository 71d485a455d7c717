import { defineRule, type Fix } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import type { Word } from "../../words.ts";
import { isExplained } from "../hazards.ts";
import { type ListItem, restrictionLists } from "../restriction-words.ts";

const GUARDS = new Set(["reject_unauth_destination", "defer_unauth_destination", "check_relay_domains", "reject", "defer"]);

/** The restriction that keeps strangers out stands behind warn_if_reject, so it refuses nobody. */
export const warnIfRejectOnGuard = defineRule({
	id: "warn-if-reject-on-guard",
	severity: "warning",
	summary: "The restriction that keeps strangers out stands behind warn_if_reject, so it refuses nobody.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		for (const { name, items } of restrictionLists(model)) {
			for (const [at, item] of items.entries()) {
				if (nameOf(item) !== "warn_if_reject" || (at > 0 && nameOf(items[at - 1] as ListItem) === "warn_if_reject")) continue;
				const next = items.slice(at).find((one) => nameOf(one) !== "warn_if_reject");
				if (next === undefined || !GUARDS.has(nameOf(next))) continue;
				const { origin } = item.word;
				if (origin.kind !== "file" || isExplained(model, origin) || isGuarded(items.slice(items.indexOf(next) + 1), nameOf(next)))
					continue;
				report({
					certainty: "proven",
					origin,
					message: `warn_if_reject turns ${nameOf(next)} in ${name} into a line of the log. Nothing is refused here, and who should be is let pass. Remove warn_if_reject once the log shows what you expect.`,
					...fixesOf(item.word, next.word, nameOf(next)),
				});
			}
		}
	},
});

function nameOf(item: ListItem): string {
	return item.kind === "restriction" ? item.restriction.name : "";
}

/** Whether the same restriction stands further on without the warning, so that the first is there for the log. */
function isGuarded(rest: readonly ListItem[], guard: string): boolean {
	return rest.some((item, at) => nameOf(item) === guard && (at === 0 || nameOf(rest[at - 1] as ListItem) !== "warn_if_reject"));
}

function fixesOf(warn: Word, guard: Word, name: string): { readonly fixes?: readonly Fix[] } {
	const [from, to] = [warn.origin, guard.origin];
	if (from.kind !== "file" || to.kind !== "file" || from.file !== to.file || from.span.end > to.span.start) return {};
	if (from.file.text.slice(from.span.end, to.span.start).includes("#")) return {};
	const span = { start: from.span.start, end: to.span.start };
	return {
		fixes: [
			{
				title: `remove warn_if_reject: mail that ${name} now only logs is refused`,
				safe: false,
				edits: [{ file: from.file, span, text: "" }],
			},
		],
	};
}
