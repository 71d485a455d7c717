import { defineRule, type Fix, lineStartsOf, positionAt } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { type Hazard, hazards } from "../hazards.ts";
import { typeOf } from "../written.ts";

/** A "#" stands inside a value, where it begins no comment. */
export const commentInValue = defineRule({
	id: "comment-in-value",
	severity: "error",
	summary: 'A "#" stands inside a value, where it begins no comment.',
	check({ configuration }, report) {
		for (const hazard of hazards(modelOf(configuration))) {
			if (hazard.kind !== "comment" || hazard.setting === undefined) continue;
			report({
				certainty: "proven",
				origin: hazard.origin,
				severity: isHarmless(hazard) ? "warning" : "error",
				message: `In Postfix a "#" begins a comment only at the start of a line. ${effectOn(hazard.setting.name)}. Put the comment on a line of its own.`,
				fixes: ownLine(hazard),
			});
		}
	},
});

function effectOn(name: string): string {
	switch (typeOf(name)) {
		case "domain-list":
		case "host-list":
		case "string-list":
			return `${name} ends here: whatever follows is left out, with a warning in the log`;
		case "restriction-list":
			return "smtpd takes these words for restrictions, and answers 451 to mail that comes to them";
		case "boolean":
		case "integer":
		case "time":
		case "reply-code":
		case "level":
			return `It makes the value of ${name} unreadable, and programs that read it do not start`;
		default:
			return `These words are part of the value of ${name}`;
	}
}

/** Whether Postfix ends a list here with a warning in the log, where nothing more was to come. */
function isHarmless({ setting, origin }: Hazard): boolean {
	const type = setting === undefined ? undefined : typeOf(setting.name);
	return type !== undefined && MATCH_LISTS.has(type) && setting !== undefined && origin.span.end >= setting.valueOrigin.span.end;
}

/** Lists that end at a word that begins with "#". */
const MATCH_LISTS: ReadonlySet<string> = new Set(["domain-list", "host-list", "string-list"]);

/** Moves the comment above the setting, where both are in main.cf. */
function ownLine({ setting, origin }: Hazard): readonly Fix[] {
	if (setting === undefined || setting.service !== undefined) return [];
	const { file, span } = origin;
	const { line } = positionAt(file, setting.origin.span.start);
	const above = lineStartsOf(file)[line] ?? 0;
	let from = span.start;
	while (from > 0 && /[ \t]/.test(file.text.charAt(from - 1))) from--;
	const comment = file.text.slice(span.start, span.end);
	const last = span.end >= setting.origin.span.end;
	return [
		{
			title: "put the comment on a line of its own",
			// Behind it more of the list may come into force.
			safe: last,
			edits: [
				{ file, span: { start: above, end: above }, text: `${comment}\n` },
				{ file, span: { start: from, end: span.end }, text: "" },
			],
		},
	];
}
