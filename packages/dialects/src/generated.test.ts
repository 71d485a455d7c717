import "./testing/group-by.ts";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { modes as appleModes } from "./apple-mail/lexer.ts";
import { validatedAppleParser } from "./apple-mail/parser.ts";
import { type Grammar, printEbnf } from "./ebnf.ts";
import { expansionModes } from "./exim/expansion/expansion-lexer.ts";
import { validatedExpansionParser } from "./exim/expansion/expansion-parser.ts";
import { modes as eximModes } from "./exim/lexer.ts";
import { validatedParser as validatedEximParser } from "./exim/parser.ts";
import { modes as messagingServerModes } from "./messaging-server/lexer.ts";
import { validatedMessagingServerParser } from "./messaging-server/parser.ts";
import { modes as postcastModes } from "./postcast/lexer.ts";
import { validatedPostcastParser } from "./postcast/parser.ts";
import { modes } from "./postfix/lexer.ts";
import { validatedParser } from "./postfix/parser.ts";
import { modes as tableModes } from "./postfix/tables/table-lexer.ts";
import { validatedTableParser } from "./postfix/tables/table-parser.ts";

const NOTATION = `They are printed from the parsers of packages/dialects; its generated.test.ts writes this file. Do not edit it.

The notation is the W3C's: A? A* A+, A | B, "text". A token's pattern is an ECMAScript regular expression; where
several tokens could begin, the first of the mode does. After the rules of a parser stand its tokens, and then the
modes of its lexer with the tokens in their order: (A) is skipped, after A > m the lexer is in mode m, after A < in
the mode before.`;

const postfixGrammars: readonly Grammar[] = [
	{
		title: "main.cf, postconf(5), and master.cf, master(5)",
		entries: [
			{ rule: "mainRecord", modes: ["name"], reads: "a logical line of main.cf" },
			{ rule: "value", modes: ["value"], reads: "a value by itself: a default, an override of master.cf" },
			{ rule: "masterRecord", modes: ["service"], reads: "a logical line of master.cf" },
		],
		productions: validatedParser().getSerializedGastProductions(),
		modes,
	},
	{
		title: "Lookup tables",
		entries: [
			{ rule: "entry", modes: ["entry"], reads: "a logical line of an indexed table, postmap(1)" },
			{ rule: "alias", modes: ["alias"], reads: "a logical line of aliases(5)" },
			{ rule: "network", modes: ["network"], reads: "a logical line of cidr_table(5)" },
			{ rule: "expression", modes: ["regexp", "pcre"], reads: "a logical line of regexp_table(5) or pcre_table(5)" },
		],
		productions: validatedTableParser().getSerializedGastProductions(),
		modes: tableModes,
		functions: {
			Delimited: "a character, text, and the same character again; in the text a backslash protects what follows it",
		},
	},
];

const postcastGrammars: readonly Grammar[] = [
	{
		title: "The settings of PostCast Server, as relaylint has them written down",
		entries: [
			{ rule: "line", modes: ["line"], reads: "a line by itself" },
			{ rule: "values", modes: ["values"], reads: 'an indented line without "=", which goes on with the list before it' },
		],
		productions: validatedPostcastParser().getSerializedGastProductions(),
		modes: postcastModes,
	},
];

const appleGrammars: readonly Grammar[] = [
	{
		title: "What shows the mail settings of a Mac OS X Server",
		entries: [
			{ rule: "dump", modes: ["dump"], reads: "the output of nidump(8)" },
			{ rule: "readLine", modes: ["property"], reads: "a line of niutil -read and nicl -read" },
			{ rule: "words", modes: ["words"], reads: "a command of niutil and nicl" },
			{ rule: "setting", modes: ["path"], reads: "a line of serveradmin(8) settings" },
		],
		productions: validatedAppleParser().getSerializedGastProductions(),
		modes: appleModes,
	},
];

const messagingServerGrammars: readonly Grammar[] = [
	{
		title: "mappings, imta.cnf, dispatcher.cnf",
		entries: [
			{ rule: "entry", modes: ["entry"], reads: "an indented line of mappings" },
			{ rule: "pattern", modes: ["pattern"], reads: "a pattern by itself" },
			{ rule: "template", modes: ["template"], reads: "a template by itself" },
			{ rule: "rewriteRule", modes: ["rewriteRule"], reads: "a rewrite rule of imta.cnf" },
			{ rule: "words", modes: ["words"], reads: "a line of a channel block" },
			{ rule: "optionLine", modes: ["option"], reads: "a line of dispatcher.cnf, of option.dat, or of a listing of msconfig" },
		],
		productions: validatedMessagingServerParser().getSerializedGastProductions(),
		modes: messagingServerModes,
	},
];

const eximGrammars: readonly Grammar[] = [
	{
		title: "The configuration file: specification, chapters 6 and 44",
		entries: [
			{ rule: "directive", modes: ["directive"], reads: "a conditional or an include" },
			{ rule: "mainLine", modes: ["main"], reads: "a logical line before the first section" },
			{ rule: "driverLine", modes: ["driver"], reads: "a logical line of routers, transports or authenticators" },
			{ rule: "aclLine", modes: ["acl"], reads: "a logical line of the ACLs" },
			{ rule: "ruleLine", modes: ["rule"], reads: "a rewriting or a retry rule" },
		],
		productions: validatedEximParser().getSerializedGastProductions(),
		modes: eximModes,
	},
	{
		title: "String expansions: specification, chapter 11",
		entries: [{ rule: "expansion", modes: ["top"], reads: "a string that is expanded" }],
		productions: validatedExpansionParser().getSerializedGastProductions(),
		modes: expansionModes,
		functions: {
			ConditionOpen: "an opening brace behind the list of forany, forall or filter",
			ListOpen: "an opening brace behind the first argument of match_address, match_domain, match_ip or match_local_part",
		},
	},
];

const files = [
	{
		path: "apple-mail/apple-mail.ebnf",
		text: printEbnf(
			`The grammars with which relaylint reads what Apple's commands print.
${NOTATION}`,
			appleGrammars,
		),
	},
	{
		path: "postcast/postcast.ebnf",
		text: printEbnf(
			`The grammar of relaylint's own format for the settings of PostCast Server.
${NOTATION}`,
			postcastGrammars,
		),
	},
	{
		path: "postfix/postfix.ebnf",
		text: printEbnf(
			`The grammars with which relaylint reads Postfix's files.
${NOTATION}

Each grammar is of one logical line: a line that begins with no white space, and the lines after it that do, without the
line feeds, the blank lines and the comment lines between them. \\uFDD0 stands for a character of a template's hole.`,
			postfixGrammars,
		),
	},
	{
		path: "messaging-server/messaging-server.ebnf",
		text: printEbnf(
			`The grammars with which relaylint reads the files of Messaging Server.
${NOTATION}

Each grammar is of one logical line: a line, and the lines after it where it ends in a backslash, without the backslash and the line
end. Comments begin with ! in the first column; table names, includes and blank lines are told apart before these grammars are used.`,
			messagingServerGrammars,
		),
	},
	{
		path: "exim/exim.ebnf",
		text: printEbnf(
			`The grammars with which relaylint reads Exim's files.
${NOTATION}

The grammar of the file is of one logical line: physical lines joined where a backslash ends them, macros replaced,
comments and skipped parts left out.`,
			eximGrammars,
		),
	},
] as const;

describe.each(files)("grammars/$path", ({ path, text }) => {
	it("is what the parsers are", () => {
		const file = fileURLToPath(new URL(`../../../grammars/${path}`, import.meta.url));
		const there = existsSync(file) ? readFileSync(file, "utf8") : "";
		if (process.env.CI) expect(there).toBe(text);
		else if (there !== text) {
			mkdirSync(dirname(file), { recursive: true });
			writeFileSync(file, text);
		}
	});

	it("names the version of no library", () => {
		expect(text).not.toMatch(/chevrotain|\d+\.\d+\.\d+/i);
	});
});

describe.each([...appleGrammars, ...eximGrammars, ...messagingServerGrammars, ...postfixGrammars, ...postcastGrammars])(
	"the grammar of $title",
	({ entries, productions, modes }) => {
		const defined = new Set(productions.map(({ name }) => name));

		it("has its entries and their modes", () => {
			for (const { rule, modes: from } of entries) {
				expect(defined).toContain(rule);
				for (const mode of from) expect(Object.keys(modes)).toContain(mode);
			}
		});

		it("has no rule that no entry reaches", () => {
			const reached = new Set<string>();
			const reach = (name: string) => {
				if (reached.has(name)) return;
				reached.add(name);
				walk(productions.filter((rule) => rule.name === name));
			};
			const walk = (parts: Grammar["productions"]) => {
				for (const part of parts) {
					if (part.type === "NonTerminal") reach(part.name ?? "");
					walk(part.definition ?? []);
				}
			};
			for (const { rule } of entries) reach(rule);
			expect([...defined].filter((name) => !reached.has(name ?? ""))).toEqual([]);
		});
	},
);
