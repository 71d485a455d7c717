import type { Configuration, Environment, FileOrigin, FileReader, Origin, Rule, SourceFile, Span } from "@relaylint/core";
import { appleBuild } from "./apple.ts";
import { parseMainRecord } from "./ast.ts";
import { type LogicalLine, originInLine, type Segment } from "./lines.ts";
import { type Assignment, lastAssignments, type MainCf, parseMainCf } from "./main-cf.ts";
import { modelOf } from "./model.ts";
import { readConfiguration } from "./read.ts";
import { postfixRules } from "./rules/index.ts";
import { findParameter } from "./schema/schema.ts";
import type { Settings } from "./setting-types.ts";

/** A parameter of main.cf as another file shows it: its name, and the parts of its value with the places of both. */
export interface ShownParameter {
	readonly name: string;
	readonly nameSpan: Span;
	/** The elements of a list, or the one text of any other value. */
	readonly parts: readonly { readonly text: string; readonly span: Span }[];
}

/**
 * Reads a configuration of Apple's Postfix from a file that is not main.cf but shows its parameters, the last one of a name in force. Everything else is
 * Postfix's own: defaults, lists, tables, policy; origins stand in the file that was given.
 */
export function readShown(
	file: SourceFile,
	parameters: readonly ShownParameter[],
	reader: FileReader,
	environment: Environment,
): Configuration {
	const assignments = parameters.map((parameter) => assignmentOf(file, parameter));
	const mainCf: MainCf = { file, assignments, opaque: [], problems: [], comments: [] };
	return readConfiguration(mainCf, reader, environment, appleBuild(environment));
}

/** Rules that judge how main.cf is written, which is not what such a file shows. */
const OF_THE_TEXT = new Set(["unknown-parameter", "flattened-settings", "comment-in-value", "compatibility-level-missing"]);

/** Postfix's rules for such a configuration. */
export const shownRules: readonly Rule[] = postfixRules.filter((rule) => !OF_THE_TEXT.has(rule.id));

/** The line of main.cf that would say the same, each part of it where the file has it. */
function assignmentOf(file: SourceFile, { name, nameSpan, parts }: ShownParameter): Assignment {
	const segments: Segment[] = [{ start: 0, at: nameSpan.start }];
	let text = name;
	let end = nameSpan.end;
	const glue = (between: string) => {
		segments.push({ start: text.length, at: end });
		text += between;
	};
	glue(" = ");
	for (const [index, part] of parts.entries()) {
		if (index > 0) glue(", ");
		segments.push({ start: text.length, at: part.span.start });
		text += part.text;
		end = part.span.end;
	}
	const line: LogicalLine = { text, segments, span: { start: nameSpan.start, end: Math.max(end, nameSpan.end) } };
	const record = parseMainRecord(text);
	const valueStart = record.kind === "assignment" ? record.valueStart : text.length;
	const tree = record.kind === "assignment" ? record.value : { text: "", nodes: [] };
	return {
		name,
		nameOrigin: originInLine(file, line, { start: 0, end: name.length }),
		value: { tree, source: { kind: "file", file, line, start: valueStart } },
		valueOrigin: originInLine(file, line, { start: valueStart, end: text.length }),
		origin: { kind: "file", file, span: line.span },
		line,
	};
}

/** A parameter that main.cf beside the file gives another value. */
export interface OtherValue {
	readonly name: string;
	readonly origin: FileOrigin;
	/** What main.cf says; the default's words where it says nothing. */
	readonly other: { readonly text: string; readonly origin: Origin };
}

/** The parameters that decide about relaying and have another value in the main.cf that stands beside the file. */
export function otherInMainCf(configuration: Pick<Configuration, "model">): readonly OtherValue[] {
	const { mainCf, settings, reader, environment, apple } = modelOf(configuration);
	const beside = reader.read("main.cf");
	if (beside.kind !== "text" || beside.file === mainCf.file) return [];
	const there = modelOf(readConfiguration(parseMainCf(beside.file), reader, environment, apple)).settings;
	const worded = (from: Settings, name: string) => from.words(name).map((word) => word.text.toLowerCase());
	return [...lastAssignments(mainCf).values()].flatMap(({ name, valueOrigin }) => {
		if (findParameter(name)?.support !== "modelled") return [];
		const other = there.value(name);
		if (other.expanded.unknown.length > 0 || settings.value(name).expanded.unknown.length > 0) return [];
		if (worded(settings, name).join(" ") === worded(there, name).join(" ")) return [];
		return [{ name, origin: valueOrigin, other: { text: other.expanded.text, origin: other.origin } }];
	});
}
