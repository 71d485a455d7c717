import type { ValueNode, ValueTree } from "../value-tree.ts";

/** `${{$compatibility_level} <level {3.6} ? {one} : {other}}`, of texts without braces. */
const BY_LEVEL = /^\$\{\{\$compatibility_level\} <level \{([\d.]+)\} \? \{([^{}]*)\} : \{([^{}]*)\}\}$/;
/** `${name:text}`, of a text without braces. */
const WHERE_EMPTY = /^\$\{(\w+):([^{}?:]*)\}$/;

/**
 * The tree of a default of this schema that is plain text with `$name` in it, or one such text or another by compatibility level or by whether
 * a name is empty; undefined for any other form. It is what the grammar reads, which a test compares: the grammar's tables of expansions need
 * not be made for a file that writes none.
 */
export function treeOfDefault(text: string): ValueTree | undefined {
	if (!text.includes("{")) return { text, nodes: plainNodes(text, 0) };
	const span = { start: 0, end: text.length };
	const byLevel = BY_LEVEL.exec(text);
	if (byLevel !== null) {
		const [, level = "", below = "", other = ""] = byLevel;
		const levelStart = text.indexOf("<level {") + 8;
		const belowStart = levelStart + level.length + 5;
		const name = "compatibility_level";
		return {
			text,
			nodes: [
				{
					kind: "comparison",
					span,
					left: [reference(name, 3)],
					operator: "<level",
					right: plainNodes(level, levelStart),
					whenTrue: plainNodes(below, belowStart),
					whenFalse: plainNodes(other, belowStart + below.length + 5),
				},
			],
		};
	}
	const whereEmpty = WHERE_EMPTY.exec(text);
	if (whereEmpty === null) return undefined;
	const [, name = "", other = ""] = whereEmpty;
	const nameSpan = { start: 2, end: 2 + name.length };
	return { text, nodes: [{ kind: "reference", span, name, nameSpan, whenFalse: plainNodes(other, nameSpan.end + 1) }] };
}

function plainNodes(text: string, base: number): ValueNode[] {
	const nodes: ValueNode[] = [];
	let at = 0;
	const plain = (end: number) => {
		if (end > at) nodes.push({ kind: "text", span: { start: base + at, end: base + end }, text: text.slice(at, end) });
	};
	for (const { index, 0: found } of text.matchAll(/\$\w+/g)) {
		plain(index);
		nodes.push(reference(found.slice(1), base + index));
		at = index + found.length;
	}
	plain(text.length);
	return nodes;
}

function reference(name: string, start: number): ValueNode {
	const nameSpan = { start: start + 1, end: start + 1 + name.length };
	return { kind: "reference", span: { start, end: nameSpan.end }, name, nameSpan };
}
