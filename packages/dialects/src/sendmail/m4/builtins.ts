/** What `eval` of m4 makes of a text: integers of 32 bits with C's operators; undefined where it is none. */
export function evaluateInteger(text: string): number | undefined {
	const tokens = text.match(/\*\*|<<|>>|<=|>=|==|!=|&&|\|\||0[xX][0-9a-fA-F]+|\d+|[-+*/%<>!~&|^()]/g) ?? [];
	if (tokens.join("").length !== text.replace(/\s+/g, "").length) return undefined;
	let at = 0;
	const precedence: Readonly<Record<string, number>> = {
		"||": 1,
		"&&": 2,
		"|": 3,
		"^": 4,
		"&": 5,
		"==": 6,
		"!=": 6,
		"<": 7,
		"<=": 7,
		">": 7,
		">=": 7,
		"<<": 8,
		">>": 8,
		"+": 9,
		"-": 9,
		"*": 10,
		"/": 10,
		"%": 10,
		"**": 11,
	};
	const unary = (depth: number): number | undefined => {
		const token = tokens[at];
		if (token === undefined || depth > 100) return undefined;
		at += 1;
		if (token === "(") {
			const inner = binary(0, depth + 1);
			if (tokens[at] !== ")") return undefined;
			at += 1;
			return inner;
		}
		if (/^\d/.test(token)) return Number(/^0\d/.test(token) ? Number.parseInt(token, 8) : token) | 0;
		const operand = unary(depth + 1);
		if (operand === undefined) return undefined;
		if (token === "-") return -operand | 0;
		if (token === "+") return operand;
		if (token === "!") return operand === 0 ? 1 : 0;
		return token === "~" ? ~operand : undefined;
	};
	const binary = (least: number, depth: number): number | undefined => {
		let left = unary(depth);
		for (;;) {
			const operator = tokens[at];
			const rank = operator === undefined ? undefined : precedence[operator];
			if (left === undefined || operator === undefined || rank === undefined || rank < least || depth > 100) return left;
			at += 1;
			const right = binary(rank + 1, depth + 1);
			if (right === undefined) return undefined;
			left = apply(operator, left, right);
		}
	};
	const value = binary(0, 0);
	return at === tokens.length ? value : undefined;
}

function apply(operator: string, a: number, b: number): number | undefined {
	const truth = (condition: boolean) => (condition ? 1 : 0);
	switch (operator) {
		case "||":
			return truth(a !== 0 || b !== 0);
		case "&&":
			return truth(a !== 0 && b !== 0);
		case "|":
			return a | b;
		case "^":
			return a ^ b;
		case "&":
			return a & b;
		case "==":
			return truth(a === b);
		case "!=":
			return truth(a !== b);
		case "<":
			return truth(a < b);
		case "<=":
			return truth(a <= b);
		case ">":
			return truth(a > b);
		case ">=":
			return truth(a >= b);
		case "<<":
			return a << b;
		case ">>":
			return a >> b;
		case "+":
			return (a + b) | 0;
		case "-":
			return (a - b) | 0;
		case "*":
			return Math.imul(a, b);
		case "**":
			return b < 0 ? undefined : (a ** Math.min(b, 1000)) | 0;
		case "/":
			return b === 0 ? undefined : Math.trunc(a / b);
		default:
			return b === 0 ? undefined : a % b;
	}
}

/** What `translit` of m4 makes of a text: each character of `from` becomes the one at its place in `to`, or goes where there is none. */
export function transliterate(text: string, from: string, to: string): string {
	const source = spread(from);
	const target = spread(to);
	let out = "";
	for (const character of text) {
		const at = source.indexOf(character);
		out += at === -1 ? character : (target[at] ?? "");
	}
	return out;
}

/** `a-z` written out. */
function spread(range: string): readonly string[] {
	const out: string[] = [];
	const characters = [...range];
	for (let at = 0; at < characters.length; at++) {
		const first = characters[at] ?? "";
		const last = characters[at + 2];
		if (characters[at + 1] !== "-" || last === undefined) {
			out.push(first);
			continue;
		}
		const [low, high] = [first.charCodeAt(0), last.charCodeAt(0)];
		const step = low <= high ? 1 : -1;
		for (let code = low; code !== high + step; code += step) out.push(String.fromCharCode(code));
		at += 2;
	}
	return out;
}

/** `$1`, `$*`, `$@`, `$#` and `$0` of a macro's text in place; `$@` keeps each argument in the quotes in force. */
export function substituteArguments(
	text: string,
	name: string,
	given: readonly string[],
	quotes: { readonly openQuote: string; readonly closeQuote: string },
): string {
	return text.replace(/\$(\d+|[*@#])/g, (_all, which: string) => {
		if (which === "*") return given.join(",");
		if (which === "@") return given.map((one) => `${quotes.openQuote}${one}${quotes.closeQuote}`).join(",");
		if (which === "#") return String(given.length);
		return which === "0" ? name : (given[Number(which) - 1] ?? "");
	});
}
