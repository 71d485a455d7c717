import type {
	Completion,
	CompletionList,
	EditorSupport,
	FileOrigin,
	FileView,
	HoverText,
	LensPlace,
	OutlineItem,
	SemanticToken,
} from "@relaylint/core";
import { networkText } from "../../editor/network-text.ts";
import { codeText, oneLine } from "../../editor/places.ts";
import { shownHover, shownOutline, shownParameters, shownTokens } from "../../postfix/editor/variant.ts";
import type { NetInfoDirectory, NetInfoProperty } from "../ast.ts";
import { type NetInfoModel, netInfoOf } from "../model.ts";
import { attributes } from "../schema.ts";

/** Every property that a dump shows. */
function propertiesOf({ dump }: NetInfoModel): readonly NetInfoProperty[] {
	const inDirectory = ({ properties, children }: NetInfoDirectory): readonly NetInfoProperty[] => [
		...properties,
		...children.flatMap(inDirectory),
	];
	if (dump.kind === "commands") return dump.commands.map(({ property }) => property);
	return dump.kind === "directories" ? dump.directories.flatMap(inDirectory) : [];
}

function nameOrigin({ name, origin }: NetInfoProperty): FileOrigin {
	const at = Math.max(0, origin.file.text.slice(origin.span.start, origin.span.end).indexOf(name));
	const start = origin.span.start + at;
	return { ...origin, span: { start, end: start + name.length } };
}

/** An attribute with its meaning and what is in force; an entry of the list as a network; a parameter of Postfix as in main.cf. */
function hover(view: FileView, offset: number): HoverText | undefined {
	const model = netInfoOf(view.configuration);
	if (model === undefined) return shownHover(view, offset);
	for (const property of propertiesOf(model)) {
		const { span } = nameOrigin(property);
		const attribute = attributes.find(({ name }) => name === property.name);
		if (attribute === undefined) continue;
		if (span.start <= offset && offset <= span.end) {
			const values = model.settings.of[attribute.name].values?.map(({ text }) => text);
			return {
				span,
				markdown: [
					`**${attribute.name}** — ${attribute.doc}.`,
					`Where it is not there: ${attribute.default}.`,
					`In force: ${values === undefined ? "not in the dump" : values.length === 0 ? "an empty list" : codeText(values.join(", "))}`,
					`[Apple's article](${attribute.manual})`,
				].join("\n\n"),
			};
		}
		for (const { text, origin } of property.values) {
			const network = attribute.type === "client-list" ? networkText(text) : undefined;
			if (network !== undefined && origin.span.start <= offset && offset <= origin.span.end)
				return { span: origin.span, markdown: network };
		}
	}
	return undefined;
}

/** Attributes of the directory, or parameters of Postfix. */
function complete(view: FileView, offset: number): CompletionList | undefined {
	const { text } = view.file;
	const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
	const list = (typed: string, items: readonly Completion[]): CompletionList => ({
		span: { start: offset - typed.length, end: offset },
		items,
	});
	if (netInfoOf(view.configuration) === undefined) {
		const named = /^\s*mail:postfix:(\w*)$/.exec(line);
		return named === null ? undefined : list(named[1] ?? "", shownParameters(view.configuration));
	}
	const named = /^[\s{]*"?(\w*)$/.exec(line);
	if (named === null) return undefined;
	const quote = /"\w*$/.test(line);
	return list(
		named[1] ?? "",
		attributes.map(({ name, type, doc }) => ({
			label: name,
			kind: "parameter",
			detail: type,
			documentation: `${doc}.`,
			insert: quote ? `${name}" = ( "\${1}" );` : `"${name}" = ( "\${1}" );`,
			snippet: true,
		})),
	);
}

function outline(view: FileView): readonly OutlineItem[] {
	const model = netInfoOf(view.configuration);
	if (model === undefined) return shownOutline(view);
	return propertiesOf(model).flatMap((property): readonly OutlineItem[] => {
		const { file, span } = property.origin;
		if (file !== view.file) return [];
		const known = attributes.some(({ name }) => name === property.name);
		const detail = oneLine(property.values.map(({ text }) => text).join(", "));
		return [{ name: property.name, detail, kind: known ? "setting" : "entry", span, nameSpan: nameOrigin(property).span }];
	});
}

function tokens(view: FileView): readonly SemanticToken[] {
	const model = netInfoOf(view.configuration);
	if (model === undefined) return shownTokens(view);
	return propertiesOf(model)
		.filter(({ origin, name }) => origin.file === view.file && attributes.some((one) => one.name === name))
		.flatMap((property): readonly SemanticToken[] => [
			{ span: nameOrigin(property).span, type: "property", modifiers: ["definition", "defaultLibrary"] },
			...property.values
				.filter(({ text }) => networkText(text) !== undefined)
				.map(({ origin }): SemanticToken => ({ span: origin.span, type: "number" })),
		]);
}

/** Over the attribute that restricts relaying, else over the first line. */
function lenses({ configuration, file }: FileView): readonly LensPlace[] {
	const model = netInfoOf(configuration);
	const listeners = configuration.policy.listeners.map(({ name }) => name);
	const flag = model?.settings.of.open_relay_addr_flag.origin;
	const place = flag?.kind === "file" && flag.file === file ? flag.span : undefined;
	if (configuration.files[0] !== file) return [];
	return [{ span: place ?? { start: 0, end: 0 }, listeners }];
}

/** Apple's dumps in an editor. */
export const appleMailEditor: EditorSupport = { hover, complete, outline, tokens, lenses };
