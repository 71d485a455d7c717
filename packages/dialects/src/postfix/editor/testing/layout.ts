import { type Configuration, type FileView, type SourceFile, sourceFromText } from "@relaylint/core";
import { postfix } from "../../index.ts";
import { modelOf } from "../../model.ts";
import { typeOf, writtenSettings } from "../../rules/written.ts";
import { splitWords } from "../../words.ts";
import { format } from "../format.ts";
import { fieldsOf } from "../service-fields.ts";

/** A configuration of one or two texts, with nothing around them. */
export function readTexts(main: string, master: string | undefined): Configuration {
	return postfix.read(
		sourceFromText("main.cf", main),
		{
			read: (path) =>
				path === "master.cf" && master !== undefined
					? { kind: "text", file: sourceFromText("master.cf", master) }
					: { kind: "missing", path },
			list: () => undefined,
		},
		{ complete: false, unbuilt: [] },
	);
}

/** What the texts set: each setting's words where it is a list, else its text, and the fields of each service. */
export function meaningOf(configuration: Configuration): readonly string[] {
	const model = modelOf(configuration);
	const settings = writtenSettings(model).map(({ name, service, value, nameOrigin }) => {
		const { expanded } = model.settings.value(name, service);
		const isList = /list$/.test(typeOf(name) ?? "");
		const words = isList ? splitWords(expanded, "braces").map((word) => word.text) : [expanded.text];
		const raw = isList ? [] : [value.tree.text];
		return JSON.stringify([name, service?.name.text ?? "", words, raw, nameOrigin.file.path]);
	});
	const services = (model.masterCf?.services ?? []).map((service) =>
		JSON.stringify([...fieldsOf(service).map(({ text }) => text), ...service.args.map(({ text }) => text)]),
	);
	return [...settings, ...services, `${model.mainCf.problems.length} ${model.masterCf?.problems.length ?? 0}`];
}

/** The texts as formatting lays them out. */
export function laidOut(configuration: Configuration): { readonly main: string; readonly master: string | undefined } {
	const { mainCf, masterCf } = modelOf(configuration);
	return { main: formatted(configuration, mainCf.file), master: masterCf && formatted(configuration, masterCf.file) };
}

function formatted(configuration: Configuration, file: SourceFile): string {
	const view: FileView = {
		configuration,
		file,
		environment: { complete: false, unbuilt: [] },
		host: { hostname: "host.invalid", interfaces: undefined, users: undefined },
		analysis: undefined,
	};
	return [...format(view, { start: 0, end: file.text.length })]
		.sort((a, b) => b.span.start - a.span.start)
		.reduce((text, edit) => text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end), file.text);
}
