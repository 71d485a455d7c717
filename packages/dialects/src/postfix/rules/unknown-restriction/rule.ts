import { defineRule, type Origin } from "@relaylint/core";
import { literalText } from "../../expand.ts";
import { modelOf, type PostfixModel } from "../../model.ts";
import { closestName } from "../../schema/closest-name.ts";
import { isKnownInRelease } from "../../schema/release.ts";
import { restrictionNames } from "../../schema/restrictions.ts";
import { releaseText } from "../../settings.ts";
import { splitWords, type Word } from "../../words.ts";
import { placeOf, wordsIn } from "../finding.ts";
import { isExplained } from "../hazards.ts";
import { accessTables, itemsOf, type ListItem, restrictionLists } from "../restriction-words.ts";
import { forEachResult } from "../table-results.ts";
import { tableDiagnostics } from "../table-rule.ts";

/** Lists in which a table alone has no meaning. */
const NO_TABLE_ALONE = new Set(["smtpd_data_restrictions", "smtpd_end_of_data_restrictions"]);

/** A restriction list or a table's result holds a word that smtpd does not know, so mail that comes to it is answered 451. */
export const unknownRestriction = defineRule({
	id: "unknown-restriction",
	severity: "error",
	summary:
		"A restriction list or a table's result holds a word that smtpd does not know, so mail that comes to it is answered 451.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		const say = (problem: Problem, origin: Origin, where: string) => {
			if (isExplained(model, origin)) return;
			const place = placeOf(model, origin);
			const { meant } = problem;
			report({
				certainty: problem.certain ? "proven" : "possible",
				severity: problem.certain ? "error" : "info",
				origin: place,
				message: `${problem.text}. ${where}. ${meant === undefined ? problem.remedy : `Was "${meant}" meant?`}`,
				...(meant === undefined ||
				origin.kind !== "file" ||
				place.file.text.slice(place.span.start, place.span.end) !== problem.word
					? {}
					: { fixes: [{ title: `write ${meant}`, safe: false, edits: [{ file: place.file, span: place.span, text: meant }] }] }),
			});
		};
		for (const { name, items, server } of restrictionLists(model)) {
			for (const item of items) {
				const problem = problemOf(item, NO_TABLE_ALONE.has(name), [...server.classes.keys()], model);
				if (problem !== undefined) say(problem, item.word.origin, `Mail that comes to it in ${name} is answered 451`);
			}
		}
		const flattened = tableDiagnostics(model, ["several-keys"]).map(({ diagnostic }) => diagnostic.origin);
		for (const { word, server } of accessTables(model)) {
			const seen = new Set<string>();
			forEachResult(server.openTable(word.text, word.origin), (value, origin) => {
				if (seen.has(value)) return;
				if (seen.size < 1000) seen.add(value);
				for (const item of resultItems(value)) {
					const problem =
						item.kind === "table" ? tableInResult(item.word.text) : problemOf(item, true, [...server.classes.keys()], model);
					if (problem === undefined) continue;
					const at = origin();
					if (flattened.some((line) => isWithin(at, line))) return;
					say(
						problem,
						at.kind === "file" ? wordsIn(wordsIn(at, value), item.word.text) : at,
						`Mail for which ${word.text} gives it is answered 451`,
					);
					// The words behind it go wrong with it.
					return;
				}
			});
		}
	},
});

function isWithin(inner: Origin, outer: Origin): boolean {
	if (inner.kind !== "file" || outer.kind !== "file" || inner.file !== outer.file) return false;
	return inner.span.start >= outer.span.start && inner.span.end <= outer.span.end;
}

function tableInResult(text: string): Problem {
	return {
		word: text,
		text: `A table's result may name no table, and "${text}" reads as one`,
		remedy: "Make it a class of smtpd_restriction_classes, and write the class.",
		certain: true,
	};
}

interface Problem {
	readonly word: string;
	readonly text: string;
	readonly remedy: string;
	readonly meant?: string;
	/** False for a word that some release knew, where the release is not said. */
	readonly certain: boolean;
}

function problemOf(item: ListItem, noTable: boolean, classes: readonly string[], model: PostfixModel): Problem | undefined {
	const { text } = item.word;
	if (item.kind === "table") {
		if (!noTable) return undefined;
		return {
			word: text,
			text: `A table alone has no meaning here: "${text}"`,
			remedy: "Write check_client_access, check_sender_access or the like before it.",
			certain: true,
		};
	}
	if (item.kind === "restriction") {
		const { restriction } = item;
		if (isKnownInRelease(restriction, model.release)) return undefined;
		const said = model.environment.release !== undefined;
		const { replacement } = restriction;
		return {
			word: text,
			text: `Postfix ${releaseText(model.release)} does not know the restriction ${text}`,
			remedy: replacement === undefined ? "Remove it." : `Use ${replacement}.`,
			certain: said,
		};
	}
	if (classes.includes(text)) return undefined;
	return { word: text, ...unknownWord(text, classes), certain: true };
}

function unknownWord(text: string, classes: readonly string[]): Pick<Problem, "text" | "remedy" | "meant"> {
	const cased = classes.find((name) => name.toLowerCase() === text.toLowerCase());
	if (cased !== undefined)
		return { text: `The restriction class is "${cased}", and the letter case of a class counts`, remedy: "", meant: cased };
	if (text.startsWith("{")) {
		return { text: "Braces hold a list together as one word, which is no restriction", remedy: "Remove the braces." };
	}
	if (text.includes("=")) {
		return {
			text: `"${text}" is no restriction: a list holds names, and no "="`,
			remedy: "Separate a restriction from its argument by a blank, and one setting from the next by a line.",
		};
	}
	if (/^(?:ok|relay|allow|accept)$/i.test(text)) return { text: `"${text}" is no restriction`, remedy: "", meant: "permit" };
	if (/^(?:dunno|hold|discard|redirect|filter|warn|info|prepend|bcc)$/i.test(text)) {
		return {
			text: `"${text}" is a table's result and no restriction`,
			remedy: `Write "check_client_access static:${text}" or the like, or remove it.`,
		};
	}
	const meant = closestName(text, [...restrictionNames(), ...classes]);
	const known = `smtpd knows no restriction or class "${text}"`;
	return {
		text: known,
		remedy: "Correct it, or name it in smtpd_restriction_classes.",
		...(meant === undefined ? {} : { meant }),
	};
}

/** Results of access(5) that are no list of restrictions. */
const ACTION =
	/^(?:DUNNO|INFO|WARN|PREPEND|FILTER|BCC|REJECT|DEFER|HANGUP|HOLD|DISCARD|REDIRECT|DEFER_IF_PERMIT|DEFER_IF_REJECT|OK|RELAY)$/i;

/** The restrictions that a result names. */
function resultItems(value: string): readonly ListItem[] {
	const command = /^[^ \t]*/.exec(value)?.[0] ?? "";
	const rest = value.slice(command.length).trim();
	if (ACTION.test(command) || /^\d+$/.test(value) || (/^[45]\d\d$/.test(command) && rest !== "")) return [];
	const words: readonly Word[] = splitWords(literalText(value, value), "braces");
	if (value.includes(":")) {
		const [first] = words;
		return first === undefined ? [] : [{ kind: "table", word: words.find((word) => word.text.includes(":")) ?? first }];
	}
	return itemsOf(words);
}
