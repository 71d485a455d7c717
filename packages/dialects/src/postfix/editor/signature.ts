import type { FileView, SignatureText } from "@relaylint/core";
import { modelOf } from "../model.ts";
import { restrictionClasses, typeOf } from "../rules/written.ts";
import { findRestriction } from "../schema/restrictions.ts";
import { lineBefore } from "./line-before.ts";
import { FIELDS } from "./service-fields.ts";
import { roleOf } from "./view.ts";

const ARGUMENTS: Readonly<Record<string, string>> = {
	map: "type:table",
	domain: "domain[=filter]",
	"policy-server": "transport:server",
	seconds: "seconds",
	restriction: "restriction",
};

/** The argument of a restriction, or the field of a line of master.cf, that is being written. */
export function signature(view: FileView, offset: number): SignatureText | undefined {
	const model = modelOf(view.configuration);
	const role = roleOf(model, view.file);
	const line = lineBefore(view.file.text, offset);
	if (line.comment) return undefined;
	if (role.kind === "master" && !/(?:^|\s)-o\s/.test(line.text)) {
		const active = Math.min(line.text.split(/\s+/).length - 1, FIELDS.length - 1);
		return {
			label: FIELDS.map(({ name }) => name).join(" "),
			documentation: "A line of master.cf",
			parameters: FIELDS.map(({ name, values }) => ({ label: name, documentation: values })),
			active,
		};
	}
	const setting = /(?:^|-o\s+\{?\s*)([A-Za-z0-9_]+)\s*=([\s\S]*)$/.exec(line.text);
	if (setting === null) return undefined;
	const [, name = "", before = ""] = setting;
	if (typeOf(name) !== "restriction-list" && !restrictionClasses(model).has(name)) return undefined;
	const words = before.split(/[\s,{}]+/).filter((word, index, all) => word !== "" || index === all.length - 1);
	const restriction = findRestriction(words.at(-2) ?? "");
	const wanted = restriction === undefined ? undefined : ARGUMENTS[restriction.argument];
	if (restriction === undefined || wanted === undefined) return undefined;
	return {
		label: `${restriction.name} ${wanted}`,
		documentation: `${restriction.doc}.`,
		parameters: [{ label: wanted, documentation: "" }],
		active: 0,
	};
}
