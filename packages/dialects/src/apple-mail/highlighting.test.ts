import { describe, expect, it } from "vitest";
import { colouredRuns, highlighters } from "../testing/textmate.ts";

const all = await highlighters("apple-mail");

function shown(language: string, text: string): readonly string[] {
	const highlight = all.get(language);
	if (highlight === undefined) throw new Error(`no grammar ${language}`);
	return colouredRuns(highlight, text)
		.filter((run) => !run.colour.startsWith("punctuation"))
		.map((run) => `${run.text} ${run.colour}`);
}

describe("the colours of a NetInfo dump", () => {
	it("are those of its parts", () => {
		const text = `{ # kept
  "name" = ( "AppleMailServer" );
  open_relay_addr_flag = 1;
  "open_relay_addr_list" = ( "127.0.0.1", "192.168.1.0/24", mail );
  CHILDREN = ( { "name" = ( "x" ); } );
}`;
		expect(shown("apple-netinfo", text)).toEqual([
			"# kept comment.line.number-sign",
			"name keyword.other.definition",
			"= keyword.operator.assignment",
			'"AppleMailServer" string.quoted.double',
			"open_relay_addr_flag keyword.other.definition",
			"= keyword.operator.assignment",
			"1 constant.numeric.network",
			"open_relay_addr_list keyword.other.definition",
			"= keyword.operator.assignment",
			"127.0.0.1 constant.numeric.network",
			"192.168.1.0/24 constant.numeric.network",
			"CHILDREN keyword.other.definition",
			"= keyword.operator.assignment",
			"name keyword.other.definition",
			"= keyword.operator.assignment",
			'"x" string.quoted.double',
		]);
	});
});

describe("the colours of Server Admin's settings", () => {
	it("are those of their parts", () => {
		const text = `# kept
mail:postfix:mynetworks:_array_index:0 = "127.0.0.0/8"
mail:postfix:smtpd_recipient_restrictions = "permit_mynetworks,reject_unauth_destination"
mail:postfix:mydestination:_array_index:0 = "$myhostname"
mail:postfix:virus_scan_enabled = yes
mail:postfix:add_whitelist_domain = _empty_array
`;
		expect(shown("apple-settings", text)).toEqual([
			"# kept comment.line.number-sign",
			"mail entity.name.section",
			"postfix keyword.other.definition",
			"mynetworks keyword.other.definition",
			"_array_index:0 storage.modifier.index",
			"= keyword.operator.assignment",
			"127.0.0.0/8 constant.numeric.network",
			"mail entity.name.section",
			"postfix keyword.other.definition",
			"smtpd_recipient_restrictions keyword.other.definition",
			"= keyword.operator.assignment",
			"permit_mynetworks keyword.control.restriction",
			"reject_unauth_destination keyword.control.restriction",
			"mail entity.name.section",
			"postfix keyword.other.definition",
			"mydestination keyword.other.definition",
			"_array_index:0 storage.modifier.index",
			"= keyword.operator.assignment",
			"$myhostname variable.other",
			"mail entity.name.section",
			"postfix keyword.other.definition",
			"virus_scan_enabled keyword.other.definition",
			"= keyword.operator.assignment",
			"yes constant.language.boolean",
			"mail entity.name.section",
			"postfix keyword.other.definition",
			"add_whitelist_domain keyword.other.definition",
			"= keyword.operator.assignment",
			"_empty_array constant.language.default",
		]);
	});
});
