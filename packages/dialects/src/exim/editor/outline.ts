import type { FileLink, FileOrigin, FileView, LensPlace, OutlineItem, Span } from "@relaylint/core";
import { fileAtPath, oneLine } from "../../editor/places.ts";
import type { Acl } from "../acl-statements.ts";
import { isDebianSettings } from "../debian/generate.ts";
import { shellSettings } from "../debian/settings.ts";
import type { Driver } from "../document.ts";
import { modelOf } from "../model.ts";
import { pathsIn } from "./symbols.ts";
import { exactPlace, valuesOf } from "./values.ts";

/** The settings of the main section, macros, lists, ACLs with their statements, drivers with their options. */
export function outline(view: FileView): readonly OutlineItem[] {
	const { document } = modelOf(view.configuration);
	if (isSettings(view)) return settingsOutline(view);
	const items: OutlineItem[] = [];
	const add = (origin: FileOrigin, end: number, item: Omit<OutlineItem, "span" | "nameSpan">) => {
		if (origin.file === view.file)
			items.push({ ...item, nameSpan: origin.span, span: { start: origin.span.start, end: Math.max(end, origin.span.end) } });
	};
	const endOf = (origin: FileOrigin | undefined) => (origin?.file === view.file ? origin.span.end : 0);
	for (const { name, origin, value } of document.macroDefinitions)
		add(origin, endOf(value.origin), { name, detail: oneLine(value.text), kind: "class" });
	for (const { name, kind, nameOrigin, value } of document.lists)
		add(nameOrigin, endOf(value.origin), { name, detail: `${kind}list: ${oneLine(value.text)}`, kind: "class" });
	for (const { name, nameOrigin, value } of document.allOptions)
		add(nameOrigin, endOf(value?.origin), { name, detail: oneLine(value?.text ?? ""), kind: "setting" });
	for (const acl of document.acls.values()) {
		if (acl.origin.kind !== "file") continue;
		const children = statementsOf(acl, view);
		add(acl.origin, children.at(-1)?.span.end ?? 0, { name: acl.name, detail: "acl", kind: "section", children });
	}
	for (const [section, drivers] of [
		["router", document.routers],
		["transport", document.transports],
		["authenticator", document.authenticators],
	] as const)
		for (const driver of drivers) {
			const children = optionsOf(driver, view);
			const detail = `${section}: ${driver.options.get("driver")?.value?.text ?? "no driver"}`;
			add(driver.nameOrigin, children.at(-1)?.span.end ?? 0, { name: driver.name, detail, kind: "service", children });
		}
	return items.sort((a, b) => a.span.start - b.span.start);
}

/** Whether a file is the settings from which Debian generates a configuration. */
export function isSettings({ configuration, file }: FileView): boolean {
	return file === modelOf(configuration).document.main && isDebianSettings(file.path);
}

function settingsOutline({ file }: FileView): readonly OutlineItem[] {
	return [...shellSettings(file)].flatMap(([name, text]): readonly OutlineItem[] => {
		const found = new RegExp(`^[ \\t]*(${name})=.*$`, "m").exec(file.text);
		if (found === null) return [];
		const start = found.index + found[0].indexOf(name);
		return [
			{
				name,
				detail: text.text,
				kind: "setting",
				nameSpan: { start, end: start + name.length },
				span: { start, end: found.index + found[0].length },
			},
		];
	});
}

function statementsOf({ statements }: Acl, { file }: FileView): readonly OutlineItem[] {
	return statements.flatMap(({ verb, verbOrigin, conditions }): readonly OutlineItem[] => {
		if (verbOrigin.file !== file) return [];
		const ends = conditions.map((one) => one.value?.origin ?? one.nameOrigin).filter((origin) => origin.file === file);
		return [
			{
				name: verb,
				detail: oneLine(
					conditions.map(({ name, negated, value }) => `${negated ? "!" : ""}${name} = ${value?.text ?? ""}`).join("; "),
				),
				kind: "entry",
				nameSpan: verbOrigin.span,
				span: { start: verbOrigin.span.start, end: Math.max(verbOrigin.span.end, ...ends.map(({ span }) => span.end)) },
			},
		];
	});
}

function optionsOf({ options }: Driver, { file }: FileView): readonly OutlineItem[] {
	return [...options.values()].flatMap(({ name, nameOrigin, value }): readonly OutlineItem[] => {
		if (nameOrigin.file !== file) return [];
		const end = value?.origin.file === file ? value.origin.span.end : 0;
		return [
			{
				name,
				detail: oneLine(value?.text ?? ""),
				kind: "override",
				nameSpan: nameOrigin.span,
				span: { start: nameOrigin.span.start, end: Math.max(nameOrigin.span.end, end) },
			},
		];
	});
}

/** Files of lists and look-ups, and includes, where they were found. */
export function links(view: FileView): readonly FileLink[] {
	const { document, server } = modelOf(view.configuration);
	const found: FileLink[] = [];
	const add = (span: Span, written: string) => {
		const file = fileAtPath([...server.files.opened, ...document.files], written);
		if (file !== undefined && file !== view.file) found.push({ span, path: file.path, tooltip: `Open ${written}` });
	};
	for (const { value } of valuesOf(document))
		for (const { path, start, end } of pathsIn(value)) {
			const origin = exactPlace(value, start, end);
			if (origin?.file === view.file) add(origin.span, path);
		}
	for (const include of view.file.text.matchAll(/^[ \t]*\.include(?:_if_exists)?[ \t]+"?([^"\s]+)/gm)) {
		const path = include[1] ?? "";
		const end = include.index + include[0].length;
		add({ start: end - path.length, end }, path);
	}
	return found;
}

/** Over the ACL that judges recipients, else over the option that names it, else over the first line. */
export function lenses(view: FileView): readonly LensPlace[] {
	const { document } = modelOf(view.configuration);
	const listeners = view.configuration.policy.listeners.map(({ name }) => name);
	const option = document.options.get("acl_smtp_rcpt");
	const named = document.acls.get(option?.value?.text.trim() ?? "")?.origin;
	const place =
		isDebianSettings(document.main.path) && named?.kind === "file" && named.file === document.main ? undefined : named;
	const origin = place ?? option?.nameOrigin;
	if (origin?.kind === "file" && origin.file === view.file && !isSettings(view)) return [{ span: origin.span, listeners }];
	if (view.file !== document.main || (origin?.kind === "file" && origin.file !== document.main)) return [];
	return [{ span: { start: 0, end: 0 }, listeners }];
}
