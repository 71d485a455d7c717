import { type Configuration, type Environment, type FileReader, inFile, type SourceFile, type Span } from "@relaylint/core";
import { readShown, type ShownParameter } from "../postfix/variant.ts";
import type { AdminSetting, AppleDump } from "./ast.ts";

/** The service and the program whose parameters a path names. */
const POSTFIX = ["mail", "postfix"];

/** The parameters of Postfix that a settings dump shows; everything else in it is Server Admin's own and does not decide who may relay. */
export function postfixParameters(settings: readonly AdminSetting[]): readonly ShownParameter[] {
	const found = new Map<string, Shown>();
	for (const setting of settings) {
		const [service, program, name, ...rest] = setting.path;
		if (service !== POSTFIX[0] || program !== POSTFIX[1] || name === undefined || !/^[\w.-]+$/.test(name)) continue;
		const element = elementOf(rest, setting.value);
		if (element === undefined) continue;
		const before = found.get(name);
		// A text written after a list, or a list after a text, is what was shown last.
		const goesOn = before?.list === true && element.list && element.key !== undefined;
		const kept = goesOn ? before.parts : new Map<string, Part>();
		if (element.key !== undefined) kept.set(element.key, { text: setting.value, span: setting.valueSpan });
		const nameSpan = before === undefined || !element.list ? spanOfName(setting, name) : before.nameSpan;
		found.delete(name);
		found.set(name, { name, nameSpan, list: element.list, parts: kept });
	}
	return [...found.values()].map(({ name, nameSpan, parts }) => ({
		name,
		nameSpan,
		parts: [...parts].sort(([a], [b]) => byIndex(a, b)).map(([, part]) => part),
	}));
}

interface Part {
	readonly text: string;
	readonly span: Span;
}

interface Shown {
	readonly name: string;
	readonly nameSpan: Span;
	readonly list: boolean;
	readonly parts: Map<string, Part>;
}

/** What the end of a path makes of a value: the whole, an element of a list, or an empty list; undefined for what is deeper. */
function elementOf(rest: readonly string[], value: string): { readonly list: boolean; readonly key?: string } | undefined {
	const [first, key, ...deeper] = rest;
	if (first === "_empty_array" || (first === undefined && value === "_empty_array")) return { list: true };
	if (first === undefined) return { list: false, key: "" };
	if ((first === "_array_index" || first === "_array_id") && key !== undefined && deeper.length === 0)
		return { list: true, key: `${first} ${key}` };
	return undefined;
}

/** Elements by their number; named ones stay in their order. */
function byIndex(a: string, b: string): number {
	const [one, other] = [a, b].map((key) => /^_array_index (\d+)$/.exec(key)?.[1]);
	return one === undefined || other === undefined ? 0 : Number(one) - Number(other);
}

function spanOfName({ pathOrigin }: AdminSetting, name: string): Span {
	const { file, span } = pathOrigin;
	const at = file.text.slice(span.start, span.end).indexOf(name, "mail:postfix:".length - 1);
	return at === -1 ? span : { start: span.start + at, end: span.start + at + name.length };
}

/** Reads a settings dump as the configuration of Postfix that it shows. */
export function readServerAdmin(
	main: SourceFile,
	dump: Extract<AppleDump, { kind: "settings" }>,
	reader: FileReader,
	environment: Environment,
): Configuration {
	const parameters = postfixParameters(dump.settings);
	const postfix = readShown(main, parameters, reader, environment);
	const assumptions = () => [
		...postfix.assumptions,
		"a setting mail:postfix:NAME is the parameter NAME of main.cf, a list its elements in order; what is not shown has its default",
	];
	const lacking = parameters.length === 0;
	const origin = inFile(main, { start: 0, end: 0 });
	// Its files and settings are worked out when they are asked for, so it stays itself, under another name.
	return Object.create(postfix, {
		dialect: { value: "apple-mail", enumerable: true },
		assumptions: { get: assumptions, enumerable: true },
		...(lacking
			? {
					policy: {
						value: {
							...postfix.policy,
							depends: [
								{
									kind: "outside",
									key: "reading:no-postfix",
									text: "the settings of Postfix, of which this dump shows none",
									origin,
								},
							],
						},
						enumerable: true,
					},
				}
			: {}),
	}) as Configuration;
}
