import type {
	Completion,
	CompletionList,
	EditorSupport,
	FileView,
	HoverText,
	LensPlace,
	OutlineItem,
	SemanticToken,
} from "@relaylint/core";
import { codeText, holds, oneLine } from "../../editor/places.ts";
import type { PostcastSetting } from "../ast.ts";
import { modelOf } from "../model.ts";
import { parameterOf, parameters } from "../schema.ts";
import { prefixText } from "./prefix-text.ts";

/** A setting with its meaning and what is in force; an entry of a list by the addresses that begin so. */
function hover(view: FileView, offset: number): HoverText | undefined {
	const { file, settings } = modelOf(view.configuration);
	for (const setting of file.settings) {
		const parameter = parameterOf(setting.label);
		if (parameter === undefined) continue;
		if (holds(setting.labelOrigin, view, offset)) {
			const values = settings.of[parameter.id].values.map(({ text }) => text);
			const standard = parameter.default === "" ? "nothing" : codeText(parameter.default);
			return {
				span: setting.labelOrigin.span,
				markdown: [
					`**${parameter.label}** (${parameter.screen}) — ${parameter.doc}.`,
					`Where nothing is said: ${standard}.`,
					`In force: ${values.length === 0 ? standard : codeText(values.join(" "))}`,
					`[PostCast's help](${parameter.manual})`,
				].join("\n\n"),
			};
		}
		const value = setting.values.find(({ origin }) => holds(origin, view, offset));
		if (value !== undefined && parameter.type === "prefix-list")
			return { span: value.origin.span, markdown: prefixText(value.text) };
	}
	return undefined;
}

/** Settings of the screen that is open above, screens, and answers. */
function complete(view: FileView, offset: number): CompletionList | undefined {
	const { text } = view.file;
	const start = text.lastIndexOf("\n", offset - 1) + 1;
	const line = text.slice(start, offset);
	const list = (typed: string, items: readonly Completion[]): CompletionList => ({
		span: { start: offset - typed.length, end: offset },
		items,
	});
	if (/^\s*[;#]/.test(line)) return undefined;
	const screen = /^\s*\[(\w*)$/.exec(line);
	if (screen !== null)
		return list(
			screen[1] ?? "",
			[...new Set(parameters.map((one) => one.screen))].map((label) => ({ label, kind: "class", insert: `${label}]` })),
		);
	const equals = line.indexOf("=");
	if (equals !== -1) {
		const type = parameterOf(line.slice(0, equals).trim())?.type;
		const words = type === "boolean" || type === "answer" ? ["yes", "no"] : [];
		return list(
			/\S*$/.exec(line.slice(equals + 1))?.[0] ?? "",
			words.map((label) => ({ label, kind: "value" })),
		);
	}
	const open = [...text.slice(0, start).matchAll(/^\s*\[(\w+)\]/gm)].at(-1)?.[1];
	return list(
		line.trimStart(),
		parameters.map(({ label, doc, screen: own, type }) => ({
			label,
			kind: "parameter",
			detail: own,
			documentation: `${doc}.`,
			insert: `${label} = `,
			...(type === "boolean" || type === "answer" ? { more: true } : {}),
			rank: own === open ? 1 : 5,
		})),
	);
}

function endOf({ origin, values }: PostcastSetting): number {
	return Math.max(origin.span.end, ...values.slice(-1).map((one) => one.origin.span.end));
}

function outline({ configuration }: FileView): readonly OutlineItem[] {
	return modelOf(configuration).file.settings.map((setting) => ({
		name: setting.label,
		detail: oneLine(setting.values.map(({ text }) => text).join(" ")),
		kind: parameterOf(setting.label) === undefined ? "entry" : "setting",
		span: { start: setting.origin.span.start, end: endOf(setting) },
		nameSpan: setting.labelOrigin.span,
	}));
}

function tokens({ configuration }: FileView): readonly SemanticToken[] {
	return modelOf(configuration).file.settings.flatMap(({ label, labelOrigin, values }): readonly SemanticToken[] => {
		const type = parameterOf(label)?.type;
		return [
			{ span: labelOrigin.span, type: type === undefined ? "variable" : "property", modifiers: ["definition"] },
			...values.map(
				({ origin }): SemanticToken => ({
					span: origin.span,
					type: type === "prefix-list" || type === "port" ? "number" : "string",
				}),
			),
		];
	});
}

/** Over the list of those who are served, else over the first line. */
function lenses({ configuration }: FileView): readonly LensPlace[] {
	const { origin } = modelOf(configuration).settings.of.allow;
	return [
		{
			span: origin.kind === "file" ? origin.span : { start: 0, end: 0 },
			listeners: configuration.policy.listeners.map(({ name }) => name),
		},
	];
}

/** PostCast Server in an editor. */
export const postcastEditor: EditorSupport = { hover, complete, outline, tokens, lenses };
