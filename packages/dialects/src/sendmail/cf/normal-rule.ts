import { tokenizeRuleText } from "../engine/compile.ts";

const OPERATORS = ".:%@!^/[]+";

/** One side of a rule with blanks, case and the wording of messages taken out, so that rules which do the same are the same text. */
function normalSide(text: string): string {
	const out: string[] = [];
	let plain = "";
	const flush = () => {
		for (const token of tokenizeRuleText(plain, OPERATORS))
			out.push(token.startsWith('"') ? message(token) : token.toLowerCase());
		plain = "";
	};
	for (let at = 0; at < text.length; at++) {
		if (text[at] !== "$" || at + 1 >= text.length) {
			plain += text[at] ?? "";
			continue;
		}
		const special = /^\$(?:[=~&]?\{[^}]*\}|[=~&].|.)/.exec(text.slice(at))?.[0] ?? "$";
		flush();
		out.push(special);
		at += special.length - 1;
	}
	flush();
	return out.join(" ");
}

/** Of a message only the first digit of its code counts: refused, or put off. */
function message(quoted: string): string {
	return `"${/^"(\d)\d\d\b/.exec(quoted)?.[1] ?? ""}"`;
}

/** A refusal by its kind; another mailer is a mailer, whichever. */
function normalRight(right: string): string {
	const text = normalSide(right);
	const refusal = /^((?:\$[:@] )?)\$# error(?: \$@ (.*?))? \$: (.*)$/.exec(text);
	if (refusal !== null) {
		const [, before = "", host = "", words = ""] = refusal;
		const digit = /^"(\d)"/.exec(words)?.[1] ?? /^(\d)\d\d\b/.exec(words)?.[1];
		const kind =
			host === "quarantine" ? "quarantine" : digit !== undefined ? `${digit}xx` : words.startsWith("$") ? words : "text";
		return `${before}$# error ${kind}`;
	}
	return text.replace(/\$# (?!error\b|discard\b|temp\b|relay\b|ok\b)[\w-]+/g, "$# mailer");
}

/** A number that stands for a rule: equal for rules that do the same. */
export function ruleNumber(left: string, right: string): number {
	return hashOf(`${normalSide(left.trim())}\t${normalRight(right.trim())}`);
}

/** A hash of 53 bits. */
function hashOf(text: string): number {
	let a = 0xdeadbeef;
	let b = 0x41c6ce57;
	for (let at = 0; at < text.length; at++) {
		const code = text.charCodeAt(at);
		a = Math.imul(a ^ code, 2654435761);
		b = Math.imul(b ^ code, 1597334677);
	}
	a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
	b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
	return 4294967296 * (2097151 & b) + (a >>> 0);
}
