import type { Fix, SourceFile, Span, TextEdit } from "@relaylint/core";
import { dialects } from "@relaylint/dialects";
import { type CheckedConfiguration, type CheckOptions, type CheckResult, check, type Finding } from "./check.ts";
import { type FileSystem, overlayFileSystem } from "./file-system.ts";

export interface FixOptions {
	/** True where fixes that may refuse legitimate mail are wanted too. */
	readonly unsafe: boolean;
	/** Why a file must stay as it is, as a sentence without its subject; undefined where it may change. Absent: all may. */
	readonly keeps?: (path: string) => string | undefined;
}

/** A file with its text before and after. */
export interface ChangedFile {
	readonly path: string;
	readonly before: string;
	readonly after: string;
}

/** What came of fixing; nothing is written. */
export interface FixResult {
	/** The check of the files as they would be. */
	readonly result: CheckResult;
	/** Sorted by path. */
	readonly changes: readonly ChangedFile[];
	/** The fixes that were applied, by rule and title. */
	readonly applied: readonly { readonly rule: string; readonly title: string; readonly count: number }[];
	/** Files that a fix would have changed, and why they stay as they are. */
	readonly kept: readonly { readonly path: string; readonly reason: string }[];
	/** False where fixes kept asking for further ones, so that the last ones may be undone by hand. */
	readonly stable: boolean;
}

/** How often the files are checked again after a round of fixes; two rounds do in practice. */
const MOST_ROUNDS = 30;

/** Where a round of fixes starts: to it leads the way back. */
interface Round {
	readonly result: CheckResult;
	readonly texts: ReadonlyMap<string, string>;
	readonly applied: ReadonlyMap<string, FixResult["applied"][number]>;
	readonly chosen: readonly Chosen[];
}

/**
 * Checks, applies the first fix of each finding that has one, and does so again until there is nothing left to fix. Fixes that touch the same
 * words wait for the next round. Suppressed findings are left alone. All edits of a fix are made, or none. A fix that would open a relay is
 * not made: where a round opens one, it is taken back, and its fixes are tried one at a time.
 */
export async function fix(
	fileSystem: FileSystem,
	paths: readonly string[],
	checkOptions: CheckOptions,
	options: FixOptions,
): Promise<FixResult> {
	const originals = new Map<string, string>();
	const kept = new Map<string, { path: string; reason: string }>();
	const choice: Choice = {
		...options,
		oneByOne: new Set(),
		refused: new Set(),
		refuse: (path, reason) => void kept.set(`${path}\n${reason}`, { path, reason }),
	};
	let texts: ReadonlyMap<string, string> = new Map();
	let applied: Round["applied"] = new Map();
	let last: Round | undefined;
	for (let round = 0; ; round++) {
		let result = await check(overlayFileSystem(fileSystem, texts), paths, checkOptions);
		const opened = last === undefined ? [] : openedSince(last.result, result);
		if (last !== undefined && opened.length > 0) {
			for (const configuration of opened) giveUp(configuration, last.chosen, choice);
			({ result, texts, applied } = last);
		}
		const chosen = await chosenFixes(result, checkOptions, choice);
		if (chosen.length === 0 || round >= MOST_ROUNDS) {
			const changes = [...texts].map(([path, after]) => ({ path, before: originals.get(path) ?? "", after }));
			return {
				result,
				changes: changes.filter((one) => one.before !== one.after).sort((a, b) => (a.path < b.path ? -1 : 1)),
				applied: [...applied.values()].sort((a, b) => (a.rule < b.rule ? -1 : 1)),
				kept: [...kept.values()],
				stable: chosen.length === 0,
			};
		}
		last = { result, texts, applied, chosen };
		({ texts, applied } = afterFixes(last, originals));
	}
}

/** The texts and the count of fixes after a round. */
function afterFixes({ chosen, texts, applied }: Round, originals: Map<string, string>): Pick<Round, "texts" | "applied"> {
	const counted = new Map(applied);
	const edits = new Map<string, { file: SourceFile; edits: TextEdit[] }>();
	for (const { finding, fix } of chosen) {
		const key = `${finding.rule}\n${fix.title}`;
		counted.set(key, { rule: finding.rule, title: fix.title, count: (counted.get(key)?.count ?? 0) + 1 });
		for (const edit of fix.edits) {
			const here = edits.get(edit.file.path) ?? { file: edit.file, edits: [] };
			if (!here.edits.some((other) => isSame(other, edit))) here.edits.push(edit);
			edits.set(edit.file.path, here);
		}
	}
	const changed = new Map(texts);
	for (const [path, { file, edits: here }] of edits) {
		if (!originals.has(path)) originals.set(path, file.text);
		changed.set(path, edited(file.text, here));
	}
	return { texts: changed, applied: counted };
}

/** The configurations that are open after a round and were not before. */
function openedSince(before: CheckResult, after: CheckResult): readonly CheckedConfiguration[] {
	const open = new Set(after.configurations.filter((one) => one.verdict === "open").map((one) => one.id));
	return before.configurations.filter((one) => one.verdict !== "open" && open.has(one.id));
}

/** Sees to it that the fixes which opened a configuration are tried one at a time, or, where it was one alone, not again. */
function giveUp(configuration: CheckedConfiguration, chosen: readonly Chosen[], choice: Choice): void {
	const guilty = chosen.filter(({ fix }) => touches(fix, configuration));
	if (guilty.length === 1 || choice.oneByOne.has(configuration.id)) {
		for (const one of guilty) {
			choice.refused.add(keyOf(one));
			choice.refuse(one.finding.origin.file.path, `"${one.fix.title}" (${one.finding.rule}) would open a relay`);
		}
	}
	choice.oneByOne.add(configuration.id);
}

function touches(fix: Fix, configuration: CheckedConfiguration): boolean {
	const paths = new Set(configuration.configuration.files.map((file) => file.path));
	return fix.edits.some((edit) => paths.has(edit.file.path));
}

/** Names a fix from round to round, while offsets move: by its rule, its title, and the lines it touches. */
function keyOf({ finding, fix }: Chosen): string {
	const lines = fix.edits.map(({ file, span }) => [
		file.path,
		file.text.slice(file.text.lastIndexOf("\n", span.start - 1) + 1, span.end),
	]);
	return JSON.stringify([finding.rule, fix.title, lines]);
}

/** A text with edits that do not overlap. */
export function edited(text: string, edits: readonly { readonly span: Span; readonly text: string }[]): string {
	let result = "";
	let from = 0;
	for (const edit of [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)) {
		result += text.slice(from, edit.span.start) + edit.text;
		from = edit.span.end;
	}
	return result + text.slice(from);
}

interface Chosen {
	readonly finding: Finding;
	readonly fix: Fix;
}

/** What decides which fixes are made. */
interface Choice extends FixOptions {
	/** Configurations, by id, of which one fix a round is made. */
	readonly oneByOne: Set<string>;
	/** Fixes that are not tried again. */
	readonly refused: Set<string>;
	readonly refuse: (path: string, reason: string) => void;
}

async function chosenFixes(result: CheckResult, checkOptions: CheckOptions, options: Choice): Promise<readonly Chosen[]> {
	const taken: TextEdit[] = [];
	const chosen: Chosen[] = [];
	const templates = await templateTest(result, checkOptions);
	const careful = result.configurations.filter((one) => options.oneByOne.has(one.id));
	for (const finding of result.findings) {
		if (finding.suppressed !== undefined) continue;
		const fix = finding.fixes?.find((one) => one.safe || options.unsafe);
		if (fix === undefined || !fix.edits.some(changesText) || options.refused.has(keyOf({ finding, fix }))) continue;
		const reasons = fix.edits.flatMap(({ file }) => {
			const reason = options.keeps?.(file.path) ?? (file.invalidUtf8 ? "is not written in UTF-8" : templates(file));
			return reason === undefined ? [] : [{ path: file.path, reason }];
		});
		for (const { path, reason } of reasons) options.refuse(path, reason);
		if (reasons.length > 0) continue;
		if (fix.edits.some((edit) => taken.some((other) => clashes(other, edit)))) continue;
		const alone = careful.filter((one) => touches(fix, one));
		if (alone.some((one) => chosen.some((other) => touches(other.fix, one)))) continue;
		taken.push(...fix.edits);
		chosen.push({ finding, fix });
	}
	return chosen;
}

/** Says of a file that a template engine fills it, where its dialect sees that. */
async function templateTest(result: CheckResult, options: CheckOptions): Promise<(file: SourceFile) => string | undefined> {
	const owners = await Promise.all(
		result.configurations.map(async ({ configuration }) => {
			const entry = (options.dialects ?? dialects).find((one) => one.id === configuration.dialect);
			return { paths: new Set(configuration.files.map((file) => file.path)), dialect: await entry?.load() };
		}),
	);
	return (file) => {
		const dialect = owners.find((one) => one.paths.has(file.path))?.dialect;
		return dialect?.isTemplate(file.text) === true ? "is a template" : undefined;
	};
}

function changesText(edit: TextEdit): boolean {
	return edit.file.text.slice(edit.span.start, edit.span.end) !== edit.text;
}

function isSame(a: TextEdit, b: TextEdit): boolean {
	return a.file.path === b.file.path && a.span.start === b.span.start && a.span.end === b.span.end && a.text === b.text;
}

/** Whether two edits touch the same words, or the same place between words; the same edit made by two fixes is made once. */
function clashes(a: TextEdit, b: TextEdit): boolean {
	if (a.file.path !== b.file.path || isSame(a, b)) return false;
	const empty = a.span.start === a.span.end || b.span.start === b.span.end;
	return empty
		? a.span.start <= b.span.end && b.span.start <= a.span.end
		: a.span.start < b.span.end && b.span.start < a.span.end;
}
