import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { findParameter } from "../../schema/schema.ts";
import { referencedNames, restrictionClasses, writtenSettings } from "../written.ts";

/** A parameter of the SMTP server is written with the prefix of the SMTP client, so the line has no effect. */
export const smtpForSmtpd = defineRule({
	id: "smtp-for-smtpd",
	severity: "error",
	summary: "A parameter of the SMTP server is written with the prefix of the SMTP client, so the line has no effect.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		for (const { name, nameOrigin } of writtenSettings(model)) {
			const meant = serverName(name);
			if (meant === undefined || referencedNames(model).has(name) || restrictionClasses(model).has(name)) continue;
			const prefix = name.slice(0, name.indexOf("_"));
			report({
				certainty: "proven",
				origin: nameOrigin,
				message: `${name} has the prefix of a client, and Postfix has no such parameter. The line has no effect on the mail that this server takes. Write ${meant}.`,
				fixes: [
					{
						title: `write ${meant}`,
						safe: false,
						edits: [
							{
								file: nameOrigin.file,
								span: { start: nameOrigin.span.start, end: nameOrigin.span.start + prefix.length },
								text: "smtpd",
							},
						],
					},
				],
			});
		}
	},
});

/** The parameter of smtpd(8) that a name with the prefix of smtp(8) or lmtp(8) means; undefined where the name is right or means something else. */
export function serverName(name: string): string | undefined {
	const rest = /^(?:smtp|lmtp)_(.+)$/.exec(name)?.[1];
	if (rest === undefined || findParameter(name) !== undefined) return undefined;
	return findParameter(`smtpd_${rest}`)?.name;
}
