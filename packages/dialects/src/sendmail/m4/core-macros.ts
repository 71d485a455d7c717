import type { FileOrigin } from "@relaylint/core";
import { evaluateInteger, transliterate } from "./builtins.ts";
import type { M4Host, Native } from "./host.ts";

type Run = (given: readonly string[], expander: M4Host, origin: FileOrigin) => string;

function native(blind: boolean, run: Run): Native {
	return { blind, run };
}

const NOTHING: Run = () => "";

/** A command is never run: what it would have printed is not known. */
const COMMAND: Run = ([command = ""], expander, origin) => {
	expander.problem({ kind: "command", origin, text: `what the command "${command}" prints is not known: it is not run` });
	return "";
};

const INCLUDE =
	(silent: boolean): Run =>
	([path = ""], expander, origin) => {
		if (!expander.readFile(path, origin) && !silent)
			expander.problem({ kind: "missing-include", origin, text: `the file ${path} is not to be found` });
		return "";
	};

/** m4's own macros (GNU m4 manual); those that take arguments are mere text without them. */
export const CORE_MACROS: ReadonlyMap<string, Native> = new Map<string, Native>([
	[
		"define",
		{
			blind: true,
			recorded: true,
			run: ([name = "", text = ""], host, origin) => {
				host.define(name, text, origin);
				return "";
			},
		},
	],
	[
		"undefine",
		native(true, (names, expander) => {
			for (const name of names) expander.undefine(name);
			return "";
		}),
	],
	[
		"defn",
		native(true, (names, expander) => {
			const { openQuote, closeQuote } = expander.marks();
			return names.map((name) => `${openQuote}${expander.definition(name)?.text ?? ""}${closeQuote}`).join("");
		}),
	],
	[
		"pushdef",
		native(true, ([name = "", text = ""], expander, origin) => {
			expander.stack(name, { text, origin });
			return "";
		}),
	],
	[
		"popdef",
		native(true, (names, expander) => {
			for (const name of names) expander.stack(name, undefined);
			return "";
		}),
	],
	[
		"ifdef",
		native(true, ([name = "", then = "", otherwise = ""], expander) =>
			expander.definition(name) === undefined ? otherwise : then,
		),
	],
	[
		"ifelse",
		native(true, (given) => {
			for (let at = 0; at + 2 < given.length; at += 3) {
				if (given[at] === given[at + 1]) return given[at + 2] ?? "";
				if (given.length - at <= 5) return given[at + 3] ?? "";
			}
			return "";
		}),
	],
	[
		"shift",
		native(true, (given, expander) => {
			const { openQuote, closeQuote } = expander.marks();
			return given
				.slice(1)
				.map((one) => `${openQuote}${one}${closeQuote}`)
				.join(",");
		}),
	],
	[
		"dnl",
		native(false, (_given, expander) => {
			expander.skipLine();
			return "";
		}),
	],
	[
		"divert",
		native(false, ([number = "0"], expander) => {
			const parsed = number.trim() === "" ? 0 : Number(number);
			if (Number.isInteger(parsed)) expander.diversion = parsed;
			return "";
		}),
	],
	[
		"undivert",
		native(false, (numbers, expander) => {
			for (const number of numbers) if (/^\d+$/.test(number.trim())) expander.undivert(Number(number));
			return "";
		}),
	],
	["divnum", native(false, (_given, expander) => String(expander.diversion))],
	[
		"changequote",
		native(false, (given, expander) => {
			const marks = expander.marks();
			marks.openQuote = given.length === 0 ? "`" : (given[0] ?? "");
			marks.closeQuote = given.length < 2 || given[1] === "" ? "'" : (given[1] ?? "'");
			return "";
		}),
	],
	[
		"changecom",
		native(false, (given, expander) => {
			const marks = expander.marks();
			marks.openComment = given[0] ?? "";
			marks.closeComment = given[1] === undefined || given[1] === "" ? "\n" : given[1];
			return "";
		}),
	],
	["include", native(true, INCLUDE(false))],
	["sinclude", native(true, INCLUDE(true))],
	["len", native(true, ([text = ""]) => String(text.length))],
	["index", native(true, ([text = "", part = ""]) => String(text.indexOf(part)))],
	[
		"substr",
		native(true, ([text = "", from = "0", length]) => {
			const start = evaluateInteger(from) ?? 0;
			const count = length === undefined ? text.length : (evaluateInteger(length) ?? 0);
			return start < 0 || count <= 0 ? "" : text.slice(start, start + count);
		}),
	],
	["translit", native(true, ([text = "", from = "", to = ""]) => transliterate(text, from, to))],
	["eval", native(true, ([text = "0"]) => String(evaluateInteger(text) ?? ""))],
	["incr", native(true, ([text = "0"]) => String((evaluateInteger(text) ?? 0) + 1))],
	["decr", native(true, ([text = "0"]) => String((evaluateInteger(text) ?? 0) - 1))],
	["errprint", native(true, NOTHING)],
	["m4wrap", native(true, NOTHING)],
	["m4exit", native(false, NOTHING)],
	["traceon", native(false, NOTHING)],
	["traceoff", native(false, NOTHING)],
	["dumpdef", native(false, NOTHING)],
	["sysval", native(false, () => "0")],
	["syscmd", native(true, COMMAND)],
	["esyscmd", native(true, COMMAND)],
	["maketemp", native(true, COMMAND)],
	["__file__", native(false, NOTHING)],
	["__line__", native(false, () => "0")],
	["__gnu__", native(false, NOTHING)],
	["__unix__", native(false, NOTHING)],
	["unix", native(false, () => "unix")],
]);
