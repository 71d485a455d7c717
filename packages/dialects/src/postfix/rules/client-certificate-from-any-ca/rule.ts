import { defineRule, type FileOrigin } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { wordsOf } from "../../policy/server.ts";
import { placeOf } from "../finding.ts";
import { isExplained } from "../hazards.ts";
import { namesOf, type ReachedService, reachedServices } from "../services.ts";

/** Who shows a certificate of any public authority may relay. */
export const clientCertificateFromAnyCa = defineRule({
	id: "client-certificate-from-any-ca",
	severity: "error",
	summary: "Whoever shows a certificate of any public authority may relay, and anybody can get one.",
	check(input, report) {
		const model = modelOf(input.configuration);
		const found = new Map<string, { readonly origin: FileOrigin; readonly services: ReachedService[] }>();
		for (const service of reachedServices(input)) {
			if (!service.analysis.depends.some(({ key }) => key === "public-authorities")) continue;
			const word = permittingWord(service);
			if (word === undefined || isExplained(model, word.origin)) continue;
			const origin = placeOf(model, word.origin);
			const key = `${origin.file.path} ${origin.span.start}`;
			const known = found.get(key) ?? { origin, services: [] };
			found.set(key, known);
			known.services.push(service);
		}
		for (const { origin, services } of found.values()) {
			const authorities = ["smtpd_tls_CAfile", "smtpd_tls_CApath", "tls_append_default_CA"].flatMap((name) => {
				const value = model.settings.value(name).origin;
				return model.settings.isSet(name) && value.kind === "file"
					? [{ origin: value, message: `${name} says whom to believe` }]
					: [];
			});
			report({
				certainty: "likely",
				origin,
				message: `permit_tls_all_clientcerts lets everybody pass through ${namesOf(services)} whose certificate some public authority signed. Anybody can get such a certificate, and then send mail to any domain. Use permit_tls_clientcerts with the fingerprints of your clients, or trust an authority of your own alone.`,
				...(authorities.length === 0 ? {} : { related: authorities }),
			});
		}
	},
});

const LISTS = ["relay", "recipient"].map((name) => `smtpd_${name}_restrictions`);

/** The word in the lists that decide about relaying, or in a class. */
function permittingWord({ server }: ReachedService) {
	const words = [
		...LISTS.map((name) => wordsOf(server.own, name, "braces")),
		...[...server.classes.values()].map((one) => one.words),
	];
	return words.flat().find(({ text }) => /^permit_tls_all_clientcerts$/i.test(text));
}
