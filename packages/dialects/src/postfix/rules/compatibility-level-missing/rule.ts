import { type Diagnostic, defineRule, type Fix, isReachable } from "@relaylint/core";
import { modelOf, type PostfixModel } from "../../model.ts";
import { compareRelease } from "../../schema/schema.ts";
import { isExplained } from "../hazards.ts";
import { restrictionLists } from "../restriction-words.ts";
import { reachedServices } from "../services.ts";

/** Without compatibility_level Postfix takes the defaults of its oldest releases. */
export const compatibilityLevelMissing = defineRule({
	id: "compatibility-level-missing",
	severity: "info",
	summary: "Without compatibility_level Postfix takes the defaults of its oldest releases, which trust more.",
	check(input, report) {
		const model = modelOf(input.configuration);
		const { settings, mainCf, release } = model;
		const [first] = mainCf.assignments;
		if (first === undefined || settings.isSet("compatibility_level") || mainCf.opaque.length > 0) return;
		if (compareRelease(release, { major: 3, minor: 0, patch: 0 }) < 0 || isExplained(model, first.nameOrigin)) return;
		// A service that does not start for want of a list is a finding of its own, with the same remedy.
		if (reachedServices(input).length < input.configuration.policy.listeners.filter(isReachable).length) return;
		const found = consequence(model);
		if (found === undefined) return;
		const { severity, follows } = found;
		report({
			certainty: model.environment.release === undefined ? "likely" : "proven",
			severity,
			origin: first.nameOrigin,
			message: `compatibility_level is not set, so the defaults of Postfix before 3.0 hold. ${follows} Set it to the level of the release with which you check these settings, such as ${levelFor(model)}.`,
			fixes: [levelFix(model, first.nameOrigin)],
		});
	},
});

/** What the old defaults do here; undefined where every setting that they make wider is written. */
function consequence(model: PostfixModel): { readonly severity: Diagnostic["severity"]; readonly follows: string } | undefined {
	const { settings } = model;
	const trusts = restrictionLists(model).some(({ items }) =>
		items.some((item) => item.kind === "restriction" && item.restriction.name === "permit_mynetworks"),
	);
	const unset = (name: string) => !settings.isSet(name);
	if (trusts && unset("mynetworks") && unset("mynetworks_style")) {
		return {
			severity: "warning",
			follows: "mynetworks is not set either, so every machine of the server's own subnets may send mail to any domain.",
		};
	}
	if (unset("relay_domains"))
		return {
			severity: "info",
			follows: "Among other things mail for every subdomain of this server's domains is taken, as if relay_domains named them.",
		};
	if (unset("smtpd_relay_restrictions"))
		return {
			severity: "info",
			follows:
				"Among other things smtpd_relay_restrictions is empty, and smtpd_recipient_restrictions alone keeps strangers out.",
		};
	return undefined;
}

/** The highest level that changes anything and that the release can read. */
function levelFor({ release }: PostfixModel): string {
	return compareRelease(release, { major: 3, minor: 6, patch: 0 }) >= 0 ? "3.6" : "2";
}

function levelFix(model: PostfixModel, { file, span }: Diagnostic["origin"]): Fix {
	const level = levelFor(model);
	return {
		title: `set compatibility_level = ${level}: what only old defaults let pass, such as machines of the same subnet, must log in`,
		safe: false,
		edits: [{ file, span: { start: span.start, end: span.start }, text: `compatibility_level = ${level}\n` }],
	};
}
