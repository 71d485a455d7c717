import type { FileOrigin, SourceFile } from "@relaylint/core";
import { bringsText, findHoles, maskHoles, mayHaveHoles, regionEffect, type TemplateHole } from "./holes.ts";
import { isPostfixSpace, type LogicalLine, originInLine } from "./lines.ts";

/** What a logical line is to a template engine. */
export type TemplateLine =
	/** No template statement of its own: a record, perhaps with holes in its text. */
	| { readonly kind: "record" }
	/** Nothing but statements or holes; `opaque` where settings may come out of it that nobody sees. */
	| { readonly kind: "template"; readonly opaque: boolean; readonly origin: FileOrigin }
	/** A statement, after which the line before goes on: the text after `rest` belongs to the record before it, perhaps. */
	| { readonly kind: "continues"; readonly rest: number; readonly origin: FileOrigin };

/** Follows the template statements of a file from record to record. */
export interface TemplateWalk {
	/** Looks at the next logical line. */
	readonly enter: (line: LogicalLine, text: string) => TemplateLine;
	/** The statement that decides whether the line just entered is there at all. */
	readonly condition: () => FileOrigin | undefined;
}

const plainRecord: TemplateLine = { kind: "record" };

/** Starts a walk over a file's records. */
export function templateWalk(file: SourceFile): TemplateWalk {
	if (!mayHaveHoles(file.text)) return { enter: () => plainRecord, condition: () => undefined };
	const open: FileOrigin[] = [];
	let unfinished = "";
	let condition: FileOrigin | undefined;
	const follow = (line: LogicalLine, text: string, holes: readonly TemplateHole[]) => {
		for (const hole of holes) {
			if (hole.kind !== "statement") continue;
			const statement = text.slice(hole.span.start, hole.span.end);
			const effect = regionEffect(statement);
			if (effect === "opens") open.push(originInLine(file, line, hole.span));
			else if (effect === "closes") open.pop();
		}
	};
	return {
		enter(line, text) {
			if (unfinished !== "") {
				if (text.includes(unfinished)) unfinished = "";
				return { kind: "template", opaque: false, origin: originInLine(file, line, { start: 0, end: text.length }) };
			}
			condition = open.at(-1);
			const holes = findHoles(text);
			if (holes.length === 0) return plainRecord;
			follow(line, text, holes);
			const [first] = holes;
			const close = text.startsWith("<%") ? "%>" : "%}";
			if (first?.span.start === 0 && first.kind === "statement" && !text.includes(close)) unfinished = close;
			const masked = maskHoles(text, holes);
			const origin = originInLine(file, line, { start: 0, end: text.length });
			const rest = restAfter(masked, holes);
			if (rest === undefined) {
				const opaque = holes.some((hole) => hole.kind === "value" || bringsText(text.slice(hole.span.start, hole.span.end)));
				return { kind: "template", opaque, origin };
			}
			if (first?.span.start !== 0 || first.kind !== "statement") return plainRecord;
			const broken = line.segments.some((segment) => segment.start > 0 && segment.start <= rest);
			return broken ? { kind: "continues", rest, origin: originInLine(file, line, first.span) } : plainRecord;
		},
		condition: () => condition,
	};
}

/** Where text begins after the holes at the start of a record; undefined where nothing but holes and white space is there. */
function restAfter(masked: string, holes: readonly TemplateHole[]): number | undefined {
	let at = 0;
	let next = 0;
	while (at < masked.length) {
		const hole = holes[next];
		if (hole?.span.start === at) {
			at = hole.span.end;
			next++;
		} else if (isPostfixSpace(masked.charCodeAt(at))) at++;
		else return at;
	}
	return undefined;
}
