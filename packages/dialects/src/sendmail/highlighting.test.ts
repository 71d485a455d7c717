import { describe, expect, it } from "vitest";
import { colouredRuns, highlighters } from "../testing/textmate.ts";

const all = await highlighters("sendmail");

const shown = (language: string, text: string) => {
	const highlight = all.get(language);
	if (highlight === undefined) throw new Error("no grammar");
	return colouredRuns(highlight, text).map((run) => `${run.text} ${run.colour}`);
};

describe("the colours of Sendmail", () => {
	it("are those of features, names and comments in an m4 source", () => {
		const runs = shown("sendmail-mc", "FEATURE(`access_db', `hash x')dnl note\ndefine(`confLOG_LEVEL', `9')\n");
		expect(runs).toEqual(
			expect.arrayContaining([
				"FEATURE support.function.macro",
				"access_db entity.name.type.feature",
				"`hash x' string.quoted.m4",
				"dnl note comment.line.dnl",
				"define keyword.control.m4",
				"confLOG_LEVEL variable.other.name",
			]),
		);
	});

	it("are those of lines, rules, classes and maps in a generated file", () => {
		const runs = shown(
			"sendmail-cf",
			"Scheck_rcpt\nR$* $={R} $*\t$: $>Tidy $(access $1 $)\nKaccess hash /etc/x\nO DeliveryMode=b\n",
		);
		expect(runs).toEqual(
			expect.arrayContaining([
				"S keyword.control.line",
				"check_rcpt entity.name.function.ruleset",
				"$* keyword.operator.match",
				"$={R} variable.language.class",
				"$>Tidy entity.name.function.ruleset",
				"$(access support.function.map",
				"$1 variable.parameter.saved",
				"access entity.name.namespace.map",
				"hash storage.type.map",
				"DeliveryMode keyword.other.definition",
			]),
		);
	});

	it("are those of tags, keys and values in the access map, and of lines that makemap passes over", () => {
		expect(shown("sendmail-access", "Connect:10.1\tRELAY\n  odd RELAY\n")).toEqual([
			"Connect storage.type.tag",
			": punctuation.separator",
			"10.1 entity.name.tag.key",
			"RELAY keyword.control.action",
			"  odd RELAY invalid.illegal.leading-blank",
		]);
	});
});
