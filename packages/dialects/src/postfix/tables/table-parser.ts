import { type CstNode, CstParser, type ParserMethod } from "chevrotain";
import { LazyLookahead } from "../../chevrotain.ts";
import * as t from "./table-lexer.ts";

/** One entry rule for each kind of table; a logical line is the unit of recovery. */
class TableParser extends CstParser {
	/** `key value`, postmap(1). */
	entry: ParserMethod<[], CstNode> = this.RULE("entry", () => {
		this.OR([
			{
				ALT: () => {
					this.CONSUME(t.Key);
					this.OPTION(() => this.CONSUME(t.Rest));
				},
			},
			{ ALT: () => this.CONSUME(t.UnbalancedKey) },
		]);
	});

	/** `name: value, ...`, aliases(5). */
	alias: ParserMethod<[], CstNode> = this.RULE("alias", () => {
		this.OPTION(() => this.OR([{ ALT: () => this.CONSUME(t.QuotedName) }, { ALT: () => this.CONSUME(t.LocalName) }]));
		this.OR1([
			{
				ALT: () => {
					this.CONSUME(t.Colon);
					this.OPTION1(() => this.CONSUME(t.Rest));
				},
			},
			{ ALT: () => this.CONSUME(t.OtherName) },
		]);
	});

	/** `[!]network/mask result`, `if [!]network/mask`, `endif`, cidr_table(5). */
	network: ParserMethod<[], CstNode> = this.RULE("network", () => {
		this.OR([
			{
				ALT: () => {
					this.CONSUME(t.If);
					this.MANY(() => this.CONSUME(t.Not));
					this.OPTION(() => this.CONSUME(t.Condition));
				},
			},
			{
				ALT: () => {
					this.CONSUME(t.EndIf);
					this.OPTION1(() => this.CONSUME(t.Rest));
				},
			},
			{
				ALT: () => {
					this.MANY1(() => this.CONSUME1(t.Not));
					this.OPTION2(() => {
						this.CONSUME(t.Network);
						this.OPTION3(() => this.CONSUME1(t.Rest));
					});
				},
			},
		]);
	});

	/** `[!]/pattern/flags result`, `if`, `endif`, regexp_table(5) and pcre_table(5). */
	expression: ParserMethod<[], CstNode> = this.RULE("expression", () => {
		this.OR([
			{
				ALT: () => {
					this.CONSUME(t.If);
					this.SUBRULE(this.pattern);
					this.OPTION(() => this.CONSUME(t.Rest));
				},
			},
			{
				ALT: () => {
					this.CONSUME(t.EndIf);
					this.OPTION1(() => this.CONSUME1(t.Rest));
				},
			},
			{ ALT: () => this.CONSUME(t.Unrecognised) },
			{
				ALT: () => {
					this.SUBRULE1(this.pattern);
					this.OPTION2(() => {
						this.CONSUME(t.Not);
						this.SUBRULE2(this.pattern);
					});
					this.OPTION3(() => this.CONSUME2(t.Rest));
				},
			},
		]);
	});

	private pattern: ParserMethod<[], CstNode> = this.RULE("pattern", () => {
		this.MANY(() => this.CONSUME(t.Not));
		this.OPTION(() =>
			this.OR([
				{
					ALT: () => {
						this.CONSUME(t.Delimited);
						this.OPTION1(() => this.OR1([{ ALT: () => this.CONSUME(t.Flags) }, { ALT: () => this.CONSUME(t.FlagsToBlank) }]));
					},
				},
				{ ALT: () => this.CONSUME(t.Unclosed) },
			]),
		);
	});

	constructor(validate: boolean) {
		super(t.allTokens, {
			skipValidations: !validate,
			maxLookahead: 1,
			recoveryEnabled: false,
			lookaheadStrategy: new LazyLookahead(),
		});
		this.performSelfAnalysis();
	}
}

let parser: TableParser | undefined;

/** The concrete syntax tree of one logical line; undefined where the line has no such shape. */
export function parseTableLine(text: string, grammar: t.TableGrammar): CstNode | undefined {
	const tokens = t.lexTableLine(text, grammar);
	parser ??= new TableParser(false);
	parser.input = tokens;
	const node = grammar === "regexp" || grammar === "pcre" ? parser.expression() : parser[grammar]();
	return parser.errors.length === 0 ? node : undefined;
}

/** A parser built with all of Chevrotain's checks; throws where the grammar is ambiguous. For tests. */
export function validatedTableParser(): CstParser {
	return new TableParser(true);
}
