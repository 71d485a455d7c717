import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";

/** A JSON value with its place: `offset` is that of its first character. The name under which an object holds it is `key`. */
export type JsonNode = { readonly offset: number; readonly key?: { readonly offset: number } } & (
	| { readonly kind: "object"; readonly fields: readonly { readonly name: string; readonly value: JsonNode }[] }
	| { readonly kind: "list"; readonly items: readonly JsonNode[] }
	| { readonly kind: "string"; readonly value: string }
	| { readonly kind: "other" }
);

/** Reads JSON, without comments or trailing commas, and calls `fault` for each mistake; undefined where there is no value at all. */
export function readJson(text: string, fault: (reason: string, offset: number) => void): JsonNode | undefined {
	const errors: ParseError[] = [];
	try {
		return parsed(text, errors, fault);
	} catch (thrown) {
		if (!(thrown instanceof RangeError)) throw thrown;
		fault("it is nested too deeply", 0);
		return undefined;
	}
}

function parsed(text: string, errors: ParseError[], fault: (reason: string, offset: number) => void): JsonNode | undefined {
	const root = parseTree(text.replace(/^\ufeff/, " "), errors, {
		disallowComments: true,
		allowTrailingComma: false,
		allowEmptyContent: false,
	});
	for (const { error, offset } of errors) fault(REASONS[printParseErrorCode(error)] ?? "this is not understood", offset);
	return root === undefined || errors.length > 0 ? undefined : nodeOf(root);
}

const REASONS: Readonly<Record<string, string>> = {
	InvalidSymbol: "this word is none of JSON's",
	InvalidNumberFormat: "a number is malformed",
	PropertyNameExpected: "a name in double quotes is expected",
	ValueExpected: "a value is expected",
	ColonExpected: "a colon is expected",
	CommaExpected: "a comma is expected",
	CloseBraceExpected: "a closing brace is expected",
	CloseBracketExpected: "a closing bracket is expected",
	EndOfFileExpected: "nothing may follow the value",
	InvalidCommentToken: "comments are not allowed",
	UnexpectedEndOfComment: "comments are not allowed",
	UnexpectedEndOfString: "a string does not end",
	InvalidUnicode: "an escape in a string is malformed",
	InvalidEscapeCharacter: "an escape in a string is malformed",
	InvalidCharacter: "a string holds a control character",
};

function nodeOf(node: Node, key?: Node): JsonNode {
	const place = { offset: node.offset, ...(key === undefined ? {} : { key: { offset: key.offset } }) };
	if (node.type === "string") return { ...place, kind: "string", value: String(node.value) };
	if (node.type === "array") return { ...place, kind: "list", items: (node.children ?? []).map((child) => nodeOf(child)) };
	if (node.type !== "object") return { ...place, kind: "other" };
	const fields = (node.children ?? []).flatMap(({ children: [name, value] = [] }) =>
		name === undefined || value === undefined ? [] : [{ name: String(name.value), value: nodeOf(value, name) }],
	);
	return { ...place, kind: "object", fields };
}
