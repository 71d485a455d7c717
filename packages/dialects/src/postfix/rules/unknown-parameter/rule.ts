import { type Diagnostic, defineRule } from "@relaylint/core";
import { findHoles } from "../../holes.ts";
import { processName } from "../../master.ts";
import { modelOf, type PostfixModel } from "../../model.ts";
import { findDatabaseParameter, findDynamicParameter, looksDynamic } from "../../schema/dynamic.ts";
import { closestParameter, compareRelease, findParameter, isKnownInRelease } from "../../schema/schema.ts";
import { releaseText } from "../../settings.ts";
import { isExplained } from "../hazards.ts";
import { legacyDatabases } from "../named-tables.ts";
import { serverName } from "../smtp-for-smtpd/rule.ts";
import { referencedNames, restrictionClasses, type Written, writtenSettings } from "../written.ts";

/** A setting has a name that Postfix does not know, so the line has no effect. */
export const unknownParameter = defineRule({
	id: "unknown-parameter",
	severity: "warning",
	summary: "A setting has a name that Postfix does not know, so the line has no effect.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		for (const written of writtenSettings(model)) {
			const { name, nameOrigin } = written;
			const schema = findParameter(name);
			if (schema?.apple === true && model.apple === undefined) {
				report({
					certainty: "proven",
					origin: nameOrigin,
					message: `Only Apple's Postfix knows ${name}. The line has no effect in ${releaseText(model.release)}. Remove it, or say the release of Mac OS X Server.`,
				});
				continue;
			}
			if (schema !== undefined) {
				const [first] = schema.since;
				const later = first !== undefined && compareRelease(model.release, first) < 0 && !isKnownInRelease(schema, model.release);
				if (!later || model.environment.release === undefined) continue;
				const { major, minor } = first;
				report({
					certainty: "proven",
					origin: nameOrigin,
					message: `Postfix ${releaseText(model.release)} does not know ${name} yet. The line has no effect there. It needs Postfix ${releaseText({ major, minor })}, or has to go.`,
				});
				continue;
			}
			if (isOwn(written, model) || isExplained(model, nameOrigin) || serverName(name) !== undefined) continue;
			report({ origin: nameOrigin, ...unknown(written, model) });
		}
	},
});

/** Whether a name that no release knows is one that the administrator made: referred to, a class, or of a service or a database client. */
function isOwn({ name }: Written, model: PostfixModel): boolean {
	if (referencedNames(model).has(name) || restrictionClasses(model).has(name) || findHoles(name).length > 0) return true;
	if (findDatabaseParameter(name, legacyDatabases(model), model.release) !== undefined) return true;
	if (!looksDynamic(name)) return false;
	const { masterCf } = model;
	if (masterCf === undefined || masterCf.opaque.length > 0 || masterCf.services.some((service) => service.name.hole)) return true;
	const services = new Map(masterCf.services.map((service) => [service.name.text, processName(service)]));
	return findDynamicParameter(name, services, model.release) !== undefined;
}

function unknown(
	{ name, nameOrigin }: Written,
	{ masterCf, release }: PostfixModel,
): Omit<Diagnostic, "rule" | "origin" | "severity"> & Partial<Pick<Diagnostic, "severity">> {
	if (masterCf !== undefined && looksDynamic(name)) {
		const service = masterCf.services.map((one) => one.name.text).findLast((one) => name.startsWith(`${one}_`));
		const why =
			service === undefined
				? "master.cf has no delivery service to which it could belong"
				: `the service ${service} of master.cf has no such parameter`;
		return {
			certainty: "proven",
			message: `Postfix does not use ${name}: ${why}. The line has no effect. Correct its name, or remove it.`,
		};
	}
	const meant = closestParameter(name);
	if (meant === undefined) {
		return {
			// Without master.cf nobody knows whether a service refers to it.
			...(masterCf === undefined ? { certainty: "possible", severity: "info" } : { certainty: "proven" }),
			message: `Postfix has no parameter ${name}, and nothing refers to it. The line has no effect. Correct its name, or remove it.`,
		};
	}
	const schema = findParameter(meant);
	const grave = schema?.support === "modelled" && isKnownInRelease(schema, release);
	return {
		certainty: masterCf === undefined ? "likely" : "proven",
		...(grave ? { severity: "error" } : {}),
		message: `Postfix has no parameter ${name}, and nothing refers to it. The line has no effect. Was ${meant} meant?`,
		fixes: [{ title: `write ${meant}`, safe: false, edits: [{ file: nameOrigin.file, span: nameOrigin.span, text: meant }] }],
	};
}
