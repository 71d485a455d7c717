/** A part of a grammar, as Chevrotain's `getSerializedGastProductions` gives it; named here so that the printer knows no parser. */
export interface Production {
	readonly type: string;
	readonly name?: string;
	readonly separator?: Production;
	readonly definition?: readonly Production[];
}

/** What the printer reads of a Chevrotain token type. */
export interface Token {
	readonly name: string;
	readonly PATTERN?: unknown;
	readonly PUSH_MODE?: string;
	readonly POP_MODE?: boolean;
	/** A token of a category stands for it in the rules. */
	readonly CATEGORIES?: readonly Token[];
	/** Named where the parser does not see the token. */
	readonly GROUP?: string;
}

/** One parser with its lexer. */
export interface Grammar {
	readonly title: string;
	/** Which rules read a whole text, in which modes the lexer may start for them, and what that text is. */
	readonly entries: readonly { readonly rule: string; readonly modes: readonly string[]; readonly reads: string }[];
	readonly productions: readonly Production[];
	/** The lexer's modes with their tokens in the order in which they are tried. */
	readonly modes: Readonly<Record<string, readonly Token[]>>;
	/** In words, by name: the tokens that are recognised by a function. */
	readonly functions?: Readonly<Record<string, string>>;
}

const WIDTH = 90;

/** Grammars as text in the EBNF notation of the W3C, under a comment; the same for the same grammars, whatever printed before. */
export function printEbnf(comment: string, grammars: readonly Grammar[]): string {
	return `${[commented(comment), ...grammars.map(printGrammar)].join("\n\n")}\n`;
}

function printGrammar(grammar: Grammar): string {
	const tokens = [...new Set(Object.values(grammar.modes).flat())];
	const literals = new Map(tokens.flatMap((token) => (typeof token.PATTERN === "string" ? [[token.name, token] as const] : [])));
	const terminal = (name: string) => {
		const literal = literals.get(name);
		return literal === undefined ? name : quoted(String(literal.PATTERN));
	};
	const entries = grammar.entries.map(({ rule, modes, reads }) => `${rule}, from mode ${modes.join(" or ")}: ${reads}`);
	const rules = grammar.productions.map((rule) => printRule(rule, terminal));
	const patterns = new Map<string, string>();
	for (const token of tokens) {
		if (typeof token.PATTERN === "string") continue;
		const name = shownName(token, tokens);
		if (!patterns.has(name)) patterns.set(name, `${name} ::= ${patternText(token, grammar.functions)}`);
	}
	const modes = Object.entries(grammar.modes).map(
		([mode, own]) => `${mode}: ${own.map((token) => shownToken(token, tokens, terminal)).join(", ")}`,
	);
	return [
		commented(`${grammar.title}\n\n${entries.join("\n")}`),
		rules.join("\n\n"),
		[...patterns.values()].join("\n"),
		commented(modes.join("\n")),
	].join("\n\n");
}

function printRule(rule: Production, terminal: (name: string) => string): string {
	const head = `${rule.name} ::= `;
	const line = head + sequence(rule.definition, terminal);
	const [only, ...others] = rule.definition ?? [];
	if (line.length <= WIDTH || only?.type !== "Alternation" || others.length > 0) return line;
	const alternatives = (only.definition ?? []).map((alternative) => print(alternative, terminal));
	return head + alternatives.join(`\n${" ".repeat(head.length - 2)}| `);
}

function sequence(parts: readonly Production[] | undefined, terminal: (name: string) => string): string {
	const [only, ...others] = parts ?? [];
	if (only === undefined) return "/* nothing */";
	if (others.length === 0) return print(only, terminal);
	return [only, ...others]
		.map((part) => (part.type === "Alternation" ? `(${print(part, terminal)})` : print(part, terminal)))
		.join(" ");
}

/** One part; the name of every kind is Chevrotain's, and one it does not have is our mistake. */
function print(part: Production, terminal: (name: string) => string): string {
	const inner = () => sequence(part.definition, terminal);
	switch (part.type) {
		case "Terminal":
			return terminal(part.name ?? "");
		case "NonTerminal":
			return part.name ?? "";
		case "Alternative":
			return inner();
		case "Alternation":
			return (part.definition ?? []).map((alternative) => print(alternative, terminal)).join(" | ");
		case "Option":
			return `${atom(part, inner())}?`;
		case "Repetition":
			return `${atom(part, inner())}*`;
		case "RepetitionMandatory":
			return `${atom(part, inner())}+`;
		case "RepetitionWithSeparator":
			return `(${separated(part, inner(), terminal)})?`;
		case "RepetitionMandatoryWithSeparator":
			return separated(part, inner(), terminal);
		default:
			throw new Error(`no notation for ${part.type}`);
	}
}

function separated(part: Production, inner: string, terminal: (name: string) => string): string {
	const own = atom(part, inner);
	return `${own} (${part.separator === undefined ? "" : print(part.separator, terminal)} ${own})*`;
}

/** The text of what a part repeats, in parentheses unless it is one name. */
function atom(part: Production, text: string): string {
	const [only, ...others] = part.definition ?? [];
	return others.length === 0 && (only?.type === "Terminal" || only?.type === "NonTerminal") ? text : `(${text})`;
}

/** A token under its category's name; tokens that the parser never sees share one name where they share a pattern. */
function shownName(token: Token, tokens: readonly Token[]): string {
	const [category] = token.CATEGORIES ?? [];
	if (category !== undefined) return category.name;
	if (token.GROUP === undefined) return token.name;
	const same = (other: Token) => other.GROUP === token.GROUP && String(other.PATTERN) === String(token.PATTERN);
	return tokens.find(same)?.name ?? token.name;
}

function shownToken(token: Token, tokens: readonly Token[], terminal: (name: string) => string): string {
	const name = typeof token.PATTERN === "string" ? terminal(token.name) : shownName(token, tokens);
	const shown = token.GROUP === undefined ? name : `(${name})`;
	if (token.PUSH_MODE !== undefined) return `${shown} > ${token.PUSH_MODE}`;
	return token.POP_MODE === true ? `${shown} <` : shown;
}

function patternText({ name, PATTERN, CATEGORIES }: Token, functions: Grammar["functions"]): string {
	if (PATTERN instanceof RegExp) return escaped(String(PATTERN));
	const words = functions?.[CATEGORIES?.[0]?.name ?? name];
	if (words === undefined) throw new Error(`nothing says what ${name} is`);
	return `/* ${words} */`;
}

function quoted(text: string): string {
	return escaped(text.includes('"') ? `'${text}'` : `"${text}"`);
}

/** Text whose every character can be seen. */
function escaped(text: string): string {
	return text.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`);
}

function commented(text: string): string {
	const lines = text.split("\n");
	if (lines.length === 1) return `/* ${text} */`;
	return `/*\n${lines.map((line) => (line === "" ? "" : `  ${line}`)).join("\n")}\n*/`;
}
