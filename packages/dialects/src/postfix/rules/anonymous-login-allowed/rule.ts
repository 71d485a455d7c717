import { defineRule, type FileOrigin, type Fix } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { yes } from "../../policy/server.ts";
import { splitWords } from "../../words.ts";
import { placeOf } from "../finding.ts";
import { isExplained } from "../hazards.ts";
import { namesOf, type ReachedService, reachedServices } from "../services.ts";

/** A client may log in without saying who it is. */
export const anonymousLoginAllowed = defineRule({
	id: "anonymous-login-allowed",
	severity: "warning",
	summary: "A client may log in without saying who it is.",
	check(input, report) {
		const model = modelOf(input.configuration);
		const found = new Map<string, { readonly origin: FileOrigin; readonly name: string; readonly services: ReachedService[] }>();
		for (const service of reachedServices(input)) {
			const { own } = service.server;
			if (yes(own, "smtpd_sasl_auth_enable").kind !== "true") continue;
			for (const name of ["smtpd_sasl_security_options", "smtpd_sasl_tls_security_options"]) {
				if (!own.isSet(name)) continue;
				const value = own.text(name);
				if (value.unknown.length > 0 || splitWords(value).some(({ text }) => text.toLowerCase() === "noanonymous")) continue;
				if (isExplained(model, value.origin)) continue;
				const origin = placeOf(model, value.origin);
				const key = `${origin.file.path} ${origin.span.start}`;
				const known = found.get(key) ?? { origin, name, services: [] };
				found.set(key, known);
				known.services.push(service);
			}
		}
		for (const { origin, name, services } of found.values()) {
			report({
				certainty: "proven",
				origin,
				message: `${name} lacks noanonymous, so that a client of ${namesOf([...new Set(services)])} may log in without saying who it is. permit_sasl_authenticated does not count such a login, but policy services, mail filters and the log see one. Add noanonymous.`,
				...fixesFor(origin),
			});
		}
	},
});

function fixesFor({ file, span, via }: FileOrigin): { readonly fixes?: readonly Fix[] } {
	if (via !== undefined) return {};
	const text = file.text.slice(span.start, span.end);
	if (!/^[a-z, ]*$/i.test(text)) return {};
	const words = text.trim();
	const title = "add noanonymous: clients that log in without a name no longer can";
	const at = span.start + words.length;
	const added = words === "" ? (/[\s]$/.test(file.text.slice(0, at)) ? "noanonymous" : " noanonymous") : ",noanonymous";
	return { fixes: [{ title, safe: false, edits: [{ file, span: { start: at, end: at }, text: added }] }] };
}
