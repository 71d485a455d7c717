import { byDefault, type FileOrigin, type Origin, type SourceFile, type Span } from "@relaylint/core";
import { parseMasterRecord, parseValue } from "./ast.ts";
import { canonicalEndpoint } from "./endpoint.ts";
import type { SourcedValue } from "./expand.ts";
import { maskHoles } from "./holes.ts";
import { type LogicalLine, nameValueSpans, originInLine, splitLogicalLines, trimmedSpan } from "./lines.ts";
import { encodingProblems, type SyntaxCode, type SyntaxProblem, visibleText } from "./problems.ts";
import { templateWalk } from "./templates.ts";

/** One field or argument of a service, with the braces around an argument taken off. */
export interface MasterField {
	readonly text: string;
	readonly origin: Origin;
	/** True where a template fills in some of the text. */
	readonly hole: boolean;
}

/** One `-o name=value`. */
export interface Override {
	readonly name: string;
	readonly nameOrigin: FileOrigin;
	readonly value: SourcedValue;
	readonly valueOrigin: FileOrigin;
	/** The whole option, `-o` included. */
	readonly origin: FileOrigin;
	/** The template statement without which the override may not be there. */
	readonly condition?: FileOrigin;
}

/** One service of master.cf: master(5). */
export interface MasterService {
	readonly name: MasterField;
	readonly type: MasterField;
	readonly private: MasterField;
	readonly unprivileged: MasterField;
	readonly chroot: MasterField;
	readonly wakeup: MasterField;
	readonly processLimit: MasterField;
	readonly command: MasterField;
	/** Everything after the command, as the program gets it. */
	readonly args: readonly MasterField[];
	/** The `-o` options in order; later ones of one name win. */
	readonly overrides: readonly Override[];
	/** Arguments that are no options; smtpd(8) takes none and stops when it sees one, and getopt reads no option after it. */
	readonly positional: readonly MasterField[];
	/** Why the service cannot run although master(8) starts: an option that does not parse. */
	readonly fatal?: { readonly reason: string; readonly origin: FileOrigin };
	readonly origin: Origin;
	/** The template statement without which the service may not be there. */
	readonly condition?: FileOrigin;
}

/** A master.cf file; of two services of one name and type the last is in force, see `servicesInForce`. */
export interface MasterCf {
	readonly file: SourceFile;
	readonly services: readonly MasterService[];
	/** Lines in which a template may put any service. */
	readonly opaque: readonly FileOrigin[];
	readonly problems: readonly SyntaxProblem[];
	readonly comments: readonly Span[];
}

const fieldNames = ["name", "type", "private", "unprivileged", "chroot", "wakeup", "processLimit", "command"] as const;
/** As the daemon's messages call them. */
const fieldTitles = ["service", "transport type", "private", "unprivileged", "chroot", "wakeup_time", "max_proc", "command"];
const serviceTypes = new Set(["inet", "unix", "unix-dgram", "fifo", "pass"]);
/** The options every Postfix daemon takes; a colon says that an argument follows: master/multi_server(3). */
const daemonOptions = "cdDi:lm:n:o:s:St:uvVz";

/** A place in a logical line that became a field, with offsets in the line's text. */
interface FieldPlace extends Span {
	readonly text: string;
	readonly hole: boolean;
}

/** Reads master.cf: master(5); total. */
export function parseMasterCf(file: SourceFile): MasterCf {
	const known = parsed.get(file) ?? readMasterCf(file);
	parsed.set(file, known);
	return known;
}

const parsed = new WeakMap<SourceFile, MasterCf>();

function readMasterCf(file: SourceFile): MasterCf {
	const { lines, orphans, comments } = splitLogicalLines(file.text);
	const problems = encodingProblems(file, lines);
	const services: MasterService[] = [];
	const opaque: FileOrigin[] = [];
	for (const orphan of orphans) {
		const message = "This line begins with white space but no service stands before it, so Postfix skips it.";
		problems.push({
			code: "indented-first-line",
			effect: "misread",
			message,
			origin: originInLine(file, orphan, { start: 0, end: orphan.text.length }),
		});
	}
	const walk = templateWalk(file);
	for (const line of lines) {
		const text = visibleText(line);
		const role = walk.enter(line, text);
		const reader = new ServiceReader(file, line, problems);
		if (role.kind === "template") {
			if (role.opaque) opaque.push(role.origin);
		} else if (role.kind === "continues") {
			const last = services.pop();
			if (last !== undefined) services.push(continuedService(last, reader, text, role.rest, role.origin));
		} else {
			const service = reader.service(text, walk.condition());
			if (service !== undefined) services.push(service);
		}
	}
	return { file, services, opaque, problems, comments };
}

/** The services that run: of several lines for one endpoint and type the last, as master(8) warns. */
export function servicesInForce(services: readonly MasterService[]): readonly MasterService[] {
	const last = new Map<string, MasterService>();
	for (const service of services) last.set(`${endpointOf(service)} ${service.type.text}`, service);
	return [...last.values()];
}

/** Names of unix services are files in one of two directories. */
function endpointOf(service: MasterService): string {
	if (service.type.text === "inet") return canonicalEndpoint(service.name.text);
	return `${service.private.text === "n" ? "public" : "private"}/${service.name.text}`;
}

/** The service of that name and type, or undefined; the last of several. */
export function findService(services: readonly MasterService[], name: string, type?: string): MasterService | undefined {
	return services.findLast((service) => service.name.text === name && (type === undefined || service.type.text === type));
}

/** What the standard master.cf of every release has for SMTP, where no master.cf was found. */
export function standardServices(): readonly MasterService[] {
	const origin = byDefault("master.cf (the standard one)");
	const field = (text: string): MasterField => ({ text, origin, hole: false });
	return [
		{
			name: field("smtp"),
			type: field("inet"),
			private: field("n"),
			unprivileged: field("-"),
			chroot: field("n"),
			wakeup: field("-"),
			processLimit: field("-"),
			command: field("smtpd"),
			args: [],
			overrides: [],
			positional: [],
			origin,
		},
	];
}

/** The base name of the command, which is `$process_name`. */
export function processName(service: MasterService): string {
	return service.command.text.slice(service.command.text.lastIndexOf("/") + 1);
}

function continuedService(
	service: MasterService,
	reader: ServiceReader,
	text: string,
	rest: number,
	condition: FileOrigin,
): MasterService {
	const places = reader.places(text).filter((place) => place.start >= rest);
	const more = reader.options(places, condition);
	return {
		...service,
		args: [...service.args, ...places.map((place) => reader.field(place))],
		overrides: [...service.overrides, ...more.overrides],
	};
}

/** Reads the fields of one logical line; keeps what every step needs. */
class ServiceReader {
	readonly #file: SourceFile;
	readonly #line: LogicalLine;
	readonly #problems: SyntaxProblem[];

	constructor(file: SourceFile, line: LogicalLine, problems: SyntaxProblem[]) {
		this.#file = file;
		this.#line = line;
		this.#problems = problems;
	}

	service(text: string, condition: FileOrigin | undefined): MasterService | undefined {
		const places = this.places(text);
		const head = places.slice(0, fieldNames.length);
		if (head.length === 0) return undefined;
		this.#checkFields(head, text);
		const args = places.slice(fieldNames.length);
		const fields = Object.fromEntries(fieldNames.map((name, index) => [name, this.#fieldAt(head, index)]));
		const options = this.options(args, undefined);
		return {
			...(fields as Record<(typeof fieldNames)[number], MasterField>),
			args: args.map((place) => this.field(place)),
			...options,
			origin: this.#origin({ start: 0, end: this.#line.text.length }),
			...(condition && { condition }),
		};
	}

	/** The fields, then the arguments with their braces taken off. */
	places(text: string): FieldPlace[] {
		const record = parseMasterRecord(text);
		const masked = maskHoles(text, record.holes);
		return record.fields.map((span, index): FieldPlace => {
			const inner = index >= fieldNames.length && masked[span.start] === "{" ? this.#withoutBraces(masked, span) : span;
			const hole = record.holes.some((place) => place.span.start < inner.end && place.span.end > inner.start);
			return { ...inner, text: text.slice(inner.start, inner.end), hole };
		});
	}

	field(place: FieldPlace): MasterField {
		return { text: place.text, origin: this.#origin(place), hole: place.hole };
	}

	/** Reads arguments as getopt() does: options up to the first word that is none. */
	options(
		args: readonly FieldPlace[],
		condition: FileOrigin | undefined,
	): Pick<MasterService, "overrides" | "positional" | "fatal"> {
		const overrides: Override[] = [];
		let fatal: { reason: string; origin: FileOrigin } | undefined;
		let index = 0;
		const fail = (code: SyntaxCode, reason: string, place: Span) => {
			fatal ??= { reason, origin: this.#origin(place) };
			this.#add(code, "fatal-service", `${reason}, so the service does not work.`, place);
		};
		for (; index < args.length; index++) {
			const arg = args[index];
			if (arg === undefined || !arg.text.startsWith("-") || arg.text === "-") break;
			if (arg.text === "--") {
				index++;
				break;
			}
			for (let at = 1; at < arg.text.length; at++) {
				const letter = arg.text[at] ?? "";
				const known = letter === ":" ? -1 : daemonOptions.indexOf(letter);
				if (known === -1) {
					fail("bad-option", `"-${letter}" is no option of a Postfix daemon`, arg);
					break;
				}
				if (daemonOptions[known + 1] !== ":") continue;
				const next = args[index + 1];
				const value = at + 1 < arg.text.length ? { ...arg, start: arg.start + at + 1, text: arg.text.slice(at + 1) } : next;
				if (value === next) index++;
				if (value === undefined) fail("bad-option", `"-${letter}" wants an argument`, arg);
				else if (letter === "o") {
					const override = this.#override(arg, value, condition);
					if (typeof override === "string") fail("bad-option", override, value);
					else overrides.push(override);
				}
				break;
			}
		}
		return { overrides, positional: args.slice(index).map((place) => this.field(place)), ...(fatal && { fatal }) };
	}

	#override(option: Span, value: FieldPlace, condition: FileOrigin | undefined): Override | string {
		const spans = nameValueSpans(value.text);
		if (spans === undefined) return `"-o ${value.text}" is no "name=value"`;
		const place = (span: Span) => ({ start: value.start + span.start, end: value.start + span.end });
		const { start, end } = spans.value;
		return {
			name: value.text.slice(spans.name.start, spans.name.end),
			nameOrigin: this.#origin(place(spans.name)),
			value: {
				tree: parseValue(value.text.slice(start, end)),
				source: { kind: "file", file: this.#file, line: this.#line, start: value.start + start },
			},
			valueOrigin: this.#origin(place(spans.value)),
			origin: this.#origin({ start: option.start, end: value.end }),
			...(condition && { condition }),
		};
	}

	#withoutBraces(masked: string, span: Span): Span {
		let level = 0;
		let close = -1;
		for (let at = span.start; at < span.end && close === -1; at++) {
			if (masked[at] === "{") level++;
			else if (masked[at] === "}" && --level === 0) close = at;
		}
		if (close !== span.end - 1) {
			const what = close === -1 ? 'The "{" is not closed' : 'Text follows the "}"';
			this.#add("unbalanced-brace", "fatal", `${what}, so master(8) does not start.`, { start: span.start, end: span.start + 1 });
			return span;
		}
		return trimmedSpan(masked, span.start + 1, close);
	}

	#checkFields(head: readonly FieldPlace[], text: string): void {
		const bad = (place: Span, message: string) =>
			this.#add("bad-service", "fatal", `${message}, so master(8) does not start.`, place);
		for (const [index, title] of fieldTitles.entries()) {
			const place = head[index];
			if (place === undefined) {
				bad({ start: head[0]?.start ?? 0, end: text.trimEnd().length }, `The field "${title}" is missing`);
				return;
			}
			if (place.hole) continue;
			const value = place.text;
			const wrong =
				index === 1
					? !serviceTypes.has(value)
					: index === 2
						? !["y", "n", "-"].includes(value) || (head[1]?.text === "inet" && value !== "n")
						: index === 3 || index === 4
							? !["y", "n", "-"].includes(value)
							: index === 5 || index === 6
								? !/^(?:-$|\d)/.test(value)
								: index === 7 && value === "-";
			if (wrong) {
				bad(
					place,
					index === 2 && ["y", "-"].includes(value) ? "A service of type inet cannot be private" : `"${value}" is no ${title}`,
				);
				return;
			}
		}
	}

	#fieldAt(head: readonly FieldPlace[], index: number): MasterField {
		const place = head[index];
		return place === undefined
			? { text: "", origin: this.#origin({ start: 0, end: this.#line.text.length }), hole: false }
			: this.field(place);
	}

	#add(code: SyntaxCode, effect: SyntaxProblem["effect"], message: string, place: Span): void {
		this.#problems.push({ code, effect, message, origin: this.#origin(place) });
	}

	#origin(span: Span): FileOrigin {
		return originInLine(this.#file, this.#line, { start: span.start, end: span.end });
	}
}
