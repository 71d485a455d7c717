import type { FileOrigin, FileReader, SourceFile } from "@relaylint/core";
import { type Acl, addCondition, type OpenAcl } from "./acl-statements.ts";
import { type ListKind, parseStatement, type Statement, type Word } from "./ast.ts";
import { LineReader, type LogicalLine, type MacroUse, type MissingInclude, originOf } from "./logical-lines.ts";
import { type Macro, sliceOf } from "./physical-lines.ts";
import { DRIVERS, type DriverSection, driverOptions, GENERIC, OTHER_DRIVERS } from "./schema/driver-options.ts";
import { mainOption } from "./schema/main-options.ts";
import { optionValue, plainValue, type ValueText } from "./value.ts";

/** An option of the main section or of a driver. */
export interface OptionSetting {
	readonly name: string;
	readonly nameOrigin: FileOrigin;
	/** Absent for a boolean that is written alone. */
	readonly value?: ValueText;
	/** True for `no_` or `not_` before the name. */
	readonly negated: boolean;
	readonly line: LogicalLine;
}

/** A named list. */
export interface NamedList {
	readonly kind: ListKind;
	readonly name: string;
	readonly nameOrigin: FileOrigin;
	readonly value: ValueText;
}

/** A router, transport or authenticator. */
export interface Driver {
	readonly name: string;
	readonly nameOrigin: FileOrigin;
	readonly options: ReadonlyMap<string, OptionSetting>;
}

/** A rewriting rule: the fields of its line. */
export interface RewriteRule {
	readonly fields: readonly ValueText[];
	readonly origin: FileOrigin;
}

/** Something wrong with a configuration, found while it was read. */
export interface Problem {
	readonly rule: string;
	readonly message: string;
	readonly origin: FileOrigin;
	/** Why Exim does not start; absent where it does. */
	readonly fatal?: string;
}

/** A configuration as it is written, macros and includes resolved. */
export interface Document {
	readonly main: SourceFile;
	readonly files: readonly SourceFile[];
	readonly options: ReadonlyMap<string, OptionSetting>;
	readonly allOptions: readonly OptionSetting[];
	readonly lists: readonly NamedList[];
	readonly acls: ReadonlyMap<string, Acl>;
	readonly routers: readonly Driver[];
	readonly transports: readonly Driver[];
	readonly authenticators: readonly Driver[];
	readonly rewrites: readonly RewriteRule[];
	readonly macros: ReadonlyMap<string, Macro>;
	readonly macroDefinitions: readonly { readonly name: string; readonly origin: FileOrigin; readonly value: ValueText }[];
	readonly macroUses: readonly MacroUse[];
	readonly missingIncludes: readonly MissingInclude[];
	readonly problems: readonly Problem[];
}

/** What is known before the files are read: macros that a generator defines. */
export interface ReadOptions {
	/** Called before each logical line: a generator may define macros or bring further files at a point of its own. */
	readonly prepare?: (reader: LineReader) => void;
}

/** Reads a configuration from its main file; total. */
export function readDocument(main: SourceFile, reader: FileReader, options: ReadOptions = {}): Document {
	const lines = new LineReader(main, reader);
	options.prepare?.(lines);
	return new DocumentReader(main, lines).read();
}

type Section = "main" | DriverSection | "acl" | "rewrite" | "retry" | "local_scan";

interface OpenDriver {
	readonly name: string;
	readonly nameOrigin: FileOrigin;
	readonly options: Map<string, OptionSetting>;
}

const MODES = {
	main: "main",
	routers: "driver",
	transports: "driver",
	authenticators: "driver",
	acl: "acl",
	rewrite: "rule",
	retry: "rule",
	local_scan: "driver",
} as const;

class DocumentReader {
	readonly #main: SourceFile;
	readonly #lines: LineReader;
	#section: Section = "main";
	readonly #options = new Map<string, OptionSetting>();
	readonly #allOptions: OptionSetting[] = [];
	readonly #lists: NamedList[] = [];
	readonly #acls = new Map<string, OpenAcl>();
	readonly #drivers: Record<DriverSection, OpenDriver[]> = { routers: [], transports: [], authenticators: [] };
	readonly #rewrites: RewriteRule[] = [];
	readonly #definitions: { name: string; origin: FileOrigin; value: ValueText }[] = [];
	readonly #problems: Problem[] = [];
	#acl: OpenAcl | undefined;
	#driver: OpenDriver | undefined;

	constructor(main: SourceFile, lines: LineReader) {
		this.#main = main;
		this.#lines = lines;
	}

	read(): Document {
		for (let line = this.#lines.next(); line !== undefined; line = this.#lines.next()) {
			this.#statement(line, parseStatement(line.text, MODES[this.#section]));
		}
		this.#checkDrivers();
		const problems = [
			...this.#lines.problems.map(({ rule, message, origin }): Problem => ({ rule, message, origin, fatal: message })),
			...this.#problems,
		];
		return {
			main: this.#main,
			files: this.#lines.files,
			options: this.#options,
			allOptions: this.#allOptions,
			lists: this.#lists,
			acls: this.#acls,
			routers: this.#drivers.routers,
			transports: this.#drivers.transports,
			authenticators: this.#drivers.authenticators,
			rewrites: this.#rewrites,
			macros: this.#lines.macros,
			macroDefinitions: this.#definitions,
			macroUses: this.#lines.uses,
			missingIncludes: this.#lines.missing,
			problems,
		};
	}

	#fatal(rule: string, origin: FileOrigin, what: string, then = "Exim does not start"): void {
		this.#problems.push({ rule, origin, fatal: what, message: `${what}, so ${then}. Correct the line.` });
	}

	#statement(line: LogicalLine, statement: Statement): void {
		switch (statement.kind) {
			case "section":
				this.#begin(line, statement.name);
				return;
			case "macro":
				this.#macro(line, statement);
				return;
			case "list":
				this.#list(line, statement);
				return;
			case "rule":
				if (this.#section === "rewrite")
					this.#rewrites.push({
						fields: statement.fields.map(({ start, end }) => optionValue(line, start, end)),
						origin: line.origin,
					});
				return;
			case "condition":
				this.#condition(line, statement);
				return;
			case "name":
				this.#name(line, statement.name);
				return;
			case "option":
				this.#option(line, statement);
				return;
			case "error":
				this.#fatal("syntax-error", originOf(line, statement.span.start, statement.span.end), statement.message);
		}
	}

	#begin(line: LogicalLine, name: Word): void {
		const section = name.text;
		if (!Object.hasOwn(MODES, section) || section === "main") {
			this.#fatal("unknown-section", originOf(line, name.span.start, name.span.end), `There is no section "${section}"`);
			return;
		}
		this.#section = section as Section;
		this.#acl = undefined;
		this.#driver = undefined;
	}

	#macro(line: LogicalLine, statement: Extract<Statement, { kind: "macro" }>): void {
		const { name, again, value } = statement;
		const origin = originOf(line, name.span.start, name.span.end);
		const text = line.text.slice(value.start, value.end);
		const known = this.#lines.macros.has(name.text);
		if (!again && known) {
			this.#fatal("macro-defined-twice", origin, `The macro ${name.text} is defined already, and "=" does not change it`);
			return;
		}
		if (again && !known) {
			this.#fatal("macro-not-defined", origin, `"==" changes the macro ${name.text}, which is not defined before`);
			return;
		}
		if (!again) {
			const hidden = [...this.#lines.macros.keys()].find((other) => name.text.includes(other));
			if (hidden !== undefined) {
				this.#fatal("macro-name-contains-another", origin, `The name ${name.text} contains the earlier macro ${hidden}`);
				return;
			}
		}
		this.#lines.define(name.text, text, sliceOf(line, value.start, value.end));
		this.#definitions.push({ name: name.text, origin, value: plainValue(line, value.start, value.end) });
	}

	#list(line: LogicalLine, statement: Extract<Statement, { kind: "list" }>): void {
		const { list, name, value } = statement;
		const nameOrigin = originOf(line, name.span.start, name.span.end);
		if (this.#lists.some((other) => other.kind === list && other.name === name.text)) {
			this.#fatal("list-defined-twice", nameOrigin, `The ${list}list ${name.text} is defined twice`);
			return;
		}
		this.#lists.push({ kind: list, name: name.text, nameOrigin, value: optionValue(line, value.start, value.end) });
	}

	#option(line: LogicalLine, statement: Extract<Statement, { kind: "option" }>): void {
		const { name, value } = statement;
		const nameOrigin = originOf(line, name.span.start, name.span.end);
		const setting = (bare: string, negated: boolean): OptionSetting => ({
			name: bare,
			nameOrigin,
			negated,
			line,
			...(value === undefined ? {} : { value: optionValue(line, value.start, value.end) }),
		});
		if (this.#section === "local_scan") return;
		if (this.#section === "main") {
			const found = mainOption(name.text);
			if (found === undefined) {
				this.#fatal("unknown-option", nameOrigin, `There is no main option "${name.text}"`);
				return;
			}
			if (found.option.type !== "boolean" && value === undefined) {
				this.#fatal("missing-value", nameOrigin, `The option ${name.text} needs a value`);
				return;
			}
			const one = setting(found.option.name, found.negated);
			this.#allOptions.push(one);
			if (this.#options.has(one.name)) this.#fatal("option-set-twice", nameOrigin, `The option ${one.name} is set twice`);
			else this.#options.set(one.name, one);
			return;
		}
		if (this.#driver === undefined) {
			this.#fatal("syntax-error", nameOrigin, `An option stands before the first name of the section`);
			return;
		}
		const negated = /^not?_/.test(name.text);
		const bare = negated ? name.text.replace(/^not?_/, "") : name.text;
		if (this.#driver.options.has(bare) && !REPEATED.has(bare)) {
			this.#fatal("option-set-twice", nameOrigin, `The option ${bare} is set twice`);
			return;
		}
		this.#driver.options.set(bare, setting(bare, negated));
	}

	#name(line: LogicalLine, name: Word): void {
		const nameOrigin = originOf(line, name.span.start, name.span.end);
		const section = this.#section;
		if (section === "acl") {
			if (this.#acls.has(name.text)) this.#fatal("acl-defined-twice", nameOrigin, `There are two ACLs named "${name.text}"`);
			this.#acl = { name: name.text, origin: nameOrigin, statements: [] };
			this.#acls.set(name.text, this.#acl);
			return;
		}
		if (section !== "routers" && section !== "transports" && section !== "authenticators") {
			this.#fatal("syntax-error", nameOrigin, `"${name.text}:" is not expected here`);
			return;
		}
		if (this.#drivers[section].some((other) => other.name === name.text))
			this.#fatal("driver-defined-twice", nameOrigin, `There are two ${section} named "${name.text}"`);
		this.#driver = { name: name.text, nameOrigin, options: new Map() };
		this.#drivers[section].push(this.#driver);
	}

	#condition(line: LogicalLine, statement: Extract<Statement, { kind: "condition" }>): void {
		if (this.#acl === undefined) {
			this.#fatal("syntax-error", line.origin, "A statement stands before the first name of an ACL");
			return;
		}
		addCondition(this.#acl, line, statement, (rule, origin, what) => this.#fatal(rule, origin, what));
	}

	/** A driver without a type, of an unknown one, or with an option that its type does not have, stops Exim. */
	#checkDrivers(): void {
		for (const section of ["routers", "transports", "authenticators"] as const) {
			for (const { name, nameOrigin, options } of this.#drivers[section]) {
				const type = options.get("driver")?.value;
				if (type === undefined) {
					this.#fatal("driver-missing", nameOrigin, `"${name}" says no driver`);
					continue;
				}
				const own = driverOptions(section, type.text);
				if (own === undefined) {
					if (!OTHER_DRIVERS.has(type.text))
						this.#fatal(
							"unknown-driver",
							type.origin,
							`There is no driver "${type.text}" (known: ${DRIVERS[section].join(", ")})`,
						);
					continue;
				}
				for (const option of options.values()) {
					if (GENERIC[section].has(option.name) || own.has(option.name)) continue;
					const written = option.line.text.slice(0, option.line.text.search(/[\s=]|$/));
					if (GENERIC[section].has(written) || own.has(written)) continue;
					this.#fatal("unknown-option", option.nameOrigin, `A driver "${type.text}" has no option "${option.name}"`);
				}
			}
		}
	}
}

/** Options that may stand more than once, each adding to those before. */
const REPEATED = new Set(["headers_add", "headers_remove", "condition", "server_condition", "set"]);
