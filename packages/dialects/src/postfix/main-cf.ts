import type { FileOrigin, SourceFile, Span } from "@relaylint/core";
import { type MainRecord, parseMainRecord } from "./ast.ts";
import type { SourcedValue } from "./expand.ts";
import { findHoles } from "./holes.ts";
import { type LogicalLine, originInLine, splitLogicalLines } from "./lines.ts";
import { encodingProblems, type SyntaxProblem, visibleText } from "./problems.ts";
import { templateWalk } from "./templates.ts";
import type { ValueNode, ValueTree } from "./value-tree.ts";

/** One `name = value` of main.cf. */
export interface Assignment {
	readonly name: string;
	readonly nameOrigin: FileOrigin;
	readonly value: SourcedValue;
	/** The value's words; where the value is empty, the place where it would stand. */
	readonly valueOrigin: FileOrigin;
	/** The whole record. */
	readonly origin: FileOrigin;
	readonly line: LogicalLine;
	/** The template statement without which the assignment may not be there. */
	readonly condition?: FileOrigin;
}

/** A main.cf file as assignments in order; later ones of one name win. */
export interface MainCf {
	readonly file: SourceFile;
	readonly assignments: readonly Assignment[];
	/** Lines in which a template may put any assignment, with the number of assignments before each. */
	readonly opaque: readonly { readonly origin: FileOrigin; readonly after: number }[];
	readonly problems: readonly SyntaxProblem[];
	readonly comments: readonly Span[];
}

/** Reads main.cf: postconf(5), the main.cf file format; total. */
export function parseMainCf(file: SourceFile): MainCf {
	const known = parsed.get(file) ?? readMainCf(file);
	parsed.set(file, known);
	return known;
}

const parsed = new WeakMap<SourceFile, MainCf>();

function readMainCf(file: SourceFile): MainCf {
	const { lines, orphans, comments } = splitLogicalLines(file.text);
	const problems = encodingProblems(file, lines);
	const assignments: RecordAssignment[] = [];
	const opaque: { origin: FileOrigin; after: number }[] = [];
	for (const orphan of orphans) {
		problems.push({
			code: "indented-first-line",
			effect: "misread",
			message: "This line begins with white space but no line stands before it, so Postfix skips it.",
			origin: originInLine(file, orphan, { start: 0, end: orphan.text.length }),
		});
	}
	const walk = templateWalk(file);
	for (const line of lines) {
		const text = visibleText(line);
		const role = walk.enter(line, text);
		if (role.kind === "template") {
			if (role.opaque) opaque.push({ origin: role.origin, after: assignments.length });
			continue;
		}
		if (role.kind === "continues") {
			const last = assignments.pop();
			if (last !== undefined) assignments.push(continued(last, role.origin));
			continue;
		}
		const record = parseMainRecord(withoutLeadingStatements(text));
		if (record.kind !== "assignment") {
			problems.push(recordProblem(record.kind, originInLine(file, line, record.span)));
			continue;
		}
		if (record.holes.some((hole) => hole.kind === "value" && hole.span.start < record.nameSpan.end)) {
			opaque.push({ origin: originInLine(file, line, record.nameSpan), after: assignments.length });
			continue;
		}
		const { valueStart, value } = record;
		const condition = walk.condition() ?? leadingStatement(file, line, text);
		assignments.push(new RecordAssignment(file, line, record, value, condition));
		for (const node of malformedNodes(value.nodes)) {
			problems.push({
				code: "bad-reference",
				effect: node.fatal ? "fatal-when-used" : "misread",
				message: `The reference does not parse: ${node.reason}.`,
				origin: originInLine(file, line, { start: valueStart + node.span.start, end: valueStart + node.span.end }),
			});
		}
	}
	return { file, assignments, opaque, problems, comments };
}

/** The last assignment of each name, which is the one in force. */
export function lastAssignments(main: MainCf): ReadonlyMap<string, Assignment> {
	return new Map(main.assignments.map((assignment) => [assignment.name, assignment]));
}

/**
 * Whether the file stands as Postfix's sources have it: postfix-install(1) fills in the group and the paths of the three
 * commands, which no running server has empty.
 */
export function isBeforeInstallation(main: MainCf): boolean {
	const last = lastAssignments(main);
	return ["setgid_group", "sendmail_path", "newaliases_path", "mailq_path"].every(
		(name) => last.get(name)?.value.tree.text === "",
	);
}

function recordProblem(kind: "missing-name" | "missing-equals", origin: FileOrigin): SyntaxProblem {
	const what = kind === "missing-name" ? 'No parameter name stands before the "="' : 'No "=" follows the parameter name';
	return { code: kind, effect: "fatal", message: `${what}, so every Postfix program stops with a fatal error.`, origin };
}

/** `{% if x %}name = value` in one line: the statement is blanked out, so that every offset stays. */
function withoutLeadingStatements(text: string): string {
	const first = text[0];
	if (first !== "{" && first !== "<") return text;
	let at = 0;
	for (const hole of findHoles(text)) {
		if (hole.kind !== "statement" || text.slice(at, hole.span.start).trim() !== "") break;
		at = hole.span.end;
	}
	return " ".repeat(at) + text.slice(at);
}

function leadingStatement(file: SourceFile, line: LogicalLine, text: string): FileOrigin | undefined {
	const first = text[0];
	if (first !== "{" && first !== "<") return undefined;
	const [hole] = findHoles(text);
	return hole?.span.start === 0 && hole.kind === "statement" ? originInLine(file, line, hole.span) : undefined;
}

/** An assignment to which a template may add more lines: its value ends in a hole. */
function continued(assignment: RecordAssignment, origin: FileOrigin): RecordAssignment {
	const { tree } = assignment.value;
	const end = tree.text.length;
	const hole: ValueNode = { kind: "hole", span: { start: end, end } };
	const nodes: ValueNode[] = [...tree.nodes, { kind: "text", span: { start: end, end }, text: " " }, hole];
	const { file, line, record } = assignment;
	return new RecordAssignment(file, line, record, { text: tree.text, nodes }, assignment.condition ?? origin);
}

/** Works its origins out when they are asked for: most are never shown, and a large file has many. */
class RecordAssignment implements Assignment {
	readonly name: string;
	readonly value: SourcedValue;
	readonly line: LogicalLine;
	declare readonly condition?: FileOrigin;
	readonly file: SourceFile;
	readonly record: Extract<MainRecord, { kind: "assignment" }>;

	constructor(
		file: SourceFile,
		line: LogicalLine,
		record: Extract<MainRecord, { kind: "assignment" }>,
		tree: ValueTree,
		condition: FileOrigin | undefined,
	) {
		this.name = record.name;
		this.value = { tree, source: { kind: "file", file, line, start: record.valueStart } };
		this.line = line;
		this.file = file;
		this.record = record;
		if (condition !== undefined) this.condition = condition;
	}

	get nameOrigin(): FileOrigin {
		return originInLine(this.file, this.line, this.record.nameSpan);
	}

	get valueOrigin(): FileOrigin {
		const { valueStart, value } = this.record;
		return originInLine(this.file, this.line, { start: valueStart, end: valueStart + value.text.length });
	}

	get origin(): FileOrigin {
		return originInLine(this.file, this.line, { start: 0, end: this.line.text.length });
	}
}

function malformedNodes(nodes: readonly ValueNode[]): readonly Extract<ValueNode, { kind: "malformed" }>[] {
	if (nodes.every((node) => node.kind === "text")) return [];
	return nodes.flatMap((node) => {
		if (node.kind === "malformed") return [node];
		if (node.kind === "text" || node.kind === "hole") return [];
		const inner = [...(node.whenTrue ?? []), ...(node.whenFalse ?? [])];
		if (node.kind === "call") return malformedNodes([...node.argument, ...inner]);
		return malformedNodes(node.kind === "comparison" ? [...node.left, ...node.right, ...inner] : inner);
	});
}
