import { describe, expect, it } from "vitest";
import { colouredRuns, highlighters } from "../testing/textmate.ts";

const all = await highlighters("messaging-server");

const shown = (language: string, text: string) => {
	const highlight = all.get(language);
	if (highlight === undefined) throw new Error("no grammar");
	return colouredRuns(highlight, text).map((run) => `${run.text} ${run.colour}`);
};

describe("the colours of mapping tables", () => {
	it("are those of names, patterns and templates", () => {
		expect(shown("messaging-server-mappings", "! guard\nORIG_SEND_ACCESS\n\n  tcp_*|$(10.0.0.0/8) $N$D30|No$ $0\n")).toEqual([
			"! guard comment.line.exclamation",
			"ORIG_SEND_ACCESS entity.name.section",
			"* keyword.operator.wildcard",
			"| punctuation.separator.field",
			"$(10.0.0.0/8) constant.numeric.network",
			"$N keyword.other.refuse",
			"$D keyword.other.flag",
			"30|No string.unquoted",
			"$  constant.character.escape",
			"$0 variable.parameter.saved",
		]);
	});

	it("mark an entry in the first column, and what an unquoted blank cuts off", () => {
		const colours = shown("messaging-server-mappings", "T\n\ntcp_local|* $N\n  x $NNot here\n").join("\n");
		expect(colours).toContain("tcp_local|* $N invalid.illegal.first-column");
		expect(colours).toContain("here invalid.illegal.unquoted-blank");
	});
});

describe("the colours of imta.cnf", () => {
	it("are those of rules, channels and keywords", () => {
		expect(shown("messaging-server-channels", "[] $E${INTERNAL_IP,$L}$U%x@y\n\ntcp_local smtp maxjobs 7\ntcp-daemon\n")).toEqual(
			expect.arrayContaining([
				"[] entity.name.tag.rewrite",
				"INTERNAL_IP entity.name.function.table",
				"$U variable.parameter.address",
				"tcp_local entity.name.section.channel",
				"smtp support.type.keyword",
				"7 constant.numeric",
				"tcp-daemon constant.other.host",
			]),
		);
	});
});
