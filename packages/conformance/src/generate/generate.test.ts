import { describe, expect, it } from "vitest";
import { ask } from "../compare.ts";
import { caseOf } from "./draft.ts";
import { generate } from "./generate.ts";
import { type Sample, sampleOf } from "./sample.ts";
import { shrink, smallerDrafts } from "./shrink.ts";

const decoded = (text: string) => Buffer.from(text, "base64").toString();

describe("generated configurations", () => {
	it("depend on their seed alone", () => {
		expect(generate(11)).toEqual(generate(11));
		expect(generate(11)).not.toEqual(generate(12));
	});

	it.each([1, 2, 3, 4, 5])("seed %i: every probe has an answer, and no answer is a fault of ours", async (seed) => {
		const answers = await ask(caseOf(generate(seed), "generated"), "postfix");
		expect(answers.length).toBe(40);
		expect(
			answers.flatMap((answer) => answer.depends.map(({ text }) => text)).filter((text) => text.includes("internal error")),
		).toEqual([]);
	});

	it("give a client one name throughout, so that all probes can be asked at once", () => {
		for (let seed = 0; seed < 30; seed++) {
			const names = new Map<string, string>();
			for (const { client = "", name, forged } of generate(seed).probes) {
				const said = `${name} ${forged}`;
				expect(names.get(client) ?? said).toBe(said);
				names.set(client, said);
			}
		}
	});
});

describe("the shrinker", () => {
	it("keeps what the disagreement needs and nothing else", async () => {
		const draft = generate(11, 1);
		const wanted = draft.settings.find((setting) => setting.name === "mydestination")?.items[0];
		const mentions = (sample: Sample) =>
			Object.values(sample.asCase("").files)
				.map(decoded)
				.join("")
				.includes(wanted ?? "?");
		const small = await shrink(sampleOf(draft, caseOf, smallerDrafts), async (smaller) => mentions(smaller), 2000);
		const files = Object.entries(small.asCase("").files).map(([name, text]) => [name, decoded(text)]);
		expect(files).toEqual([["main.cf", `mydestination = ${wanted}\n`]]);
		expect(small.probes.map((probe) => Object.keys(probe))).toEqual([["to"]]);
	});
});
