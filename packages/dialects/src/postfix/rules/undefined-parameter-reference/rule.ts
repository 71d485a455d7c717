import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { closestName } from "../../schema/closest-name.ts";
import { parameterNames } from "../../schema/schema.ts";
import { quotedList } from "../finding.ts";
import { isExplained } from "../hazards.ts";
import { writtenSettings } from "../written.ts";

/** Values that Postfix expands only in use, with names of the delivery or the session (local(8), postscreen(8)), beside those that smtpd keeps raw. */
const EXPANDED_IN_USE = new Set([
	"command_execution_directory",
	"forward_path",
	"luser_relay",
	"mailbox_command",
	"default_rbl_reply",
	"postscreen_reject_footer",
	"smtpd_reject_footer",
	"postscreen_expansion_filter",
	"smtpd_expansion_filter",
	"bounce_notice_recipient",
	"default_delivery_status_filter",
	// The default itself names parameters of patches that few have.
	"proxy_read_maps",
	"proxy_write_maps",
]);

/** A value refers to a name that nobody defines, so nothing stands in its place. */
export const undefinedParameterReference = defineRule({
	id: "undefined-parameter-reference",
	severity: "warning",
	summary: "A value refers to a name that nobody defines, so nothing stands in its place.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		const found = new Map<string, { readonly name: string; readonly in: Set<string> }>();
		const places = new Map<string, Parameters<typeof report>[0]["origin"]>();
		for (const { name, service, value, valueOrigin } of writtenSettings(model)) {
			if (EXPANDED_IN_USE.has(name) || !value.tree.text.includes("$")) continue;
			const setting = model.settings.value(name, service);
			if (setting.origin.kind !== "file" || setting.origin.span.start !== valueOrigin.span.start) continue;
			for (const reference of setting.expanded.undefinedNames) {
				const { origin } = reference;
				// Positions count the parts of a rule of a table that is written in the value.
				if (origin.kind !== "file" || /^\d+$/.test(reference.name) || isExplained(model, origin)) continue;
				const key = `${origin.file.path} ${origin.span.start} ${reference.name}`;
				places.set(key, origin);
				const known = found.get(key) ?? { name: reference.name, in: new Set<string>() };
				found.set(key, known);
				known.in.add(name);
			}
		}
		for (const [key, reference] of found) {
			const origin = places.get(key);
			if (origin === undefined) continue;
			const meant = closestName(reference.name, [...model.mainCf.assignments.map((one) => one.name), ...parameterNames()]);
			const file = origin.file;
			const text = file.text.slice(origin.span.start, origin.span.end);
			report({
				certainty: "proven",
				origin,
				message: `Nothing defines "${reference.name}". ${text} stands for nothing in ${quotedList([...reference.in])}. ${meant === undefined ? "Define it in main.cf, or correct the name." : `Was "${meant}" meant?`}`,
				...(meant === undefined
					? {}
					: {
							fixes: [
								{
									title: `write ${meant}`,
									safe: false,
									edits: [{ file, span: origin.span, text: text.replace(reference.name, meant) }],
								},
							],
						}),
			});
		}
	},
});
