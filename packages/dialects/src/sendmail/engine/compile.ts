import { special, type Token } from "./symbols.ts";

/** One element of a rule's left side: op.txt 5.1.2. */
export type LeftElement =
	| { readonly kind: "text"; readonly folded: string }
	/** `$*`, `$+`, `$-`: any number of tokens, at least one, exactly one. */
	| { readonly kind: "any"; readonly least: 0 | 1; readonly most: 1 | undefined }
	/** `$=x` a phrase in a class, `$~x` a token in none. */
	| { readonly kind: "class"; readonly name: string; readonly negated: boolean }
	/** `$&x`: the value that a macro has while the rule runs. */
	| { readonly kind: "macro"; readonly name: string }
	/** `$@`: nothing. */
	| { readonly kind: "nothing" };

/** One element of a rule's right side: op.txt 5.1.3. */
export type RightElement =
	| { readonly kind: "token"; readonly token: Token }
	| { readonly kind: "reference"; readonly number: number }
	| { readonly kind: "macro"; readonly name: string };

/** How a rule ends: `$@` leaves the rule set, `$:` goes to the next rule, `$#` leaves with an answer; else the rule is tried again. */
export type RuleEnd = "return" | "once" | "answer" | "again";

/** A rule as it runs. */
export interface CompiledRule {
	readonly left: readonly LeftElement[];
	readonly right: readonly RightElement[];
	readonly end: RuleEnd;
}

/** What rules are compiled with: values of macros when the file is read, and the operator characters. */
export interface CompileContext {
	readonly operators: string;
	/** The value of `$x` as the file is read; undefined where it has none. */
	macro(name: string): string | undefined;
}

const DELIMITERS = "()<>,;\r\n";

/** Splits the text of a rule: operators and brackets alone, quoted strings whole, nothing left out. */
export function tokenizeRuleText(text: string, operators: string): readonly string[] {
	const tokens: string[] = [];
	let atom = "";
	const flush = () => {
		if (atom !== "") tokens.push(atom);
		atom = "";
	};
	for (let at = 0; at < text.length; at++) {
		const character = text[at] ?? "";
		if (character === "\\" && at + 1 < text.length) {
			atom += text[at + 1] === "!" ? "!" : `\\${text[at + 1]}`;
			at += 1;
		} else if (character === '"') {
			flush();
			let end = at + 1;
			while (end < text.length && text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
			tokens.push(text.slice(at, end + 1));
			at = end;
		} else if (/\s/.test(character)) flush();
		else if (DELIMITERS.includes(character) || operators.includes(character)) {
			flush();
			tokens.push(character);
		} else atom += character;
	}
	flush();
	return tokens;
}

interface Piece {
	readonly kind: "text" | "meta";
	/** The text, or the character behind `$`. */
	readonly text: string;
	/** The name behind `$=`, `$~`, `$&`. */
	readonly name: string;
}

/** A name at a place: one character, or several in braces. */
function nameAt(text: string, at: number): { readonly name: string; readonly end: number } {
	if (text[at] !== "{") return { name: text[at] ?? "", end: at + 1 };
	const close = text.indexOf("}", at);
	return close === -1 ? { name: text.slice(at + 1), end: text.length } : { name: text.slice(at + 1, close), end: close + 1 };
}

/** Puts the values of `$x` and the branches of `$?x ... $| ... $.` in place, as the daemon does when it reads a rule. */
export function expandAtRead(text: string, context: CompileContext, depth = 0): string {
	let out = "";
	/** Whether what is read now is kept, for each conditional that is open. */
	const open: boolean[] = [];
	const kept = () => open.every((one) => one);
	for (let at = 0; at < text.length; at++) {
		const character = text[at] ?? "";
		if (character !== "$" || at + 1 >= text.length) {
			if (kept()) out += character;
			continue;
		}
		const next = text[at + 1] ?? "";
		if (next === "?") {
			const { name, end } = nameAt(text, at + 2);
			open.push((context.macro(name) ?? "") !== "");
			at = end - 1;
		} else if (next === "|" && open.length > 0) {
			open[open.length - 1] = !open[open.length - 1];
			at += 1;
		} else if (next === ".") {
			if (open.length > 0) open.pop();
			at += 1;
		} else if (/[A-Za-z_{]/.test(next)) {
			const { name, end } = nameAt(text, at + 1);
			const value = context.macro(name) ?? "";
			if (kept()) out += depth < 10 ? expandAtRead(value, context, depth + 1) : value;
			at = end - 1;
		} else {
			const { end } = /[=~&]/.test(next) ? nameAt(text, at + 2) : { end: at + 2 };
			if (kept()) out += text.slice(at, end);
			at = end - 1;
		}
	}
	return out;
}

function pieces(text: string): readonly Piece[] {
	const out: Piece[] = [];
	let plain = "";
	const flush = () => {
		if (plain !== "") out.push({ kind: "text", text: plain, name: "" });
		plain = "";
	};
	for (let at = 0; at < text.length; at++) {
		if (text[at] !== "$" || at + 1 >= text.length) {
			plain += text[at] ?? "";
			continue;
		}
		const next = text[at + 1] ?? "";
		if (next === "$") {
			plain += "$";
			at += 1;
			continue;
		}
		flush();
		if (/[=~&]/.test(next)) {
			const { name, end } = nameAt(text, at + 2);
			out.push({ kind: "meta", text: next, name });
			at = end - 1;
		} else {
			out.push({ kind: "meta", text: next, name: "" });
			at += 1;
		}
	}
	flush();
	return out;
}

/** Compiles a rule. Total: what is no operator of a left side stands there as text that nothing matches. */
export function compileRule(left: string, right: string, context: CompileContext): CompiledRule {
	const elements: LeftElement[] = [];
	for (const piece of pieces(expandAtRead(left, context))) {
		if (piece.kind === "text") {
			for (const token of tokenizeRuleText(piece.text, context.operators))
				elements.push({ kind: "text", folded: token.toLowerCase() });
			continue;
		}
		elements.push(leftElement(piece));
	}
	return { left: elements, ...compileRight(expandAtRead(right, context), context) };
}

function leftElement({ text, name }: Piece): LeftElement {
	switch (text) {
		case "*":
			return { kind: "any", least: 0, most: undefined };
		case "+":
			return { kind: "any", least: 1, most: undefined };
		case "-":
			return { kind: "any", least: 1, most: 1 };
		case "=":
			return { kind: "class", name, negated: false };
		case "~":
			return { kind: "class", name, negated: true };
		case "&":
			return { kind: "macro", name };
		case "@":
			return { kind: "nothing" };
		case "#":
		case ":":
		case "|":
			return { kind: "text", folded: special(`$${text}`) };
		default:
			return { kind: "text", folded: `$${text}` };
	}
}

function compileRight(text: string, context: CompileContext): Pick<CompiledRule, "right" | "end"> {
	const right: RightElement[] = [];
	for (const piece of pieces(text)) {
		if (piece.kind === "text")
			for (const token of tokenizeRuleText(piece.text, context.operators)) right.push({ kind: "token", token });
		else if (piece.text === "&") right.push({ kind: "macro", name: piece.name });
		else if (/\d/.test(piece.text)) right.push({ kind: "reference", number: Number(piece.text) });
		else if (/[#@:|>()[\]]/.test(piece.text)) right.push({ kind: "token", token: special(`$${piece.text}` as "$#") });
		else right.push({ kind: "token", token: `$${piece.text}` });
	}
	const [first] = right;
	const token = first?.kind === "token" ? first.token : undefined;
	if (token === special("$@")) return { right: right.slice(1), end: "return" };
	if (token === special("$:")) return { right: right.slice(1), end: "once" };
	return { right, end: token === special("$#") ? "answer" : "again" };
}
