import type { JsonDiff, JsonDifference, JsonSideDecision, JsonTraceStep } from "@relaylint/linter";
import { code, escaped } from "./policy-markdown.ts";
import { peopleText, placedLines } from "./policy-pretty.ts";
import { printable } from "./printable.ts";
import type { Paint, Tone } from "./style.ts";
import { indented } from "./wrap.ts";

/** What the two sides are called: paths or revisions. */
export interface SideNames {
	readonly old: string;
	readonly new: string;
}

/** As many networks of a difference are shown. */
const MOST_NETWORKS = 8;

/** A comparison for a person: what opens something first, each with its witness and the lines on both sides. */
export function prettyDiff(report: JsonDiff, names: SideNames, paint: Paint): string {
	const lines: string[] = [];
	for (const one of report.differences) {
		const tone: Tone = one.opens ? "error" : one.kind === "newly-accepted" ? "warning" : "info";
		const [head = "", ...more] = indented(headline(one), 0, 2);
		lines.push(paint(tone, head), ...more.map((line) => paint(tone, line)));
		lines.push(...indented(`${printable(clientsText(one))} at ${printable(one.listener)}`, 2, 2));
		const transcript = one.witness.transcript.filter((line) => line.startsWith("C: ") && line !== "C: DATA");
		lines.push(`  ${paint("strong", "Witness")}: from ${printable(String(one.witness.attempt.client))}`);
		for (const line of transcript) lines.push(`    ${printable(line)}`);
		for (const [side, name, decided] of sidesOf(one, names)) {
			lines.push(`  ${paint("strong", printable(name))} (${side}): ${decisionText(decided)}`);
			for (const line of decidedBy(decided.trace)) lines.push(...indented(printable(line), 4, 2));
		}
		lines.push("");
	}
	lines.push(...indented(summary(report), 0).map((line) => paint("strong", line)));
	for (const reason of report.reasons) lines.push(...indented(printable(reason), 2, 2));
	return `${lines.join("\n")}\n`;
}

/** A comparison as a comment under a change: a table, then each witness folded away. */
export function markdownDiff(report: JsonDiff, names: SideNames): string {
	const lines = [`### Who may relay: ${report.opens ? "this change opens something" : summary(report)}`, ""];
	lines.push(`${escaped(names.old)} → ${escaped(names.new)}`, "");
	if (report.differences.length > 0) {
		lines.push("| | who | listener | before | after |", "|---|---|---|---|---|");
		for (const one of report.differences) {
			const mark = one.opens ? "**opens**" : one.kind === "newly-accepted" ? "accepts" : "refuses";
			lines.push(
				`| ${mark} | ${escaped(clientsText(one))} | ${escaped(one.listener)} | ${decisionText(one.old)} | ${decisionText(one.new)} |`,
			);
		}
		lines.push("");
	}
	for (const one of report.differences) {
		lines.push(
			"<details>",
			`<summary>${entities(headline(one))}</summary>`,
			"",
			"```",
			`from ${printable(String(one.witness.attempt.client))}`,
		);
		lines.push(
			...one.witness.transcript.filter((line) => line.startsWith("C: ") && line !== "C: DATA").map(printable),
			"```",
			"",
		);
		for (const [side, name, decided] of sidesOf(one, names)) {
			lines.push(`${side === "old" ? "Before" : "After"} (${escaped(name)}): ${decisionText(decided)}`, "");
			lines.push(...decidedBy(decided.trace).map((line) => `- ${code(line)}`), "");
		}
		lines.push("</details>", "");
	}
	if (!report.proven) {
		lines.push("Not proven to be all:", "", ...report.reasons.map((reason) => `- ${escaped(reason)}`), "");
	}
	return `${lines.join("\n").trimEnd()}\n`;
}

/** Text within an element of HTML, where Markdown is not read. */
function entities(text: string): string {
	return printable(text).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

function sidesOf(one: JsonDifference, names: SideNames): readonly (readonly ["old" | "new", string, JsonSideDecision])[] {
	return [
		["old", names.old, one.old],
		["new", names.new, one.new],
	];
}

function headline(one: JsonDifference): string {
	const to = String(one.witness.attempt.to);
	const from = String(one.witness.attempt.from);
	const what = `mail from ${from === "" ? "<>" : from} to ${to}`;
	if (one.kind === "newly-refused") return `Newly refused: ${what}`;
	return one.opens ? `Newly relayed for others: ${what}` : `Newly accepted: ${what}`;
}

function clientsText(one: JsonDifference): string {
	const { attempt } = one.witness;
	const who = peopleText(one, MOST_NETWORKS);
	const session = [
		...(attempt.auth === undefined ? [] : ["logged in"]),
		...(attempt.clientcert === true ? ["with a certificate"] : attempt.tls === true ? ["over TLS"] : []),
	];
	return [who, ...session].join(", ");
}

function decisionText({ decision, relayed, stage }: JsonSideDecision): string {
	return decision === "accept" ? `accept, relayed: ${relayed}` : `${decision} at ${stage}`;
}

/** The lines that decide: what only goes on is left out, unless there is nothing else. */
function decidedBy(trace: readonly JsonTraceStep[]): readonly string[] {
	const telling = trace.filter(({ effect }) => effect !== "continue" && effect !== "no-match");
	return placedLines(telling.length === 0 ? trace.slice(-1) : telling);
}

function summary({ differences, proven, opens }: JsonDiff): string {
	const count = (kind: string) => differences.filter((one) => one.kind === kind).length;
	const found = `${count("newly-accepted")} newly accepted, ${count("newly-refused")} newly refused`;
	if (differences.length === 0)
		return proven ? "No difference: both accept the same, proven." : "No difference found; that there is none is not proven:";
	const words = `${found}: ${opens ? "something is opened" : "nothing of it is open to strangers or wider networks"}.`;
	return proven ? `${words} That there is nothing else is proven.` : `${words} Other differences are not ruled out:`;
}
