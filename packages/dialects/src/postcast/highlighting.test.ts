import { describe, expect, it } from "vitest";
import { colouredRuns, highlighters } from "../testing/textmate.ts";

const all = await highlighters("postcast");

describe("the colours of the settings file", () => {
	const shown = (text: string) => {
		const highlight = all.get("postcast");
		if (highlight === undefined) throw new Error("no grammar");
		return colouredRuns(highlight, text).map((run) => `${run.text} ${run.colour}`);
	};

	it("are those of its parts", () => {
		const text = `; relaylint: postcast-settings 1
[System]
Host Name = 203.0.113.40 ; here
  # also
[Security]
Allow access ONLY for users = 192.168.0., "10."
    172.16;x
Reject mail if sender has no MX record = No
`;
		expect(shown(text)).toEqual([
			"; relaylint: postcast-settings 1 comment.line.semicolon",
			"System entity.name.section",
			"Host Name keyword.other.definition",
			"= keyword.operator.assignment",
			"203.0.113.40 constant.numeric.network",
			"; here comment.line.semicolon",
			"# also comment.line.semicolon",
			"Security entity.name.section",
			"Allow access ONLY for users keyword.other.definition",
			"= keyword.operator.assignment",
			"192.168.0. constant.numeric.network",
			'"10." string.quoted.double',
			"Reject mail if sender has no MX record keyword.other.definition",
			"= keyword.operator.assignment",
			"No constant.language.boolean",
		]);
	});
});
