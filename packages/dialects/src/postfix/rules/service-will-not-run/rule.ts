import { defineRule, type FileOrigin, type PolicyRule, type RelatedPlace } from "@relaylint/core";
import { isBeforeInstallation } from "../../main-cf.ts";
import { modelOf } from "../../model.ts";
import { placeOf, quotedList } from "../finding.ts";
import { isExplained } from "../hazards.ts";

/** An SMTP service ends with a fatal error at its start, so no mail comes in through it. */
export const serviceWillNotRun = defineRule({
	id: "service-will-not-run",
	severity: "error",
	summary: "An SMTP service ends with a fatal error at its start, so no mail comes in through it.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		const causes = new Map<
			string,
			{ readonly rule: PolicyRule; readonly origin: FileOrigin; readonly services: string[]; readonly places: RelatedPlace[] }
		>();
		const positional = [...model.servers.keys()].flatMap(({ service, screen }) => [
			...service.positional,
			...(screen?.positional ?? []),
		]);
		for (const { name, stages, origin: line } of configuration.policy.listeners) {
			const rule = stages[0]?.rules.find(isFatal);
			if (rule === undefined || positional.some((word) => word.origin === rule.origin) || isExplained(model, rule.origin))
				continue;
			const origin = placeOf(model, rule.origin);
			const key = `${origin.file.path} ${origin.span.start} ${rule.text}`;
			const cause = causes.get(key) ?? { rule, origin, services: [], places: [] };
			causes.set(key, cause);
			cause.services.push(name);
			if (line.kind === "file" && line.file !== origin.file)
				cause.places.push({ origin: { ...line, span: firstLine(line) }, message: "the service" });
		}
		for (const { rule, origin, services, places } of causes.values()) {
			const text = rule.text ?? "a setting stops it";
			// Before 2.10 the recipient list had a default of its own, and before 3.0 there were no levels.
			const assumed = model.environment.release === undefined && !model.settings.isSet("compatibility_level") && LISTS.test(text);
			// The sources' own main.cf starts nowhere before it is installed, and is no fault of anybody.
			const toInstall = isBeforeInstallation(model.mainCf) && FILLED_IN.test(text);
			const remedy = toInstall
				? "postfix-install fills it in"
				: assumed
					? "Set compatibility_level to the release's own, or say which release it is (--mta-version)"
					: 'Correct it: "postfix check" and the mail log show the same';
			report({
				certainty: assumed ? "likely" : "proven",
				severity: toInstall ? "info" : assumed ? "warning" : "error",
				origin,
				message: `smtpd does not start: ${text}. No mail comes in through ${quotedList(services)}. ${remedy}.`,
				...(places.length === 0 ? {} : { related: places }),
				trace: [{ origin: rule.origin, text, effect: "fatal" }],
			});
		}
	},
});

/** What postfix-install(1) fills in; an empty parameter of another kind is a fault of its own. */
const FILLED_IN = /^(?:setgid_group|\w+_(?:path|directory)) must not be empty$/;

/** A guard that is missing where a release's default may be what decides. */
const LISTS = /^neither smtpd_relay_restrictions/;

function isFatal({ match, action }: PolicyRule): boolean {
	return match.kind === "always" && action.kind === "refuse" && action.outcome === "fatal";
}

function firstLine({ file, span }: FileOrigin): FileOrigin["span"] {
	const feed = file.text.indexOf("\n", span.start);
	return { start: span.start, end: feed === -1 ? span.end : Math.min(span.end, feed) };
}
