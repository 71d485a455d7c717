import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { editors } from "./editors.ts";
import { features } from "./features.ts";
import { dialects } from "./registry.ts";

const ROOT = new URL("../../../", import.meta.url);
const README = fileURLToPath(new URL("README.md", ROOT));
const BEGIN = "<!-- The table is written by packages/dialects/src/features.test.ts. -->\n";
const END = "<!-- End of the table. -->\n";

/** The languages that an editor can colour: the grammars of the dialect's folder. */
function languagesOf(dialect: string): readonly string[] {
	const folder = fileURLToPath(new URL(`grammars/${dialect}/`, ROOT));
	if (!existsSync(folder)) return [];
	return readdirSync(folder).flatMap((name) => /^(.*)\.tmLanguage\.json$/.exec(name)?.[1] ?? []);
}

const rows = dialects.map(({ id, title }) => {
	const { reads, releases, checked } = features[id];
	const editor = [
		"findings",
		...(languagesOf(id).length === 0 ? [] : ["colours"]),
		...(editors[id] === undefined ? [] : ["hover", "completion"]),
	].join(", ");
	return `| ${title} | ${reads} | ${releases} | ${checked} | ${editor} |`;
});

const table = `| mail server | reads | releases | answers checked against | in an editor |
|---|---|---|---|---|
${rows.join("\n")}
`;

describe("the README", () => {
	it("has the table of the dialects that the registry has", () => {
		const text = readFileSync(README, "utf8");
		const start = text.indexOf(BEGIN) + BEGIN.length;
		const end = text.indexOf(END);
		expect(start).toBeGreaterThan(BEGIN.length);
		expect(end).toBeGreaterThan(start);
		const wanted = `${text.slice(0, start)}\n${table}\n${text.slice(end)}`;
		if (process.env.CI) expect(text).toBe(wanted);
		else if (text !== wanted) writeFileSync(README, wanted);
	});
});
