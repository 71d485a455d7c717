import { compileExpression } from "../../expression/expression.ts";
import { splitList } from "../lists/split-list.ts";
import { concatenated, EMPTY, limit, mapped, openValue, textValue, type Value } from "./value-of.ts";

function allTexts(values: readonly Value[]): readonly string[] | undefined {
	const texts = values.map((value) => (value.kind === "text" ? value.text : undefined));
	return texts.some((text) => text === undefined) ? undefined : (texts as string[]);
}

function firstOpen(values: readonly Value[]): Value {
	return (
		values.find((value) => value.kind === "failed" || value.kind === "error") ??
		openValue(values.find((value) => value.kind === "open")?.because ?? limit("a text"))
	);
}

/** `${sg{text}{expression}{replacement}}`. */
export function substitute(values: readonly Value[]): Value {
	const texts = allTexts(values);
	if (texts === undefined) return firstOpen(values);
	const [text, source, replacement] = texts;
	if (text === undefined || source === undefined || replacement === undefined)
		return { kind: "error", reason: "sg wants three arguments" };
	const expression = compileExpression(source, "pcre");
	if (expression.kind === "invalid") return { kind: "error", reason: `the expression ${source} is wrong` };
	if (expression.kind !== "compiled" || !expression.exactGroups) return openValue(limit(`the expression ${source}`));
	let result = "";
	let rest = text;
	for (let count = 0; count < 1000; count++) {
		const found = expression.match(rest);
		const whole = found?.[0];
		if (found === null || whole === undefined) return textValue(result + rest);
		const at = rest.indexOf(whole);
		// The place of an empty match, or of one that also stands earlier, is not told.
		if (whole === "" || (rest.indexOf(whole, at + 1) !== -1 && /[\\^$?]/.test(source)))
			return openValue(limit(`where ${source} matches`));
		result += rest.slice(0, at) + replacement.replace(/\$\{?(\d)\}?/g, (_, digit: string) => found[Number(digit)] ?? "");
		rest = rest.slice(at + whole.length);
	}
	return openValue(limit("${sg} of a long text"));
}

/** `${tr{text}{characters}{replacements}}`. */
export function translate(values: readonly Value[]): Value {
	const texts = allTexts(values);
	if (texts === undefined) return firstOpen(values);
	const [text = "", from = "", to = ""] = texts;
	if (to === "") return textValue(text);
	return textValue(
		[...text]
			.map((character) => {
				const at = from.lastIndexOf(character);
				return at === -1 ? character : (to[at] ?? (to.at(-1) as string));
			})
			.join(""),
	);
}

/** A numbered field; a forced failure stands for a field that is not there. */
export function extractField(number: number, separators: string, string: Value): Value {
	return mapped(string, (text) => {
		if (number === 0) return textValue(text);
		const fields: string[] = [];
		let field = "";
		for (const character of text) {
			if (separators.includes(character)) {
				fields.push(field);
				field = "";
			} else field += character;
		}
		fields.push(field);
		const found = number > 0 ? fields[number - 1] : fields[fields.length + number];
		return found === undefined ? { kind: "failed" } : textValue(found);
	});
}

/** The value of `name=value` in a text. */
export function extractItem(key: string, string: Value): Value {
	return mapped(string, (text) => {
		for (const found of text.matchAll(/([^\s=]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|(\S*))/g)) {
			if (found[1]?.toLowerCase() === key.toLowerCase())
				return textValue((found[2]?.replace(/\\(.)/g, "$1") ?? found[3]) as string);
		}
		return { kind: "failed" };
	});
}

/** `${listextract{number}{list}}` without branches. */
export function listExtract(values: readonly Value[]): Value {
	const texts = allTexts(values.slice(0, 2));
	if (texts === undefined) return firstOpen(values);
	const items = splitList(texts[1] ?? "");
	const number = Number(texts[0]);
	const found = number > 0 ? items[number - 1] : items[items.length + number];
	const branch = found === undefined ? values[3] : values[2];
	if (branch !== undefined && found !== undefined) return openValue(limit("${listextract} with branches"));
	return found === undefined ? (branch ?? EMPTY) : textValue(found.text);
}

/** Joins texts as a list. */
export function asText(values: readonly Value[]): Value {
	return concatenated(values);
}
