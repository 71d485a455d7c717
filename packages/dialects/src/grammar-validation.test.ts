import "./testing/group-by.ts";
import { type CstNode, CstParser, createToken, Lexer, type ParserMethod } from "chevrotain";
import { describe, expect, it } from "vitest";
import { modes as appleModes } from "./apple-mail/lexer.ts";
import { validatedAppleParser } from "./apple-mail/parser.ts";
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

// What is shipped skips Chevrotain's checks, for the sake of the start; here they run in full.

const grammars = [
	{ name: "main.cf and master.cf", parser: validatedParser, modes, from: "name" },
	{ name: "Apple's dumps", parser: validatedAppleParser, modes: appleModes, from: "dump" },
	{ name: "PostCast's settings", parser: validatedPostcastParser, modes: postcastModes, from: "line" },
	{
		name: "mappings and imta.cnf",
		parser: validatedMessagingServerParser,
		modes: messagingServerModes,
		from: "entry",
	},
	{ name: "lookup tables", parser: validatedTableParser, modes: tableModes, from: "entry" },
	{ name: "a configuration of Exim", parser: validatedEximParser, modes: eximModes, from: "main" },
	{ name: "an expansion of Exim", parser: validatedExpansionParser, modes: expansionModes, from: "top" },
] as const;

/** The one thing that Chevrotain objects to, as it does to every `$`: ours takes a backslash at the very end of a line into the key. */
const ACCEPTED = /^Unexpected RegExp Anchor Error:\s+Token Type: ->Key<-/;

describe.each(grammars)("the grammar of $name", ({ parser, modes: own, from }) => {
	it("has no ambiguity, left recursion, unreachable alternative or unknown rule", () => {
		expect(() => parser()).not.toThrow();
	});

	it("looks one token ahead and never further", () => {
		expect(Reflect.get(parser(), "maxLookahead")).toBe(1);
	});

	it("has sound tokens, none of which hides another", () => {
		const definition = { modes: own, defaultMode: from };
		const lexer = new Lexer(definition, { positionTracking: "onlyOffset", deferDefinitionErrorsHandling: true });
		const messages = lexer.lexerDefinitionErrors.map(({ message }) => message);
		expect(messages.filter((message) => !ACCEPTED.test(message))).toEqual([]);
	});

	it("knows in every mode where a token may lead", () => {
		const targets = Object.values(own)
			.flat()
			.flatMap(({ PUSH_MODE }) => (PUSH_MODE === undefined ? [] : [PUSH_MODE]));
		expect(targets.filter((mode) => !(mode in own))).toEqual([]);
	});
});

describe("the validation", () => {
	const A = createToken({ name: "A", pattern: "a" });
	const B = createToken({ name: "B", pattern: "b" });

	it("would find an ambiguity", () => {
		class Ambiguous extends CstParser {
			start = this.RULE("start", () => {
				this.OR([{ ALT: () => this.CONSUME(A) }, { ALT: () => this.CONSUME1(A) }]);
			});
			constructor() {
				super([A, B], { maxLookahead: 1, skipValidations: false });
				this.performSelfAnalysis();
			}
		}
		expect(() => new Ambiguous()).toThrow(/Ambiguous/);
	});

	it("would find left recursion", () => {
		class Recursive extends CstParser {
			start = this.RULE("start", () => {
				this.OPTION(() => this.CONSUME(B));
				this.SUBRULE(this.again);
			});
			again: ParserMethod<[], CstNode> = this.RULE("again", () => {
				this.SUBRULE(this.start);
				this.CONSUME(A);
			});
			constructor() {
				super([A, B], { maxLookahead: 1, skipValidations: false });
				this.performSelfAnalysis();
			}
		}
		expect(() => new Recursive()).toThrow(/left recursion/i);
	});

	it("would find a token that can never be", () => {
		const Any = createToken({ name: "Any", pattern: /[a-z]+/ });
		const { lexerDefinitionErrors } = new Lexer([Any, A], {
			positionTracking: "onlyOffset",
			deferDefinitionErrorsHandling: true,
		});
		expect(lexerDefinitionErrors.map(({ message }) => message).join()).toMatch(/never be matched/);
	});
});
