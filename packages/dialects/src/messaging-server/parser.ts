import { type CstNode, CstParser, type IToken, type ParserMethod, type TokenType } from "chevrotain";
import * as t from "./lexer.ts";

/** One entry rule for each kind of record; without embedded actions and without recovery, as a record is the unit of recovery. */
class MessagingServerParser extends CstParser {
	/** Administration Guide, the mappings file: an indented pattern and a template. */
	entry: ParserMethod<[], CstNode> = this.RULE("entry", () => {
		this.CONSUME(t.Indent);
		this.SUBRULE(this.pattern);
		this.OPTION(() => {
			this.CONSUME(t.Gap);
			this.SUBRULE(this.template);
		});
	});

	/** Administration Guide, mapping entry patterns. */
	pattern: ParserMethod<[], CstNode> = this.RULE("pattern", () => {
		this.MANY(() => this.SUBRULE(this.patternPiece));
	});

	private patternPiece = this.RULE("patternPiece", () => {
		this.OR(
			[t.Quoted, t.Glob, t.Modifier, t.Network, t.IgnoredBits, t.Network6, t.Any, t.One, t.Stray, t.Literal].map((token) => ({
				ALT: () => this.CONSUME(token),
			})),
		);
	});

	/** Administration Guide, mapping entry templates. */
	template: ParserMethod<[], CstNode> = this.RULE("template", () => {
		this.MANY(() => this.SUBRULE(this.templatePiece));
		this.OPTION(() => {
			this.CONSUME(t.ColumnEnd);
			this.OPTION1(() => this.CONSUME(t.Rest));
		});
	});

	private templatePiece = this.RULE("templatePiece", () => {
		this.OR([
			...[
				t.Text,
				t.Saved,
				t.Case,
				t.FilterQuote,
				t.Sequence,
				t.Chance,
				t.FlagTest,
				t.Control,
				t.Quoted,
				t.Flag,
				t.LoneDollar,
			].map((token) => ({ ALT: () => this.CONSUME(token) })),
			{ ALT: () => this.SUBRULE(this.tableCall) },
			{ ALT: () => this.SUBRULE(this.databaseCall) },
			{ ALT: () => this.SUBRULE(this.urlCall) },
			{ ALT: () => this.SUBRULE(this.routineCall) },
		]);
	});

	/** `$|table;argument|` runs the argument through another table. */
	private tableCall = this.argumentRule("tableCall", t.TableOpen, t.TableText, t.TableClose);
	/** `${key}` looks the key up in the general database. */
	private databaseCall = this.argumentRule("databaseCall", t.DatabaseOpen, t.DatabaseText, t.DatabaseClose);
	/** `$]url[` asks a directory. */
	private urlCall = this.argumentRule("urlCall", t.UrlOpen, t.UrlText, t.UrlClose);
	/** `$[image,routine,argument]` calls a routine of the site. */
	private routineCall = this.argumentRule("routineCall", t.RoutineOpen, t.RoutineText, t.RoutineClose);

	private argumentRule(name: string, open: TokenType, text: TokenType, close: TokenType): ParserMethod<[], CstNode> {
		return this.RULE(name, () => {
			this.CONSUME(open);
			this.MANY(() =>
				this.OR(
					[text, t.Quoted, t.Saved, t.Case, t.FilterQuote, t.ArgumentEscape, t.LoneDollar].map((token) => ({
						ALT: () => this.CONSUME(token),
					})),
				),
			);
			this.CONSUME(close);
		});
	}

	/** Reference, the MTA configuration file: the pattern and the template of a rewrite rule. */
	rewriteRule: ParserMethod<[], CstNode> = this.RULE("rewriteRule", () => {
		this.CONSUME(t.Word);
		this.OPTION(() => {
			this.CONSUME(t.WordGap);
			this.MANY(() => this.SUBRULE(this.rewritePiece));
			this.OPTION1(() => {
				this.CONSUME(t.ColumnEnd);
				this.OPTION2(() => this.CONSUME(t.Rest));
			});
		});
	});

	private rewritePiece = this.RULE("rewritePiece", () => {
		this.OR([
			...[t.Part, t.ChannelTest, t.RewriteControl, t.LoneDollar, t.At, t.Percent, t.RewriteText].map((token) => ({
				ALT: () => this.CONSUME(token),
			})),
			{ ALT: () => this.SUBRULE(this.mapCall) },
			{ ALT: () => this.SUBRULE(this.generalCall) },
			{ ALT: () => this.SUBRULE(this.urlCall) },
			{ ALT: () => this.SUBRULE(this.routineCall) },
		]);
	});

	/** `${TABLE,argument}`: the table must be there and say `$Y`. */
	private mapCall = this.rewriteArgumentRule("mapCall", t.MapOpen, t.MapText, t.MapClose);
	/** `$(key)` looks the key up in the general database. */
	private generalCall = this.rewriteArgumentRule("generalCall", t.GeneralOpen, t.GeneralText, t.GeneralClose);

	private rewriteArgumentRule(name: string, open: TokenType, text: TokenType, close: TokenType): ParserMethod<[], CstNode> {
		return this.RULE(name, () => {
			this.CONSUME(open);
			this.MANY(() =>
				this.OR([text, t.Part, t.RewriteControl, t.LoneDollar].map((token) => ({ ALT: () => this.CONSUME(token) }))),
			);
			this.CONSUME(close);
		});
	}

	/** Reference, channel blocks: the words of a line. */
	words: ParserMethod<[], CstNode> = this.RULE("words", () => {
		this.MANY(() => this.OR([{ ALT: () => this.CONSUME(t.Word) }, { ALT: () => this.CONSUME(t.Blank) }]));
	});

	/** `[SERVICE=name]` or `NAME=value` of dispatcher.cnf; `name = value` of a listing. */
	optionLine: ParserMethod<[], CstNode> = this.RULE("optionLine", () => {
		this.OPTION(() => this.CONSUME(t.Blank));
		this.OR([
			{ ALT: () => this.CONSUME(t.Section) },
			{
				ALT: () => {
					this.CONSUME(t.OptionName);
					this.OPTION1(() => this.CONSUME1(t.Blank));
					this.CONSUME(t.Equals);
					this.OPTION2(() => this.CONSUME(t.OptionValue));
				},
			},
		]);
	});

	constructor(skipValidations = true) {
		super([...t.messagingServerTokens], { skipValidations, maxLookahead: 1, recoveryEnabled: false });
		this.performSelfAnalysis();
	}
}

/** A parser whose grammar is fully validated, for the test of the grammar itself. */
export function validatedMessagingServerParser(): CstParser {
	return new MessagingServerParser(false);
}

let parser: MessagingServerParser | undefined;

/** Parses tokens by one entry rule; undefined where they do not fit. The parser is built on first use. */
export function parseTokens(
	tokens: IToken[],
	rule: "entry" | "pattern" | "template" | "rewriteRule" | "words" | "optionLine",
): CstNode | undefined {
	parser ??= new MessagingServerParser();
	parser.input = tokens;
	const cst = parser[rule]();
	return parser.errors.length === 0 ? cst : undefined;
}
