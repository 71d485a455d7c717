import type { FileLink, FileView, LensPlace, OutlineItem } from "@relaylint/core";
import { positionAt } from "@relaylint/core";
import { modelOf } from "../model.ts";
import { restrictionClasses } from "../rules/written.ts";
import { roleOf, tableFiles, writtenIn } from "./view.ts";

/** Entries of a table past this many are left out of its outline. */
const MOST_ENTRIES = 5000;

/** Settings of main.cf, services of master.cf with their overrides, keys of a table. */
export function outline(view: FileView): readonly OutlineItem[] {
	const model = modelOf(view.configuration);
	const role = roleOf(model, view.file);
	if (role.kind === "main") {
		const classes = restrictionClasses(model);
		return writtenIn(view).map(({ name, nameOrigin, origin, value }) => ({
			name,
			detail: oneLine(value.tree.text),
			kind: classes.has(name) ? "class" : "setting",
			span: origin.span,
			nameSpan: nameOrigin.span,
		}));
	}
	if (role.kind === "master") {
		return (model.masterCf?.services ?? []).flatMap((service): readonly OutlineItem[] => {
			const { name, type, command, origin, overrides } = service;
			if (origin.kind !== "file" || name.origin.kind !== "file") return [];
			return [
				{
					name: `${name.text} ${type.text}`,
					detail: command.text,
					kind: "service",
					span: origin.span,
					nameSpan: name.origin.span,
					children: overrides.map((one) => ({
						name: one.name,
						detail: oneLine(one.value.tree.text),
						kind: "override",
						span: one.origin.span,
						nameSpan: one.nameOrigin.span,
					})),
				},
			];
		});
	}
	if (role.kind !== "table" || role.table.entries?.kind !== "keys") return [];
	const items: OutlineItem[] = [];
	role.table.entries.forEachEntry((key, value, origin) => {
		const place = origin();
		if (place.kind === "file")
			items.push({ name: key(), detail: oneLine(value), kind: "entry", span: place.span, nameSpan: place.span });
		return items.length < MOST_ENTRIES;
	});
	return items.sort((a, b) => a.span.start - b.span.start);
}

/** Tables and the files of lists, where they were found. */
export function links(view: FileView): readonly FileLink[] {
	return tableFiles(modelOf(view.configuration)).flatMap(({ origin, path, file }) => {
		if (file === undefined || origin.file !== view.file) return [];
		const at = view.file.text.slice(origin.span.start, origin.span.end).indexOf(path);
		const start = origin.span.start + Math.max(0, at);
		return [
			{ span: { start, end: at === -1 ? origin.span.end : start + path.length }, path: file.path, tooltip: `Open ${path}` },
		];
	});
}

/** Over the lists that decide about relaying, and over the services that listen. */
export function lenses(view: FileView): readonly LensPlace[] {
	const model = modelOf(view.configuration);
	const role = roleOf(model, view.file);
	const listeners = [...model.servers.keys()];
	if (role.kind === "master")
		return listeners.flatMap(({ name, origin }) =>
			origin.kind === "file" && origin.file === view.file ? [{ span: origin.span, listeners: [name] }] : [],
		);
	if (role.kind !== "main" || listeners.length === 0) return [];
	const places = ["smtpd_relay_restrictions", "smtpd_recipient_restrictions"].flatMap((list): readonly LensPlace[] => {
		const here = listeners.filter(({ service }) => model.settings.value(list, service).source === "main.cf");
		const origin = here[0] && model.settings.value(list, here[0].service).origin;
		return origin?.kind === "file" && origin.file === view.file
			? [{ span: lineOf(view, origin.span.start), listeners: here.map(({ name }) => name) }]
			: [];
	});
	if (places.length > 0) return places;
	const first = model.mainCf.assignments[0];
	return first === undefined ? [] : [{ span: first.origin.span, listeners: listeners.map(({ name }) => name) }];
}

function lineOf({ file }: FileView, offset: number) {
	const start = offset - positionAt(file, offset).character;
	return { start, end: offset };
}

function oneLine(text: string): string {
	const line = text.replace(/\s+/g, " ").trim();
	return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}
