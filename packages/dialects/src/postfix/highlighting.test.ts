import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { colouredRuns, grammarFolder, highlighters, type Run } from "../testing/textmate.ts";
import { accessActions } from "./schema/access-actions.ts";

const LANGUAGES = ["postfix-main", "postfix-master", "postfix-table"] as const;
type Language = (typeof LANGUAGES)[number];

const all = await highlighters("postfix");

function runs(language: Language, text: string): readonly Run[] {
	const highlight = all.get(language);
	if (highlight === undefined) throw new Error(`no grammar ${language}`);
	return colouredRuns(highlight, text);
}

const shown = (language: Language, text: string) => runs(language, text).map((run) => `${run.text} ${run.colour}`);

describe("postfix-main", () => {
	it("colours a setting over its lines, with comments inside", () => {
		const text = `# all
mynetworks = 127.0.0.0/8 [::1]/128,

   # inside, with $x = y
	!192.0.2.1 # not a comment
  hash:$config_directory/nets
  # after
inet_protocols=all
`;
		expect(shown("postfix-main", text)).toEqual([
			"# all comment.line.number-sign",
			"mynetworks keyword.other.definition",
			"= keyword.operator.assignment",
			"127.0.0.0/8 constant.numeric.network",
			"[::1]/128 constant.numeric.network",
			"# inside, with $x = y comment.line.number-sign",
			"! keyword.operator.negation",
			"192.0.2.1 constant.numeric.network",
			"hash storage.type.table",
			": punctuation.separator.table",
			"$config_directory variable.other",
			"# after comment.line.number-sign",
			"inet_protocols keyword.other.definition",
			"= keyword.operator.assignment",
		]);
	});

	it("colours what is inside expansions", () => {
		expect(shown("postfix-main", "a = ${x?{$y}:{$$z}} $(n) ${{1} <=level {2}?b}c ${f{v}}")).toEqual([
			"a keyword.other.definition",
			"= keyword.operator.assignment",
			"${ punctuation.section.expansion.begin",
			"x variable.other",
			"? keyword.operator.conditional",
			"{ punctuation.section.group.begin",
			"$y variable.other",
			"} punctuation.section.group.end",
			": keyword.operator.conditional",
			"{ punctuation.section.group.begin",
			"$$ constant.character.escape",
			"} punctuation.section.group.end",
			"} punctuation.section.expansion.end",
			"$( punctuation.section.expansion.begin",
			"n variable.other",
			") punctuation.section.expansion.end",
			"${ punctuation.section.expansion.begin",
			"{ punctuation.section.group.begin",
			"1 constant.numeric",
			"} punctuation.section.group.end",
			"<=level keyword.operator.comparison",
			"{ punctuation.section.group.begin",
			"2 constant.numeric",
			"} punctuation.section.group.end",
			"? keyword.operator.conditional",
			"} punctuation.section.expansion.end",
			"${ punctuation.section.expansion.begin",
			"f support.function",
			"{ punctuation.section.group.begin",
			"} punctuation.section.group.end",
			"} punctuation.section.expansion.end",
		]);
	});

	it("colours words of lists and plain values", () => {
		expect(shown("postfix-main", "r = permit_mynetworks, check_client_access proxy:cidr:/etc/x,reject")).toEqual([
			"r keyword.other.definition",
			"= keyword.operator.assignment",
			"permit_mynetworks keyword.control.restriction",
			"check_client_access keyword.control.restriction",
			"proxy storage.type.table",
			": punctuation.separator.table",
			"cidr storage.type.table",
			": punctuation.separator.table",
			"/etc/x string.unquoted.path",
			"reject keyword.control.restriction",
		]);
		expect(
			shown("postfix-main", "a = yes\nb = yes, sir\nc = 10s\nd = 4 x5 6y").filter((run) => !run.includes("keyword")),
		).toEqual(["yes constant.language.boolean", "10s constant.numeric", "4 constant.numeric"]);
	});

	it("takes a name on a line of its own, and the sign on the next", () => {
		expect(shown("postfix-main", "a\n # c\n = no\nb\n")).toEqual([
			"a keyword.other.definition",
			"# c comment.line.number-sign",
			"= keyword.operator.assignment",
			"no constant.language.boolean",
			"b keyword.other.definition",
		]);
	});

	it("leaves what is no setting without colour", () => {
		expect(shown("postfix-main", "  a = $b\n{% if x %}\n  $c\n= $d\nno equals sign\n")).toEqual([]);
	});

	it("marks a lone dollar sign, which Postfix refuses", () => {
		expect(shown("postfix-main", "a = $ ")).toContain("$ invalid.illegal.reference");
	});
});

describe("postfix-master", () => {
	const service = ["smtp entity.name.type.service", "inet storage.type.service", "n constant.language.boolean"];

	it("colours the columns and the overrides", () => {
		const text = `smtp inet n - y 1000? 0 smtpd -v
  # inside
  -o smtpd_tls_wrappermode=yes -omynetworks=!10.0.0.0/8,$x
  -o { a = {b c} $y }
maildrop unix - n n - - pipe flags=DRhu argv=/bin/x -f \${sender}
`;
		expect(shown("postfix-master", text)).toEqual([
			...service,
			"- constant.language.default",
			"y constant.language.boolean",
			"1000 constant.numeric",
			"? keyword.operator.wakeup",
			"0 constant.numeric",
			"smtpd support.function.command",
			"-v constant.other.option",
			"# inside comment.line.number-sign",
			"-o constant.other.option",
			"smtpd_tls_wrappermode keyword.other.definition",
			"= keyword.operator.assignment",
			"yes constant.language.boolean",
			"-o constant.other.option",
			"mynetworks keyword.other.definition",
			"= keyword.operator.assignment",
			"! keyword.operator.negation",
			"10.0.0.0/8 constant.numeric.network",
			"$x variable.other",
			"-o constant.other.option",
			"{ punctuation.section.group.begin",
			"a keyword.other.definition",
			"= keyword.operator.assignment",
			"{ punctuation.section.group.begin",
			"} punctuation.section.group.end",
			"$y variable.other",
			"} punctuation.section.group.end",
			"maildrop entity.name.type.service",
			"unix storage.type.service",
			"- constant.language.default",
			"n constant.language.boolean",
			"n constant.language.boolean",
			"- constant.language.default",
			"- constant.language.default",
			"pipe support.function.command",
			"flags keyword.other.definition",
			"= keyword.operator.assignment",
			"argv keyword.other.definition",
			"= keyword.operator.assignment",
			"/bin/x string.unquoted.path",
			"-f constant.other.option",
			"${ punctuation.section.expansion.begin",
			"sender variable.other",
			"} punctuation.section.expansion.end",
		]);
	});

	it("takes columns on several lines, and an override's name on another than its -o", () => {
		expect(shown("postfix-master", "smtp\n inet n\n# c\n\n - - - 1\n smtpd -o\n  a=b\n")).toEqual([
			...service.slice(0, 3),
			"# c comment.line.number-sign",
			"- constant.language.default",
			"- constant.language.default",
			"- constant.language.default",
			"1 constant.numeric",
			"smtpd support.function.command",
			"-o constant.other.option",
			"a keyword.other.definition",
			"= keyword.operator.assignment",
		]);
	});

	it("ends a short value at white space", () => {
		expect(shown("postfix-master", "smtp inet n - - - - smtpd -o a=permit permit -o b={permit permit} permit").slice(8)).toEqual([
			"-o constant.other.option",
			"a keyword.other.definition",
			"= keyword.operator.assignment",
			"permit keyword.control.restriction",
			"-o constant.other.option",
			"b keyword.other.definition",
			"= keyword.operator.assignment",
			"{ punctuation.section.group.begin",
			"permit keyword.control.restriction",
			"permit keyword.control.restriction",
			"} punctuation.section.group.end",
		]);
	});
});

describe("postfix-table", () => {
	it("colours networks and their blocks", () => {
		const text = `10.0.0.0/8 REJECT 5.7.1 we reject hash:x
!2001:db8::/32   ok
IF !10.0.0.0/8
[::1] 554 no
endif
10.5 DUNNO
2001:db8 permit_mynetworks, reject
`;
		expect(shown("postfix-table", text)).toEqual([
			"10.0.0.0/8 constant.numeric.network",
			"REJECT keyword.control.action",
			"5.7.1 constant.numeric.status-code",
			"! keyword.operator.negation",
			"2001:db8::/32 constant.numeric.network",
			"ok keyword.control.action",
			"IF keyword.control.conditional",
			"! keyword.operator.negation",
			"10.0.0.0/8 constant.numeric.network",
			"[::1] constant.numeric.network",
			"554 constant.numeric.reply-code",
			"endif keyword.control.conditional",
			"10.5 constant.numeric.network",
			"DUNNO keyword.control.action",
			"2001:db8 constant.numeric.network",
			"permit_mynetworks keyword.control.restriction",
			"reject keyword.control.restriction",
		]);
	});

	it("colours patterns up to their delimiters", () => {
		const text = `/^a\\/b[/]$/ x
/(a)/i
  # comment
  550 $1 $$1 \${2}
!~a b~ OK
if /a/
/a/!/b/x WARN
/never closed OK
after OK
`;
		expect(shown("postfix-table", text)).toEqual([
			"/ string.regexp",
			"^ keyword.operator.regexp",
			"a string.regexp",
			"\\/ constant.character.escape",
			"b[/ string.regexp",
			"/ string.regexp",
			"( keyword.operator.regexp",
			"a string.regexp",
			") keyword.operator.regexp",
			"/ string.regexp",
			"i keyword.other.flags",
			"# comment comment.line.number-sign",
			"550 constant.numeric.reply-code",
			"$1 variable.other",
			"$$ constant.character.escape",
			"${2} variable.other",
			"! keyword.operator.negation",
			"~a b~ string.regexp",
			"OK keyword.control.action",
			"if keyword.control.conditional",
			"/a/ string.regexp",
			"/a/ string.regexp",
			"! keyword.operator.negation",
			"/b/ string.regexp",
			"x keyword.other.flags",
			"WARN keyword.control.action",
			"/never closed OK string.regexp",
			"after entity.name.tag.key",
			"OK keyword.control.action",
		]);
	});

	it("colours keys, transports and aliases", () => {
		const text = `user@example.com  smtp:[192.0.2.1]:25
.example.com $1 relay
if.example.com info
"a b"@example.com OK
root: joe, "|/bin/x y", :include:/etc/list
<> REJECT
@a.example  @b.example
`;
		expect(shown("postfix-table", text)).toEqual([
			"user@example.com entity.name.tag.key",
			"smtp storage.type.table",
			": punctuation.separator.table",
			"[192.0.2.1] constant.numeric.network",
			".example.com entity.name.tag.key",
			"if.example.com entity.name.tag.key",
			'"a b"@example.com entity.name.tag.key',
			"OK keyword.control.action",
			"root entity.name.tag.key",
			": punctuation.separator.key-value",
			'"|/bin/x y" string.quoted.double',
			":include: keyword.other.include",
			"/etc/list string.unquoted.path",
			"<> entity.name.tag.key",
			"REJECT keyword.control.action",
			"@a.example entity.name.tag.key",
		]);
	});

	it("knows every action there is, of pattern tables and of others", () => {
		const words = accessActions.map(({ name }) => name).filter((name) => /^[A-Z_]+$/.test(name));
		expect(words.length).toBeGreaterThan(10);
		// header_checks(5) has these four besides.
		for (const word of [...words, "IGNORE", "PASS", "REPLACE", "STRIP"]) {
			expect(shown("postfix-table", `k ${word} x`)).toEqual(["k entity.name.tag.key", `${word} keyword.control.action`]);
			expect(shown("postfix-table", `/k/ ${word}`)).toEqual(["/k/ string.regexp", `${word} keyword.control.action`]);
		}
	});
});

describe("the files", () => {
	const texts = LANGUAGES.map((id) => ({ id, text: readFileSync(`${grammarFolder("postfix")}${id}.tmLanguage.json`, "utf8") }));
	const rules = new Map(texts.map(({ id, text }) => [`source.${id}`, Object.keys(JSON.parse(text).repository)]));

	it("are named for their languages", () => {
		expect([...all.keys()].sort()).toEqual([...LANGUAGES]);
	});

	it.each(texts)("include only what there is, and colour in the dialect's own scopes: $id", ({ id, text }) => {
		const includes = [...text.matchAll(/"include": "([^"#]*)#([^"]+)"/g)];
		expect(includes.length).toBeGreaterThan(3);
		for (const [, scope, rule] of includes) expect(rules.get(scope === "" ? `source.${id}` : (scope ?? ""))).toContain(rule);
		const scopes = [...text.matchAll(/"name": "([a-z][a-zA-Z.-]+)"/g)].map(([, scope]) => scope);
		expect(scopes.filter((scope) => !scope?.endsWith(".postfix"))).toEqual([]);
	});
});
