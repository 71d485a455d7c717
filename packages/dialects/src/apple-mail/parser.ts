import { type CstNode, CstParser, type IRecognitionException, type IToken, type ParserMethod } from "chevrotain";
import * as t from "./lexer.ts";

/** The ways in which a Mac OS X Server shows its mail settings. */
class AppleParser extends CstParser {
	/** `nidump -r`, nidump(8): directories, or the properties of one without its braces. */
	dump: ParserMethod<[], CstNode> = this.RULE("dump", () => {
		this.MANY(() =>
			this.OR([
				{ ALT: () => this.SUBRULE(this.directory) },
				{ ALT: () => this.SUBRULE(this.property) },
				{ ALT: () => this.CONSUME(t.Comma) },
			]),
		);
	});

	/** Properties in braces; a dump that was cut off lacks the last of them. */
	private directory: ParserMethod<[], CstNode> = this.RULE("directory", () => {
		this.CONSUME(t.LBrace);
		this.MANY(() => this.SUBRULE(this.property));
		this.OPTION(() => this.CONSUME(t.RBrace));
	});

	private property: ParserMethod<[], CstNode> = this.RULE("property", () => {
		this.SUBRULE(this.atom, { LABEL: "name" });
		this.CONSUME(t.Equals);
		this.OPTION(() => this.OR([{ ALT: () => this.SUBRULE1(this.atom) }, { ALT: () => this.SUBRULE(this.list) }]));
		this.OPTION1(() => this.CONSUME(t.Semicolon));
	});

	/** The values of a property, or the directories below CHILDREN. */
	private list: ParserMethod<[], CstNode> = this.RULE("list", () => {
		this.CONSUME(t.LParen);
		this.MANY(() =>
			this.OR([
				{ ALT: () => this.SUBRULE(this.atom) },
				{ ALT: () => this.SUBRULE(this.directory) },
				{ ALT: () => this.CONSUME(t.Comma) },
			]),
		);
		this.OPTION(() => this.CONSUME(t.RParen));
	});

	private atom = this.RULE("atom", () => {
		this.OR([{ ALT: () => this.CONSUME(t.Quoted) }, { ALT: () => this.CONSUME(t.Bare) }]);
	});

	/** `niutil -read` and `nicl -read`: a line `name: value value`. */
	readLine: ParserMethod<[], CstNode> = this.RULE("readLine", () => {
		this.CONSUME(t.Key);
		this.CONSUME(t.Colon);
		this.SUBRULE(this.words);
	});

	/** The words of a command, or of a property's values. */
	words: ParserMethod<[], CstNode> = this.RULE("words", () => {
		this.MANY(() =>
			this.OR([
				{ ALT: () => this.CONSUME(t.Word) },
				{ ALT: () => this.CONSUME(t.WordQuoted) },
				{ ALT: () => this.CONSUME(t.Apostrophes) },
			]),
		);
	});

	/** A line of `serveradmin settings`, serveradmin(8): `path = value`. */
	setting: ParserMethod<[], CstNode> = this.RULE("setting", () => {
		this.CONSUME(t.Path);
		this.CONSUME(t.Assign);
		this.OPTION(() => this.OR([{ ALT: () => this.CONSUME(t.Text) }, { ALT: () => this.CONSUME(t.Plain) }]));
	});

	constructor(skipValidations = true) {
		super([...t.appleTokens], { skipValidations, maxLookahead: 1, recoveryEnabled: false });
		this.performSelfAnalysis();
	}
}

/** A parser whose grammar is fully validated, for the test of the grammar itself. */
export function validatedAppleParser(): CstParser {
	return new AppleParser(false);
}

/** What a text became: a tree, or the first thing that did not fit. */
export type AppleParse =
	| { readonly kind: "tree"; readonly cst: CstNode }
	| { readonly kind: "error"; readonly error: IRecognitionException };

let parser: AppleParser | undefined;

/** Parses tokens by one entry rule. */
export function parseApple(tokens: IToken[], rule: "dump" | "readLine" | "words" | "setting"): AppleParse {
	parser ??= new AppleParser();
	parser.input = tokens;
	const cst = parser[rule]();
	const [error] = parser.errors;
	return error === undefined ? { kind: "tree", cst } : { kind: "error", error };
}
