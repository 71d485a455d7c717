import { type Diagnostic, type LineSyntax, positionAt, type SourceFile } from "@relaylint/core";
import { INTERNAL_ERROR, isWanted, type LintOptions, leveled, sorted } from "./lint.ts";
import { type SuppressionComment, suppressionComments } from "./suppression-comments.ts";

/** Why a finding is not counted: a comment above its line or one for its whole file, with the reason that stands there. */
export interface Suppressed {
	readonly kind: "line" | "file";
	readonly reason: string;
}

/** The rules about the comments themselves; the linter reports them, since they need the findings of every other rule. */
export const UNUSED_SUPPRESSION = "unused-suppression";
export const SUPPRESSION_WITHOUT_REASON = "suppression-without-reason";
export const SUPPRESSION_OF_UNKNOWN_RULE = "suppression-of-unknown-rule";

/** A finding, and by what it is suppressed. */
export interface Judged extends Diagnostic {
	readonly suppressed?: Suppressed;
}

/** One configuration whose comments count, with what was asked of its rules. */
export interface Commented {
	readonly files: readonly SourceFile[];
	readonly lineSyntax: (path: string) => LineSyntax;
	readonly lint: LintOptions;
}

/** The findings with what suppresses them, and what there is to say of the comments. `ruleIds` is asked only where there are comments. */
export async function withSuppressions(
	findings: readonly Diagnostic[],
	configurations: readonly Commented[],
	ruleIds: () => Promise<readonly string[]>,
): Promise<readonly Judged[]> {
	const commented = new Map<string, { comments: readonly SuppressionComment[]; lint: LintOptions[] }>();
	const seen = new Set<string>();
	for (const { files, lineSyntax, lint } of configurations) {
		for (const file of files) {
			commented.get(file.path)?.lint.push(lint);
			if (seen.has(file.path)) continue;
			seen.add(file.path);
			const comments = suppressionComments(file, lineSyntax(file.path));
			if (comments.length > 0) commented.set(file.path, { comments, lint: [lint] });
		}
	}
	if (commented.size === 0) return findings;
	const rules = new Set([...(await ruleIds()), ...findings.map((finding) => finding.rule)]);
	const complete = !findings.some((finding) => finding.rule === INTERNAL_ERROR);
	const suppressed = new Map<Diagnostic, Suppressed>();
	const about: Diagnostic[] = [];
	for (const [path, { comments, lint }] of commented) {
		const used = new Set<string>();
		const suppress = (finding: Diagnostic) => {
			for (const [at, comment] of comments.entries()) {
				const { kind, reason } = comment;
				if (reason === undefined || !covers(comment, finding)) continue;
				used.add(`${at} ${finding.rule}`);
				if (!suppressed.has(finding)) suppressed.set(finding, { kind, reason });
			}
		};
		for (const finding of findings) if (finding.origin.file.path === path) suppress(finding);
		const here = comments.flatMap((comment, at) =>
			findingsAbout(comment, {
				known: (id) => rules.has(id),
				idle: (id) => complete && id !== UNUSED_SUPPRESSION && lint.some((one) => isWanted(id, one)) && !used.has(`${at} ${id}`),
			}),
		);
		const wanted = here.flatMap((finding) => leveled(finding, lint[0] ?? {}));
		for (const finding of wanted) suppress(finding);
		about.push(...wanted);
	}
	return sorted([...findings, ...about]).map((finding) => {
		const by = suppressed.get(finding);
		return by === undefined ? finding : { ...finding, suppressed: by };
	});
}

function covers({ kind, rules, covers: lines }: SuppressionComment, finding: Diagnostic): boolean {
	if (finding.rule === INTERNAL_ERROR || !rules.some(({ id }) => id === finding.rule)) return false;
	if (kind === "file") return true;
	const { line } = positionAt(finding.origin.file, finding.origin.span.start);
	return lines !== undefined && line >= lines.first && line <= lines.last;
}

/** What is wrong with a comment. `known` says whether there is such a rule, `idle` whether it ran and the comment suppressed nothing of it. */
function findingsAbout(
	comment: SuppressionComment,
	ask: { known(id: string): boolean; idle(id: string): boolean },
): readonly Diagnostic[] {
	const { rules, reason, origin } = comment;
	const { file } = origin;
	const removal = { file, span: comment.line, text: "" };
	const common = { severity: "warning", certainty: "proven" } as const;
	if (rules.length === 0) {
		const message = "The comment names no rule. It suppresses nothing. Write relaylint-ignore RULE: reason, or remove it.";
		return [{ ...common, rule: SUPPRESSION_OF_UNKNOWN_RULE, origin, message }];
	}
	const unknown = rules.filter(({ id }) => !ask.known(id));
	const found: Diagnostic[] = unknown.map(({ id, origin: place }) => ({
		...common,
		rule: SUPPRESSION_OF_UNKNOWN_RULE,
		origin: place,
		message: `There is no rule ${id}. The comment suppresses nothing of that name. Take the name from the finding, in brackets.`,
	}));
	if (reason === undefined) {
		const message =
			"The comment gives no reason. It suppresses nothing, and whoever reads it later cannot tell why. Add a colon and the reason.";
		return [...found, { ...common, rule: SUPPRESSION_WITHOUT_REASON, origin, message }];
	}
	const unused = rules.filter(({ id }) => ask.known(id) && ask.idle(id));
	if (unused.length === 0) return found;
	if (unused.length === rules.length) {
		const fixes = [{ title: "Remove the comment", safe: true, edits: [removal] }];
		const message = `${listed(unused)} finds nothing here. The comment would hide a later mistake. Remove it.`;
		return [...found, { ...common, rule: UNUSED_SUPPRESSION, origin, message, fixes, tag: "unnecessary" }];
	}
	for (const { id, origin: place } of unused) {
		const message = `${id} finds nothing here. The comment would hide a later mistake. Remove the name.`;
		const edits = [{ file, span: withComma(file.text, place.span), text: "" }];
		const fixes = [{ title: `Remove ${id} from the comment`, safe: true, edits }];
		found.push({ ...common, rule: UNUSED_SUPPRESSION, origin: place, message, fixes, tag: "unnecessary" });
	}
	return found;
}

function listed(rules: readonly { readonly id: string }[]): string {
	return rules.map(({ id }) => id).join(", ");
}

/** A name of a list with the comma that parts it from the next one, or else from the one before. */
function withComma(text: string, span: { start: number; end: number }): { start: number; end: number } {
	const after = /^[\s,]*,\s*/.exec(text.slice(span.end))?.[0].length;
	if (after !== undefined) return { start: span.start, end: span.end + after };
	const before = /[\s,]*$/.exec(text.slice(0, span.start))?.[0].length ?? 0;
	return { start: span.start - before, end: span.end };
}
