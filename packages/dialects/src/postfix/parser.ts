import { type CstNode, CstParser, type IRecognitionException, type IToken, type ParserMethod } from "chevrotain";
import { LazyLookahead } from "../chevrotain.ts";
import * as t from "./lexer.ts";

/** One entry rule for each kind of record; without embedded actions and without recovery, as a record is the unit of recovery. */
class PostfixParser extends CstParser {
	/** postconf(5), the main.cf file format: `parameter = value`. */
	mainRecord: ParserMethod<[], CstNode> = this.RULE("mainRecord", () => {
		this.OPTION(() => this.CONSUME(t.NameSpace));
		this.AT_LEAST_ONE(() => this.OR([{ ALT: () => this.CONSUME(t.Name) }, { ALT: () => this.CONSUME(t.Hole) }]));
		this.OPTION1(() => this.CONSUME1(t.NameSpace));
		this.CONSUME(t.Equals);
		this.SUBRULE(this.value);
	});

	/** A value with its `$name` references; also the text of a default and of a master.cf override. */
	value: ParserMethod<[], CstNode> = this.RULE("value", () => {
		this.MANY(() => this.SUBRULE(this.piece));
	});

	/** `${...}` or `$(...)`, postconf(5). */
	private expansion: ParserMethod<[], CstNode> = this.RULE("expansion", () => {
		this.OR([
			{
				ALT: () => {
					this.CONSUME(t.OpenBraces);
					this.SUBRULE(this.expansionBody);
					this.CONSUME(t.RBrace);
				},
			},
			{
				ALT: () => {
					this.CONSUME(t.OpenParentheses);
					this.SUBRULE1(this.expansionBody);
					this.CONSUME(t.RParen);
				},
			},
		]);
	});

	/** `name`, `name?text`, `name:text`, since 3.0 `{a} == {b}` with `?{c}:{d}`, since 3.11 a function `name{text}`. */
	private expansionBody = this.RULE("expansionBody", () => {
		this.OPTION(() => this.CONSUME(t.Space));
		this.OR([
			{ ALT: () => this.SUBRULE(this.comparison) },
			{
				ALT: () => {
					this.OPTION1(() => {
						this.CONSUME(t.Word);
						this.OPTION2(() => this.CONSUME1(t.Space));
						this.OPTION5(() => {
							this.SUBRULE(this.group, { LABEL: "argument" });
							this.OPTION6(() => this.CONSUME2(t.Space));
						});
					});
				},
			},
		]);
		this.OPTION3(() => {
			this.OR1([
				{
					ALT: () => {
						this.CONSUME(t.Question);
						this.SUBRULE(this.branch, { LABEL: "whenTrue" });
						this.OPTION4(() => {
							this.CONSUME(t.Colon);
							this.SUBRULE1(this.branch, { LABEL: "whenFalse" });
						});
					},
				},
				{
					ALT: () => {
						this.CONSUME1(t.Colon);
						this.SUBRULE2(this.branch, { LABEL: "whenFalse" });
					},
				},
			]);
		});
	});

	/** `{a} op {b}`; since 3.6 an operator may carry a suffix such as `<=level`. */
	private comparison = this.RULE("comparison", () => {
		this.SUBRULE(this.group, { LABEL: "left" });
		this.OPTION(() => this.CONSUME(t.Space));
		this.CONSUME(t.Operator);
		this.OPTION1(() => this.CONSUME(t.Word));
		this.OPTION2(() => this.CONSUME1(t.Space));
		this.SUBRULE1(this.group, { LABEL: "right" });
		this.OPTION3(() => this.CONSUME2(t.Space));
	});

	/** Text in braces, or text up to the end of the expansion. */
	private branch: ParserMethod<[], CstNode> = this.RULE("branch", () => {
		this.OPTION(() => this.CONSUME(t.Space));
		this.OPTION1(() =>
			this.OR([
				{
					ALT: () => {
						this.SUBRULE(this.group);
						this.OPTION2(() => this.CONSUME1(t.Space));
					},
				},
				{
					ALT: () => {
						this.SUBRULE(this.piece);
						this.MANY(() => this.SUBRULE(this.textPiece));
					},
				},
			]),
		);
	});

	private textPiece: ParserMethod<[], CstNode> = this.RULE("textPiece", () => {
		this.OR([
			{ ALT: () => this.SUBRULE(this.piece) },
			{ ALT: () => this.CONSUME(t.Space) },
			{ ALT: () => this.SUBRULE(this.group) },
		]);
	});

	/** A part of a value, or of a text in an expansion; parentheses count only inside `$(...)`. */
	private piece: ParserMethod<[], CstNode> = this.RULE("piece", () => {
		this.OR([
			{ ALT: () => this.CONSUME(t.ValueText) },
			{ ALT: () => this.CONSUME(t.Word) },
			{ ALT: () => this.CONSUME(t.Other) },
			{ ALT: () => this.CONSUME(t.Operator) },
			{ ALT: () => this.CONSUME(t.Question) },
			{ ALT: () => this.CONSUME(t.Colon) },
			{ ALT: () => this.CONSUME(t.PlainReference) },
			{ ALT: () => this.CONSUME(t.Escape) },
			{ ALT: () => this.CONSUME(t.Dollar) },
			{ ALT: () => this.CONSUME(t.Hole) },
			{ ALT: () => this.SUBRULE(this.expansion) },
			{
				ALT: () => {
					this.CONSUME(t.LParen);
					this.MANY(() => this.SUBRULE(this.textPiece));
					this.CONSUME(t.RParen);
				},
			},
		]);
	});

	private group: ParserMethod<[], CstNode> = this.RULE("group", () => {
		this.CONSUME(t.LBrace);
		this.MANY(() => this.SUBRULE(this.textPiece));
		this.CONSUME(t.RBrace);
	});

	/** master(5): eight fields, of which the last is a command, then its arguments. */
	masterRecord: ParserMethod<[], CstNode> = this.RULE("masterRecord", () => {
		this.OPTION(() => this.CONSUME(t.Space));
		this.MANY(() => {
			this.SUBRULE(this.field);
			this.OPTION1(() => this.CONSUME1(t.Space));
		});
	});

	/** Braces keep white space together; only as the first character of an argument are they taken off. */
	private field = this.RULE("field", () => {
		this.AT_LEAST_ONE(() =>
			this.OR([
				{ ALT: () => this.CONSUME(t.FieldText) },
				{ ALT: () => this.CONSUME(t.Hole) },
				{ ALT: () => this.SUBRULE(this.fieldGroup) },
			]),
		);
	});

	private fieldGroup: ParserMethod<[], CstNode> = this.RULE("fieldGroup", () => {
		this.CONSUME(t.GroupOpen);
		this.MANY(() =>
			this.OR([
				{ ALT: () => this.CONSUME(t.GroupText) },
				{ ALT: () => this.CONSUME(t.Hole) },
				{ ALT: () => this.SUBRULE(this.fieldGroup) },
			]),
		);
		this.CONSUME(t.GroupClose);
	});

	constructor(skipValidations = true) {
		super([...t.postfixTokens], {
			skipValidations,
			maxLookahead: 1,
			recoveryEnabled: false,
			lookaheadStrategy: new LazyLookahead(),
		});
		this.performSelfAnalysis();
	}
}

/** A parser whose grammar is fully validated, for the test of the grammar itself. */
export function validatedParser(): CstParser {
	return new PostfixParser(false);
}

/** What one record became: a tree, or the first thing that did not fit. */
export type RecordParse =
	| { readonly kind: "tree"; readonly cst: CstNode }
	| { readonly kind: "error"; readonly error: IRecognitionException; readonly tokens: readonly IToken[] };

let parser: PostfixParser | undefined;
let parsed = 0;

/** How many records went through the grammar in this process: a test proves with it that no record bypasses it. */
export function parsedRecords(): number {
	return parsed;
}

/** Parses tokens by one entry rule; the parser is built on first use, because its set-up is the dearest part of a short run. */
export function parseTokens(tokens: IToken[], rule: "mainRecord" | "value" | "masterRecord"): RecordParse {
	parser ??= new PostfixParser();
	parsed++;
	parser.input = tokens;
	const cst = parser[rule]();
	const [error] = parser.errors;
	return error === undefined ? { kind: "tree", cst } : { kind: "error", error, tokens };
}
