import { describe, expect, it } from "vitest";
import { colouredRuns, highlighters } from "../testing/textmate.ts";

const highlight = (await highlighters("exim")).get("exim");

const shown = (text: string) => {
	if (highlight === undefined) throw new Error("no grammar");
	return colouredRuns(highlight, text).map((run) => `${run.text} ${run.colour}`);
};

describe("the colours of Exim", () => {
	it("are those of macros, lists, options and sections", () => {
		expect(shown("OFFICE = 10.1.0.0/16\nhostlist mine = 127.0.0.1 : OFFICE\nbegin acl\n# note\n")).toEqual([
			"OFFICE entity.name.constant.macro",
			"= keyword.operator.assignment",
			"10.1.0.0/16 constant.numeric.network",
			"hostlist storage.type.list",
			"mine entity.name.type.list",
			"= keyword.operator.assignment",
			"127.0.0.1 constant.numeric.network",
			": punctuation.separator",
			"OFFICE constant.other.macro",
			"begin keyword.control.section",
			"acl entity.name.section",
			"# note comment.line.number-sign",
		]);
	});

	it("are those of verbs, conditions, named lists and expansions", () => {
		const runs = shown(
			"check:\n  deny !hosts = +mine\n  accept condition = ${if eq{$acl_m_x}{1}}\n  require domains = +ours \\\n    : lsearch;/etc/exim/x\n",
		);
		expect(runs.slice(0, 2)).toEqual(["check entity.name.function", ": punctuation.separator"]);
		expect(runs).toEqual(
			expect.arrayContaining([
				"deny keyword.control.verb",
				"! keyword.operator.negation",
				"hosts keyword.other.definition",
				"+mine entity.name.type.list",
				"if support.function",
				"$acl_m_x variable.other",
				"+ours entity.name.type.list",
				"lsearch storage.type.lookup",
				"/etc/exim/x string.unquoted.path",
			]),
		);
	});
});
