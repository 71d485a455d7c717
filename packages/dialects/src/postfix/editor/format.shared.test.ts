import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { laidOut, meaningOf, readTexts } from "./testing/layout.ts";

const corpus = "../shared/corpus";

interface Entry {
	readonly mta: string;
	readonly kind: string;
	readonly file: string;
}

const entries = readFileSync(join(corpus, "MANIFEST.jsonl"), "utf8")
	.split("\n")
	.filter((line) => line !== "")
	.map((line) => JSON.parse(line) as Entry)
	.filter(({ mta, kind }) => mta === "postfix" && ["main.cf", "main.cf-fragment", "master.cf"].includes(kind));

it("formatting changes no setting of a file of the corpus, and a second time nothing", () => {
	let changed = 0;
	for (const { file, kind } of entries) {
		const text = readFileSync(join(corpus, file), "utf8");
		const before = kind === "master.cf" ? readTexts("", text) : readTexts(text, undefined);
		const after = laidOut(before);
		if ((kind === "master.cf" ? after.master : after.main) !== text) changed++;
		const again = readTexts(after.main, after.master);
		expect(meaningOf(again), file).toEqual(meaningOf(before));
		expect(laidOut(again), file).toEqual(after);
	}
	expect(changed).toBeGreaterThan(20);
});
