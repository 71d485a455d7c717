import { attemptOf, contextOf, type FileReader, probeWorld, sourceFromText } from "@relaylint/core";
import { describe, expect, it } from "vitest";
import { serverOfCf } from "../cf-server.ts";
import { tokenizeRuleText } from "./compile.ts";
import { runRuleset } from "./machine.ts";
import { writtenTokens } from "./symbols.ts";
import { ruleWorld } from "./world.ts";

const FILE = [
	"V10/Berkeley",
	"Karith arith",
	"Kdq dequote",
	"Krx regex -a<M> ^a.c$",
	"Krx2 regex -s1,2 -d/ (b+)(c)",
	"Krx3 regex -n -aNO ^x",
	"Kmacro macro",
	"Kaccess hash /etc/mail/access",
	"C{foo}a.b b",
	"C{foo}aa",
	"DXxval.y",
	"Djmx.example.com",
	"O OperatorChars=.:%@!^/[]+",
	"Slt1\nR$*\t\t$#error $: x $1",
	"Slt2\nR$*\t\t$: $>lt1 $1\nR$*\t\t$: after $1",
	"Slt3\nR$*\t\t$: a $>lt1 $1\nR$*\t\t$: after $1",
	"Slt4\nR$* $={foo} $*\t\t$@ <$1><$2><$3>",
	"Slt5\nR$*\t\t$: $(rx $1 $: no $) $| $(rx2 $1 $: no2 $) $| $(rx3 $1 $: no3 $)",
	"Slt6\nR$* $~{foo} $*\t\t$@ <$1><$2><$3>",
	"Slt7\nR$*\t\t$: $(arith + $@ 3 $@ 4 $) $(arith l $@ 3 $@ 4 $) $(arith / $@ 3 $@ 0 $: err $) $X $&X",
	"Slt8\nR$*\t\t$: $(macro {Y} $@ $1 $) <$1>\nR$*\t\t$: $&{Y} $1",
	"Slt9\nR$-.$+\t\t$: $2 $1\nR$*\t\t$: $(dq $1 $: keep $)",
	"Slt10\nR$* $| $*\t\t$: $2 $| $1",
	"Slt11\nR$*\t\t$: $[ $1 $: none $] $| $[ $1 $]",
	"Slt12\nR$+x\t\t$@ one $1\nR$*\t\t$: $>lt10 $>lt13 $1",
	"Slt13\nR$*\t\t$@ $1 $| b",
	'Slt14\nRabc\t\t$@ lit\nRa b c\t\t$@ spaced\nR"q s"\t\t$@ quoted',
	"Slt16\nR$*\t\t$: $(access Connect:$1 $: no $) $(access $1 $@ one $@ two $: no $)",
	"Slt17\nR$*\t\t$: $1 $?X has $X $| hasnot $. end\nR$*\t\t$: $1 $&{nosuch} .",
	'Slt18\nR$*\t\t$: $>"lt1" $1',
	"Slt20\nR$* $&X $*\t\t$@ <$1><$2>",
].join("\n");

/** What `sendmail -bt` of 8.17.1 prints for these rule sets. */
const RECORDED: readonly (readonly [ruleset: string, given: string, result: string])[] = [
	["lt1", "foo@bar", "$# error $: x foo @ bar"],
	["lt2", "foo@bar", "$# error $: x foo @ bar"],
	["lt3", "foo@bar", "after a $# error $: x foo @ bar"],
	["lt4", "x a.b.c aa y", "< x > < a . b > < . c aa y >"],
	["lt4", "b", "< > < b > < >"],
	["lt4", "a", "a"],
	["lt5", "abc", "< M > $| b / c $| NO"],
	["lt5", "bbc", "no $| bb / c $| NO"],
	["lt5", "xyz", "no $| no2 $| no3"],
	["lt6", "b", "b"],
	["lt6", "q", "< > < q > < >"],
	["lt6", "b q", "< b > < q > < >"],
	["lt7", "z", "7 TRUE err xval . y xval . y"],
	["lt8", "hello.there", "hello . there < hello . there >"],
	["lt9", '"a".b', "ba"],
	["lt9", "a.b.c", "keep"],
	["lt11", "victim.example", "victim . example . $| victim . example ."],
	["lt11", "nope.invalid", "none $| nope . invalid"],
	["lt11", "mx", "mx . example . com . $| mx . example . com ."],
	["lt12", "yx", "b $| yx"],
	["lt12", "q", "b $| q"],
	["lt14", "abc", "lit"],
	["lt14", "a b c", "spaced"],
	["lt14", '"q s"', "quoted"],
	["lt16", "aa", "X Y no"],
	["lt16", "zz", "no got zz one two"],
	["lt17", "v", "v has xval . y end ."],
	["lt18", "v", "$# error $: x v"],
	["lt20", "a xval.y b", "< a > < b >"],
];

const reader: FileReader = {
	read: (path) =>
		path === "/etc/mail/access"
			? { kind: "text", file: sourceFromText(path, "Connect:aa\tX Y\nzz\tgot %0 %1 %2\n") }
			: { kind: "missing", path },
	list: () => undefined,
};

describe("the rewriting engine", () => {
	const environment = { complete: true, unbuilt: [], hostname: "mx.example.com" };
	const server = serverOfCf(sourceFromText("sendmail.cf", FILE), reader, environment);
	const world = probeWorld({ hostname: "mx.example.com", address: "192.0.2.25", addresses: [], zone: {} });
	const [daemon] = server.daemons;

	it.each(RECORDED)("%s %s gives %s", (ruleset, given, result) => {
		if (daemon === undefined) throw new Error("no daemon");
		const context = contextOf(attemptOf({ to: "x@victim.example" }), world);
		const ran = runRuleset(ruleset, tokenizeRuleText(given, server.operators), ruleWorld(server, daemon, context));
		expect(ran.kind === "tokens" ? writtenTokens(ran.tokens) : ran.because.text).toBe(result);
	});

	it("says that it does not know a rule set that is not there, and ends where rules do not", () => {
		if (daemon === undefined) throw new Error("no daemon");
		const endless = serverOfCf(sourceFromText("sendmail.cf", "V10\nSx\nR$*\t$1 a\nSy\nR$*\t$: $>y $1\n"), reader, environment);
		const context = contextOf(attemptOf({ to: "x@victim.example" }), world);
		for (const name of ["x", "y", "nowhere"]) {
			expect(runRuleset(name, ["q"], ruleWorld(endless, daemon, context)).kind).toBe("unknown");
		}
	});

	it("takes marks that come with a matched text for its own, and the last default for the one", () => {
		if (daemon === undefined) throw new Error("no daemon");
		const rules =
			"V10\nKnone hash -o /etc/mail/none\nSx\nR$*\t$: $>y $1\nR$*\t$: $(none F:$1@ $: <?> $)\nSy\nR$*\t$#error $@ 5.1.3 $: no\n";
		const own = serverOfCf(sourceFromText("sendmail.cf", rules.replace("$: $>y $1", "$: q $>y $1")), reader, environment);
		const context = contextOf(attemptOf({ to: "x@victim.example" }), world);
		const ran = runRuleset("x", ["q"], ruleWorld(own, daemon, context));
		expect(ran.kind === "tokens" ? writtenTokens(ran.tokens) : ran.because.text).toBe("< ? >");
	});

	it("knows what old version levels mean by $w and by a canonical name, and a rule set without rules", () => {
		if (daemon === undefined) throw new Error("no daemon");
		const ask = (version: string) => {
			const text = `${version}Sx\nR$*\t$: $>8 $w $[ $1 $]\n`;
			const old = serverOfCf(sourceFromText("sendmail.cf", text), reader, environment);
			const context = contextOf(attemptOf({ to: "x@victim.example" }), world);
			const ran = runRuleset("x", tokenizeRuleText("victim.example", ".:@"), ruleWorld(old, daemon, context));
			return ran.kind === "tokens" ? writtenTokens(ran.tokens) : ran.because.text;
		};
		expect(ask("")).toBe("mx . example . com victim . example");
		expect(ask("V4\n")).toBe("mx . example . com victim . example .");
		expect(ask("V5\n")).toBe("mx victim . example .");
	});
});
