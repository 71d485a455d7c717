import { defineRule, type Fix } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { registrationOf } from "../../registration.ts";
import { defaultText, findParameter } from "../../schema/schema.ts";
import { isExplained } from "../hazards.ts";
import { writtenSettings } from "../written.ts";

/** The code of a refusal is none, so that smtpd answers 450 in its place. */
export const refusalCodeIgnored = defineRule({
	id: "refusal-code-ignored",
	severity: "warning",
	summary: "The code of a refusal is none, so that smtpd answers 450 in its place.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		for (const { name, service, valueOrigin } of writtenSettings(model)) {
			const schema = findParameter(name);
			const limits = registrationOf(name);
			// Those with limits of their own may be 250, or stop smtpd.
			if (schema?.type !== "reply-code" || limits === undefined || limits.min > 0 || limits.max > 0) continue;
			const { origin } = model.settings.value(name, service);
			if (origin.kind !== "file" || origin.file !== valueOrigin.file || origin.span.start !== valueOrigin.span.start) continue;
			const code = model.settings.integer(name, service);
			if (code.kind !== "value" || (code.value >= 400 && code.value <= 599) || isExplained(model, origin)) continue;
			const usual = defaultText(schema, model.release);
			report({
				certainty: "proven",
				origin,
				message: `${name} = ${code.value} is no code for a refusal. smtpd answers 450 in its place, so that clients try again for days, and logs an error of the configuration. Write a code from 400 to 599${usual === undefined ? "" : `, such as ${usual}`}.`,
				...(usual === undefined || !/^\d+$/.test(usual) || origin.via !== undefined ? {} : { fixes: fixesOf(usual, origin) }),
			});
		}
	},
});

function fixesOf(code: string, { file, span }: Parameters<typeof isExplained>[1] & { kind: "file" }): readonly Fix[] {
	return [{ title: `write ${code}: what is put off now is refused for good`, safe: false, edits: [{ file, span, text: code }] }];
}
