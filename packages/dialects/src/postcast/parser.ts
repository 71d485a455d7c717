import { type CstNode, CstParser, type IRecognitionException, type ParserMethod } from "chevrotain";
import * as t from "./lexer.ts";
import { lexLine } from "./lexer.ts";

/** relaylint's own format for the settings screens, a line at a time: the README beside this file. */
class PostcastParser extends CstParser {
	/** A line by itself: a section, a setting, a comment, or nothing. */
	line: ParserMethod<[], CstNode> = this.RULE("line", () => {
		this.OPTION(() => this.CONSUME(t.Space));
		this.OPTION1(() =>
			this.OR([
				{ ALT: () => this.SUBRULE(this.section) },
				{ ALT: () => this.SUBRULE(this.setting) },
				{ ALT: () => this.CONSUME(t.LineComment) },
			]),
		);
	});

	private section = this.RULE("section", () => {
		this.CONSUME(t.OpenBracket);
		this.OPTION(() => this.CONSUME(t.SectionName));
		this.CONSUME(t.CloseBracket);
		this.OPTION1(() => this.CONSUME(t.Space));
		this.OPTION2(() => this.CONSUME(t.LineComment));
	});

	private setting = this.RULE("setting", () => {
		this.CONSUME(t.Label);
		this.CONSUME(t.Equals);
		this.SUBRULE(this.values);
	});

	/** What follows `=`, and a line that goes on with it. */
	values: ParserMethod<[], CstNode> = this.RULE("values", () => {
		this.MANY(() =>
			this.OR([
				{ ALT: () => this.CONSUME(t.Space) },
				{ ALT: () => this.CONSUME(t.Comma) },
				{ ALT: () => this.CONSUME(t.Value) },
				{ ALT: () => this.CONSUME(t.Quoted) },
				{ ALT: () => this.CONSUME(t.Comment) },
			]),
		);
	});

	constructor(skipValidations = true) {
		super([...t.postcastTokens], { skipValidations, maxLookahead: 1, recoveryEnabled: false });
		this.performSelfAnalysis();
	}
}

/** A parser whose grammar is fully validated, for the test of the grammar itself. */
export function validatedPostcastParser(): CstParser {
	return new PostcastParser(false);
}

/** What a line became: a tree, or the first thing that did not fit. */
export type LineParse =
	| { readonly kind: "tree"; readonly cst: CstNode }
	| { readonly kind: "error"; readonly error: IRecognitionException };

let parser: PostcastParser | undefined;

/** Parses one line by one of the two entry rules. */
export function parseLine(line: string, rule: "line" | "values"): LineParse {
	parser ??= new PostcastParser();
	parser.input = lexLine(line, rule);
	const cst = parser[rule]();
	const [error] = parser.errors;
	return error === undefined ? { kind: "tree", cst } : { kind: "error", error };
}
