import { type LineSyntax, lineStartsOf, positionAt, type SourceFile } from "@relaylint/core";
import { dialects } from "@relaylint/dialects";
import { type Finding, fix } from "@relaylint/linter";
import {
	type CodeAction,
	CodeActionKind,
	type CodeActionParams,
	type Command,
	type Diagnostic,
	type WorkspaceEdit,
} from "vscode-languageserver";
import { FIX_ALL } from "../capabilities.ts";
import type { Session } from "../session.ts";
import { diagnosticOf, workspaceEditOf } from "../to-lsp.ts";
import { pathOf } from "../uri.ts";
import type { ConfiguredFile } from "../workspace.ts";

/** Answers `textDocument/codeAction`: the fixes of what is found there, all safe fixes, and ways to say that a finding is meant. */
export async function codeActions(
	session: Session,
	{ textDocument, range, context }: CodeActionParams,
): Promise<(CodeAction | Command)[]> {
	const view = await session.view(textDocument.uri);
	if (view === undefined) return [];
	const wants = (kind: string) => context.only === undefined || context.only.some((only) => isWithin(kind, only));
	const within = session.positions.span(view.file, range);
	const findings = session.workspace
		.report(pathOf(textDocument.uri))
		.findings.filter(
			({ suppressed, origin: { span } }) => suppressed === undefined && span.start <= within.end && span.end >= within.start,
		);
	const actions: (CodeAction | Command)[] = [];
	if (wants(CodeActionKind.QuickFix)) {
		for (const finding of findings) actions.push(...fixesOf(finding, session));
		const suppressed = new Set<string>();
		for (const finding of findings) {
			if (suppressed.has(finding.rule)) continue;
			suppressed.add(finding.rule);
			actions.push(...(await suppressions(finding, view, session)), pageOf(finding, session));
		}
	}
	// Working out all fixes takes checks of its own: only who asks for them gets them.
	if (context.only?.some((only) => isWithin(FIX_ALL, only)) === true) {
		const edit = await fixAll(view, session);
		if (edit !== undefined) actions.push({ title: "Make every safe fix", kind: FIX_ALL, edit });
	} else if (wants(FIX_ALL) && session.reports.of(view.file.path).length > 0) {
		const fixable = session.workspace.report(view.file.path).findings.some((one) => one.fixes?.some((each) => each.safe));
		if (fixable) {
			const edit = await fixAll(view, session);
			if (edit !== undefined) actions.push({ title: "Make every safe fix of this configuration", kind: FIX_ALL, edit });
		}
	}
	return actions;
}

function isWithin(kind: string, asked: string): boolean {
	return asked === "" || kind === asked || kind.startsWith(`${asked}.`);
}

function fixesOf(finding: Finding, session: Session): readonly CodeAction[] {
	const diagnostics: Diagnostic[] = [diagnosticOf(finding, session.to)];
	return (finding.fixes ?? []).map(({ title, safe, edits }) => ({
		title: safe ? title : `${title} (may refuse mail)`,
		kind: CodeActionKind.QuickFix,
		diagnostics,
		isPreferred: safe,
		edit: workspaceEditOf(edits, session.to),
	}));
}

/** What stands where the reason belongs until somebody writes it. */
const REASON = "why this is intended";

async function suppressions(finding: Finding, view: ConfiguredFile, session: Session): Promise<readonly CodeAction[]> {
	const dialect = await dialects.find((one) => one.id === view.configuration.dialect)?.load();
	const syntax = dialect?.lineSyntax(view.file.path);
	const sign = syntax?.comments[0];
	if (syntax === undefined || sign === undefined) return [];
	const { file, span } = finding.origin;
	const line = firstLine(file, positionAt(file, span.start).line, syntax);
	const action = (where: string, word: string, at: number): CodeAction => ({
		title: `Suppress ${finding.rule} ${where}`,
		kind: CodeActionKind.QuickFix,
		diagnostics: [diagnosticOf(finding, session.to)],
		edit: workspaceEditOf(
			[{ file, span: { start: at, end: at }, text: `${sign} ${word} ${finding.rule}: ${REASON}\n` }],
			session.to,
		),
	});
	return [
		action("on this line", "relaylint-ignore", lineStartsOf(file)[line] ?? 0),
		action("in this file", "relaylint-ignore-file", 0),
	];
}

/** The first line of the logical line that a line belongs to. */
function firstLine(file: SourceFile, line: number, syntax: LineSyntax): number {
	const starts = lineStartsOf(file);
	const text = (at: number) => file.text.slice(starts[at], starts[at + 1] ?? file.text.length).replace(/\r?\n$/, "");
	const isPart = (at: number) => {
		const trimmed = text(at).trim();
		return trimmed !== "" && !syntax.comments.some((sign) => trimmed.startsWith(sign));
	};
	let first = line;
	for (;;) {
		let before = first - 1;
		while (before >= 0 && !isPart(before)) before--;
		if (before < 0 || !syntax.continues(text(first), text(before))) return first;
		first = before;
	}
}

function pageOf(finding: Finding, session: Session): CodeAction {
	const title = `What ${finding.rule} means`;
	return {
		title,
		kind: CodeActionKind.QuickFix,
		diagnostics: [diagnosticOf(finding, session.to)],
		command: { title, command: "relaylint.openRule", arguments: [finding.rule] },
	};
}

/** Every safe fix of a file's configuration, made until there is none left, and none that would open a relay. */
async function fixAll(view: ConfiguredFile, session: Session): Promise<WorkspaceEdit | undefined> {
	const { checked, file } = view;
	const options = session.workspace.settingsOf(file.path).check;
	const result = await fix(session.files, [checked.main], options, { unsafe: false });
	const edits = result.changes.flatMap(({ path, after }) => {
		const changed = checked.configuration.files.find((one) => one.path === path);
		return changed === undefined ? [] : [{ file: changed, ...difference(changed.text, after) }];
	});
	return edits.length === 0 ? undefined : workspaceEditOf(edits, session.to);
}

/** The one replacement that makes one text of another, without what is the same at both ends. */
function difference(before: string, after: string): { span: { start: number; end: number }; text: string } {
	let start = 0;
	while (start < before.length && before[start] === after[start]) start++;
	let end = 0;
	while (end < Math.min(before.length, after.length) - start && before.at(-1 - end) === after.at(-1 - end)) end++;
	return { span: { start, end: before.length - end }, text: after.slice(start, after.length - end) };
}
