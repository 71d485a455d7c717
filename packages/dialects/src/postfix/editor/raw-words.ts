import type { FileOrigin, Span } from "@relaylint/core";
import { originInLine } from "../lines.ts";
import type { Written } from "../rules/written.ts";
import type { ValueNode } from "../value-tree.ts";

/** A word of a value as it stands in the file, before any expansion. */
export interface RawWord {
	readonly text: string;
	readonly origin: FileOrigin;
}

/** A `$name` in a value. */
export interface RawReference {
	readonly name: string;
	/** The name alone. */
	readonly nameOrigin: FileOrigin;
	/** The whole expansion. */
	readonly origin: FileOrigin;
}

/** The place of a part of a value. */
export function placeInValue({ value, valueOrigin }: Written, span: Span): FileOrigin {
	const { source } = value;
	if (source.kind === "default") return valueOrigin;
	return originInLine(source.file, source.line, { start: source.start + span.start, end: source.start + span.end });
}

/** The words of a value, apart at white space, commas and the braces that group them. */
export function rawWords(written: Written): readonly RawWord[] {
	const { text } = written.value.tree;
	return [...text.matchAll(/(?:\$\{[^{}]*\}|[^\s,{}])+/g)].map(({ 0: word, index }) => ({
		text: word,
		origin: placeInValue(written, { start: index, end: index + word.length }),
	}));
}

/** The references of a value, those inside others too. */
export function rawReferences(written: Written): readonly RawReference[] {
	const found: RawReference[] = [];
	const walk = (nodes: readonly ValueNode[]) => {
		for (const node of nodes) {
			if (node.kind === "reference")
				found.push({
					name: node.name,
					nameOrigin: placeInValue(written, node.nameSpan),
					origin: placeInValue(written, node.span),
				});
			if (node.kind === "comparison") walk([...node.left, ...node.right]);
			if (node.kind === "call") walk(node.argument);
			if (node.kind === "reference" || node.kind === "comparison" || node.kind === "call")
				walk([...(node.whenTrue ?? []), ...(node.whenFalse ?? [])]);
		}
	};
	walk(written.value.tree.nodes);
	return found;
}

/** Whether a place of an origin's file lies in it, its end included. */
export function covers(origin: FileOrigin, file: FileOrigin["file"], offset: number): boolean {
	return origin.file === file && origin.span.start <= offset && offset <= origin.span.end;
}
