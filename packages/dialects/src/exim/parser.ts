import { type CstNode, CstParser, type IRecognitionException, type IToken, type ParserMethod } from "chevrotain";
import * as t from "./lexer.ts";

/** One entry rule for each kind of line; without embedded actions and without recovery, as a line is the unit of recovery. */
class EximParser extends CstParser {
	/** `.ifdef NAME`, `.include FILE` (6.3, 6.10). */
	directive: ParserMethod<[], CstNode> = this.RULE("directive", () => {
		this.CONSUME(t.DirectiveName);
		this.OPTION(() => this.CONSUME(t.Space));
		this.OPTION1(() => this.CONSUME(t.DirectiveText));
	});

	/** A line before the first `begin` (6.2, 6.4, 10.6). */
	mainLine: ParserMethod<[], CstNode> = this.RULE("mainLine", () => {
		this.OR([
			{ ALT: () => this.SUBRULE(this.section) },
			{ ALT: () => this.SUBRULE(this.macro) },
			{
				ALT: () => {
					this.OPTION(() => {
						this.CONSUME(t.Hide);
						this.CONSUME(t.Space);
					});
					this.OR1([{ ALT: () => this.SUBRULE(this.namedList) }, { ALT: () => this.SUBRULE(this.setting) }]);
				},
			},
		]);
	});

	/** A line of routers, transports or authenticators: a driver's name, or an option (6.11). */
	driverLine: ParserMethod<[], CstNode> = this.RULE("driverLine", () => {
		this.OR([
			{ ALT: () => this.SUBRULE(this.section) },
			{ ALT: () => this.SUBRULE(this.macro) },
			{
				ALT: () => {
					this.OPTION(() => {
						this.CONSUME(t.Hide);
						this.CONSUME(t.Space);
					});
					this.SUBRULE(this.optionOrName);
				},
			},
		]);
	});

	/** A line of an ACL: its name, a verb with or without a condition, or a further condition or modifier (44.20). */
	aclLine: ParserMethod<[], CstNode> = this.RULE("aclLine", () => {
		this.OR([
			{ ALT: () => this.SUBRULE(this.section) },
			{ ALT: () => this.SUBRULE(this.macro) },
			{
				ALT: () => {
					this.CONSUME(t.Verb);
					this.OPTION(() => this.CONSUME(t.Space));
					this.OPTION1(() => this.SUBRULE(this.condition));
				},
			},
			{ ALT: () => this.SUBRULE1(this.condition) },
		]);
	});

	/** A rewriting or a retry rule: fields between white space (31, 32). */
	ruleLine: ParserMethod<[], CstNode> = this.RULE("ruleLine", () => {
		this.OR([
			{ ALT: () => this.SUBRULE(this.ruleSection) },
			{
				ALT: () => {
					this.MANY(() =>
						this.OR1([
							{ ALT: () => this.CONSUME(t.QuotedField) },
							{ ALT: () => this.CONSUME(t.Field) },
							{ ALT: () => this.CONSUME(t.Space) },
						]),
					);
				},
			},
		]);
	});

	private section = this.RULE("section", () => {
		this.CONSUME(t.Begin);
		this.CONSUME(t.Space);
		this.CONSUME(t.Name);
		this.OPTION(() => this.CONSUME1(t.Space));
	});

	private ruleSection = this.RULE("ruleSection", () => {
		this.CONSUME(t.Begin);
		this.CONSUME(t.Space);
		this.CONSUME(t.Field);
	});

	private macro = this.RULE("macro", () => {
		this.CONSUME(t.MacroName);
		this.OPTION(() => this.CONSUME(t.Space));
		this.OR([{ ALT: () => this.CONSUME(t.DefineAgain) }, { ALT: () => this.CONSUME(t.Equals) }]);
		this.SUBRULE(this.value);
	});

	private namedList = this.RULE("namedList", () => {
		this.CONSUME(t.ListKind);
		this.CONSUME(t.Space);
		// Behind the kind a name in capitals is no macro's.
		this.OR([{ ALT: () => this.CONSUME(t.Name) }, { ALT: () => this.CONSUME(t.MacroName) }]);
		this.OPTION(() => this.CONSUME1(t.Space));
		this.CONSUME(t.Equals);
		this.SUBRULE(this.value);
	});

	private setting = this.RULE("setting", () => {
		this.CONSUME(t.Name);
		this.OPTION(() => this.CONSUME(t.Space));
		this.OPTION1(() => {
			this.CONSUME(t.Equals);
			this.SUBRULE(this.value);
		});
	});

	private optionOrName = this.RULE("optionOrName", () => {
		this.CONSUME(t.Name);
		this.OPTION(() => this.CONSUME(t.Space));
		this.OPTION1(() =>
			this.OR([
				{
					ALT: () => {
						this.CONSUME(t.Equals);
						this.SUBRULE(this.value);
					},
				},
				{
					ALT: () => {
						this.CONSUME(t.Colon);
						this.OPTION2(() => this.CONSUME1(t.Space));
					},
				},
			]),
		);
	});

	private condition: ParserMethod<[], CstNode> = this.RULE("condition", () => {
		this.OPTION(() => {
			this.CONSUME(t.Bang);
			this.OPTION1(() => this.CONSUME(t.Space));
		});
		this.OR([
			{
				ALT: () => {
					this.CONSUME(t.SetWord);
					this.CONSUME1(t.Space);
					this.CONSUME(t.Name, { LABEL: "variable" });
					this.OPTION2(() => this.CONSUME2(t.Space));
					this.CONSUME(t.Equals);
					this.SUBRULE(this.value);
				},
			},
			{ ALT: () => this.SUBRULE(this.optionOrName) },
		]);
	});

	private value = this.RULE("value", () => {
		this.OPTION(() => this.CONSUME(t.Space));
		this.OPTION1(() => this.CONSUME(t.Value));
	});

	constructor(skipValidations = true) {
		super([...t.eximTokens], { skipValidations, maxLookahead: 1, recoveryEnabled: false });
		this.performSelfAnalysis();
	}
}

/** A parser whose grammar is fully validated, for the test of the grammar itself. */
export function validatedParser(): CstParser {
	return new EximParser(false);
}

/** What one line became: a tree, or the first thing that did not fit. */
export type LineParse =
	| { readonly kind: "tree"; readonly cst: CstNode }
	| { readonly kind: "error"; readonly error: IRecognitionException };

let parser: EximParser | undefined;
let parsed = 0;

/** How many lines went through the grammar in this process: a test proves with it that no statement bypasses it. */
export function parsedLines(): number {
	return parsed;
}

/** Parses tokens by one entry rule; the parser is built on first use, because its set-up is the dearest part of a short run. */
export function parseLine(tokens: IToken[], rule: "directive" | "mainLine" | "driverLine" | "aclLine" | "ruleLine"): LineParse {
	parser ??= new EximParser();
	parsed++;
	parser.input = tokens;
	const cst = parser[rule]();
	const [error] = parser.errors;
	return error === undefined ? { kind: "tree", cst } : { kind: "error", error };
}
