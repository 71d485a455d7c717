import { type CstNode, CstParser, type IRecognitionException, type IToken, type ParserMethod } from "chevrotain";
import * as t from "./expansion-lexer.ts";

/** Strings that Exim expands (specification, chapter 11); which arguments an item or a condition takes is not a matter of the grammar. */
class ExpansionParser extends CstParser {
	/** A whole string. */
	expansion: ParserMethod<[], CstNode> = this.RULE("expansion", () => {
		this.MANY(() => this.OR([{ ALT: () => this.CONSUME(t.TopText) }, { ALT: () => this.SUBRULE(this.piece) }]));
	});

	private piece: ParserMethod<[], CstNode> = this.RULE("piece", () => {
		this.OR([
			{ ALT: () => this.CONSUME(t.Protected) },
			{ ALT: () => this.CONSUME(t.Escape) },
			{ ALT: () => this.CONSUME(t.Header) },
			{ ALT: () => this.CONSUME(t.Variable) },
			{ ALT: () => this.CONSUME(t.Dollar) },
			{ ALT: () => this.SUBRULE(this.operator) },
			{ ALT: () => this.SUBRULE(this.item) },
		]);
	});

	/** `${lc:text}` (11.7). */
	private operator = this.RULE("operator", () => {
		this.CONSUME(t.OperatorOpen);
		this.SUBRULE(this.text);
		this.CONSUME(t.Close);
	});

	/** `${name}`, `${if condition {yes}{no}}`, `${lookup{key}type{file}}` (11.5). */
	private item = this.RULE("item", () => {
		this.CONSUME(t.ItemOpen);
		this.SUBRULE(this.parts);
		this.CONSUME(t.Close);
	});

	private parts: ParserMethod<[], CstNode> = this.RULE("parts", () => {
		this.MANY(() =>
			this.OR([
				{ ALT: () => this.CONSUME(t.Blank) },
				{ ALT: () => this.CONSUME(t.Name) },
				{ ALT: () => this.CONSUME(t.Bang) },
				{ ALT: () => this.CONSUME(t.Comparison) },
				{ ALT: () => this.CONSUME(t.Defined) },
				{ ALT: () => this.CONSUME(t.Other) },
				{ ALT: () => this.SUBRULE(this.argument) },
				{ ALT: () => this.SUBRULE(this.junction) },
				{ ALT: () => this.SUBRULE(this.argumentList) },
				{ ALT: () => this.SUBRULE(this.listCondition) },
				{ ALT: () => this.SUBRULE(this.plainList) },
			]),
		);
	});

	private argument = this.RULE("argument", () => {
		this.CONSUME(t.Open);
		this.SUBRULE(this.text);
		this.CONSUME(t.Close);
	});

	/** `and{{condition}{condition}}` (11.8). */
	private junction: ParserMethod<[], CstNode> = this.RULE("junction", () => {
		this.CONSUME(t.Junction);
		this.MANY(() =>
			this.OR([
				{ ALT: () => this.CONSUME(t.Blank) },
				{ ALT: () => this.CONSUME(t.Other) },
				{ ALT: () => this.SUBRULE(this.innerCondition) },
			]),
		);
		this.CONSUME(t.Close);
	});

	private innerCondition: ParserMethod<[], CstNode> = this.RULE("innerCondition", () => {
		this.CONSUME(t.InnerOpen);
		this.SUBRULE(this.parts);
		this.CONSUME(t.Close);
	});

	private argumentList = this.RULE("argumentList", () => {
		this.CONSUME(t.Arguments);
		this.MANY(() =>
			this.OR([
				{ ALT: () => this.CONSUME(t.Blank) },
				{ ALT: () => this.CONSUME(t.Other) },
				{ ALT: () => this.SUBRULE(this.argument) },
			]),
		);
		this.CONSUME(t.Close);
	});

	/** The second argument of `forany`, `forall` and `filter`. */
	private listCondition: ParserMethod<[], CstNode> = this.RULE("listCondition", () => {
		this.CONSUME(t.ConditionOpen);
		this.SUBRULE(this.parts);
		this.CONSUME(t.Close);
	});

	/** The second argument of `match_domain` and its like, which is not expanded. */
	private plainList = this.RULE("plainList", () => {
		this.CONSUME(t.ListOpen);
		this.MANY(() =>
			this.OR([
				{ ALT: () => this.CONSUME(t.ListText) },
				{ ALT: () => this.CONSUME(t.Protected) },
				{ ALT: () => this.CONSUME(t.Escape) },
			]),
		);
		this.CONSUME(t.Close);
	});

	private text: ParserMethod<[], CstNode> = this.RULE("text", () => {
		this.MANY(() => this.OR([{ ALT: () => this.CONSUME(t.Text) }, { ALT: () => this.SUBRULE(this.piece) }]));
	});

	constructor(skipValidations = true) {
		super([...t.expansionTokens], { skipValidations, maxLookahead: 1, recoveryEnabled: false });
		this.performSelfAnalysis();
	}
}

/** A parser whose grammar is fully validated, for the test of the grammar itself. */
export function validatedExpansionParser(): CstParser {
	return new ExpansionParser(false);
}

/** What a string became: a tree, or the first thing that did not fit. */
export type ExpansionParse =
	| { readonly kind: "tree"; readonly cst: CstNode }
	| { readonly kind: "error"; readonly error: IRecognitionException };

let parser: ExpansionParser | undefined;

/** Parses the tokens of a string; the parser is built on first use. */
export function parseExpansionTokens(tokens: IToken[]): ExpansionParse {
	parser ??= new ExpansionParser();
	parser.input = tokens;
	const cst = parser.expansion();
	const [error] = parser.errors;
	return error === undefined ? { kind: "tree", cst } : { kind: "error", error };
}
