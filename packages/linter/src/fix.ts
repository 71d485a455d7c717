import type { Fix, SourceFile, Span, TextEdit } from "@relaylint/core";
import { dialects } from "@relaylint/dialects";
import { type CheckOptions, type CheckResult, check, type Finding } from "./check.ts";
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
const MOST_ROUNDS = 10;

/**
 * Checks, applies the first fix of each finding that has one, and does so again until there is nothing left to fix. Fixes that touch the same
 * words wait for the next round. Suppressed findings are left alone. All edits of a fix are made, or none.
 */
export async function fix(
	fileSystem: FileSystem,
	paths: readonly string[],
	checkOptions: CheckOptions,
	options: FixOptions,
): Promise<FixResult> {
	const originals = new Map<string, string>();
	const texts = new Map<string, string>();
	const applied = new Map<string, { rule: string; title: string; count: number }>();
	const kept = new Map<string, { path: string; reason: string }>();
	const refuse = (path: string, reason: string) => void kept.set(path, { path, reason });
	for (let round = 0; ; round++) {
		const result = await check(overlayFileSystem(fileSystem, texts), paths, checkOptions);
		const chosen = await chosenFixes(result, checkOptions, options, refuse);
		if (chosen.length === 0 || round === MOST_ROUNDS) {
			const changes = [...texts].map(([path, after]) => ({ path, before: originals.get(path) ?? "", after }));
			return {
				result,
				changes: changes.filter((one) => one.before !== one.after).sort((a, b) => (a.path < b.path ? -1 : 1)),
				applied: [...applied.values()].sort((a, b) => (a.rule < b.rule ? -1 : 1)),
				kept: [...kept.values()],
				stable: chosen.length === 0,
			};
		}
		const edits = new Map<string, { file: SourceFile; edits: TextEdit[] }>();
		for (const { finding, fix } of chosen) {
			const key = `${finding.rule}\n${fix.title}`;
			const row = applied.get(key) ?? { rule: finding.rule, title: fix.title, count: 0 };
			applied.set(key, { ...row, count: row.count + 1 });
			for (const edit of fix.edits) {
				const here = edits.get(edit.file.path) ?? { file: edit.file, edits: [] };
				if (!here.edits.some((other) => isSame(other, edit))) here.edits.push(edit);
				edits.set(edit.file.path, here);
			}
		}
		for (const [path, { file, edits: here }] of edits) {
			if (!originals.has(path)) originals.set(path, file.text);
			texts.set(path, edited(file.text, here));
		}
	}
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

async function chosenFixes(
	result: CheckResult,
	checkOptions: CheckOptions,
	options: FixOptions,
	refuse: (path: string, reason: string) => void,
): Promise<readonly Chosen[]> {
	const taken: TextEdit[] = [];
	const chosen: Chosen[] = [];
	const templates = await templateTest(result, checkOptions);
	for (const finding of result.findings) {
		if (finding.suppressed !== undefined) continue;
		const fix = finding.fixes?.find((one) => one.safe || options.unsafe);
		if (fix === undefined || !fix.edits.some(changesText)) continue;
		const reasons = fix.edits.flatMap(({ file }) => {
			const reason = options.keeps?.(file.path) ?? (file.invalidUtf8 ? "is not written in UTF-8" : templates(file));
			return reason === undefined ? [] : [{ path: file.path, reason }];
		});
		for (const { path, reason } of reasons) refuse(path, reason);
		if (reasons.length > 0) continue;
		if (fix.edits.some((edit) => taken.some((other) => clashes(other, edit)))) continue;
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
