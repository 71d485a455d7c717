import type { Origin, Span } from "@relaylint/core";
import { findHoles, type TemplateHole } from "../holes.ts";
import { fileSpan, splitLogicalLines } from "../lines.ts";
import type { TableBytes } from "./byte-scan.ts";

/** One logical line that goes through the grammar. */
export interface OddLine {
	readonly text: string;
	readonly validUtf8: boolean;
	/** Template placeholders in the line's own offsets. */
	readonly holes: readonly TemplateHole[];
	/** A template statement is among them: what stands here is decided elsewhere. */
	readonly statement: boolean;
	originOf(span: Span): Origin;
}

/** Opens the logical line in a range of bytes. */
export function openOddLine(table: TableBytes, start: number, end: number): OddLine {
	const raw = table.textOf(start, end);
	const at = table.textOffset(start);
	const [line] = splitLogicalLines(raw).lines;
	const text = line?.text ?? raw;
	const holes = findHoles(text);
	return {
		text,
		validUtf8: !text.includes("\ufffd") || isUtf8(table.bytes.subarray(start, end)),
		holes,
		statement: holes.some((hole) => hole.kind === "statement"),
		originOf(span) {
			const inside = line === undefined ? span : fileSpan(line, span);
			return table.originOfSpan({ start: at + inside.start, end: at + inside.end });
		},
	};
}

function isUtf8(bytes: Uint8Array): boolean {
	try {
		new TextDecoder("utf-8", { fatal: true }).decode(bytes);
		return true;
	} catch {
		return false;
	}
}
