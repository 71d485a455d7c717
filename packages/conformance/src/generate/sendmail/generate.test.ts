import { describe, expect, it } from "vitest";
import { ask } from "../../compare.ts";
import { sampleOf } from "../sample.ts";
import { shrink } from "../shrink.ts";
import { sendmailCase, smallerSendmailDrafts } from "./draft.ts";
import { generateSendmail } from "./generate.ts";

describe("generated configurations of Sendmail", () => {
	it("depend on their seed alone", () => {
		expect(generateSendmail(11)).toEqual(generateSendmail(11));
		expect(generateSendmail(11)).not.toEqual(generateSendmail(12));
	});

	it.each([1, 2, 3, 4])("seed %i: every probe has an answer, and no answer is a fault of ours", async (seed) => {
		const answers = await ask(sendmailCase(generateSendmail(seed), "generated"), "sendmail");
		expect(answers.length).toBe(40);
		expect(
			answers.flatMap((answer) => answer.depends.map(({ text }) => text)).filter((text) => text.includes("internal error")),
		).toEqual([]);
	});

	it("are made small to what a disagreement needs", async () => {
		const draft = generateSendmail(11, 1);
		const wanted = draft.features.at(-1) ?? "?";
		const sourceOf = (one: ReturnType<typeof sendmailCase>) => Buffer.from(one.files["sendmail.mc"] ?? "", "base64").toString();
		const small = await shrink(
			sampleOf(draft, sendmailCase, smallerSendmailDrafts),
			async (smaller) => sourceOf(smaller.asCase("")).includes(wanted),
			500,
		);
		expect(Object.keys(small.asCase("").files)).toEqual(["sendmail.mc"]);
		expect(sourceOf(small.asCase(""))).toBe(
			`divert(0)dnl\nVERSIONID(\`generated')\nOSTYPE(\`debian')\n${wanted}\nMAILER(\`local')\nMAILER(\`smtp')\n`,
		);
		expect(small.probes.map((probe) => Object.keys(probe))).toEqual([["to"]]);
	});
});
