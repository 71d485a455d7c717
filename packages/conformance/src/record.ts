import type { DaemonAnswer } from "./play.ts";

/**
 * The text of a `probes.json` with the daemon's answers as `expect`, one probe a line as it was; an answer that timed out is
 * left out. Throws where the probes do not stand one a line.
 */
export function recorded(text: string, answers: readonly DaemonAnswer[]): string {
	let next = 0;
	const lines = text.split("\n").map((line) => {
		const [, before = "", probe, after = ""] = /^(\s*)(\{.*"to":.*\})(,?\s*)$/.exec(line) ?? [];
		if (probe === undefined) return line;
		const answer = answers[next++];
		if (answer === undefined) throw new Error("more probes than answers");
		return `${before}${withExpectation(probe, answer)}${after}`;
	});
	if (next !== answers.length) throw new Error("the probes do not stand one a line");
	return lines.join("\n");
}

function withExpectation(probe: string, { verdict }: DaemonAnswer): string {
	const bare = probe.replace(/,\s*"expect":\s*"\w+"/, "").replace(/"expect":\s*"\w+",\s*/, "");
	if (verdict === "timeout") return bare;
	const expectation = `"expect": "${verdict}"`;
	// After the question, before what else the record says of the answer.
	const rest = /,\s*"(?:or|relayed|note|doubt)":/.exec(bare);
	const at = rest === null ? bare.length - 1 : rest.index;
	return `${bare.slice(0, at)}, ${expectation}${bare.slice(at)}`;
}
