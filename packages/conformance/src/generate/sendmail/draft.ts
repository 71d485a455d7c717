import { type Case, type CaseProbe, type CaseWorld, encoded } from "../../case.ts";
import type { DraftTable } from "../draft.ts";
import { replaced, smallerProbes, smallerZones, without } from "../shrink.ts";

/** A Sendmail configuration in parts, so that it can be made smaller. */
export interface SendmailDraft {
	/** The lines of sendmail.mc between OSTYPE and MAILER; one part may have several lines. */
	readonly features: readonly string[];
	/** What stands after MAILER. */
	readonly rules: readonly string[];
	/** Maps in source, class files and aliases, by their name in /etc/mail. */
	readonly tables: readonly DraftTable[];
	readonly world: Omit<CaseWorld, "probes">;
	readonly probes: readonly CaseProbe[];
}

/** The files of a draft. */
export function sendmailCase(draft: SendmailDraft, name: string): Case {
	const mc = [
		"divert(0)dnl",
		"VERSIONID(`generated')",
		"OSTYPE(`debian')",
		...draft.features,
		"MAILER(`local')",
		"MAILER(`smtp')",
		...draft.rules,
	];
	const files: Record<string, string> = { "sendmail.mc": encoded(text(mc)) };
	for (const table of draft.tables) files[table.file] = encoded(text(table.lines));
	return { name, files, world: { ...draft.world, probes: draft.probes } };
}

/** Every draft with one part less; the largest parts last, where they are tried first. */
export function smallerSendmailDrafts(draft: SendmailDraft): readonly (() => SendmailDraft)[] {
	const drafts: (() => SendmailDraft)[] = [];
	draft.probes.forEach((probe, index) => {
		for (const smaller of smallerProbes(probe)) drafts.push(() => ({ ...draft, probes: replaced(draft.probes, index, smaller) }));
	});
	for (const world of smallerZones(draft.world)) drafts.push(() => ({ ...draft, world }));
	draft.tables.forEach((table, index) => {
		table.lines.forEach((_, line) => {
			drafts.push(() => ({ ...draft, tables: replaced(draft.tables, index, { ...table, lines: without(table.lines, line) }) }));
		});
	});
	draft.features.forEach((_, index) => {
		drafts.push(() => ({ ...draft, features: without(draft.features, index) }));
	});
	draft.rules.forEach((_, index) => {
		drafts.push(() => ({ ...draft, rules: without(draft.rules, index) }));
	});
	draft.tables.forEach((_, index) => {
		drafts.push(() => ({ ...draft, tables: without(draft.tables, index) }));
	});
	return drafts;
}

function text(lines: readonly string[]): string {
	return lines.map((line) => `${line}\n`).join("");
}
