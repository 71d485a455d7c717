import { defineRule, type FileOrigin, type Fix, isReachable } from "@relaylint/core";
import { passwordServerHidesPasswords } from "../../apple.ts";
import { modelOf, type PostfixModel } from "../../model.ts";
import { type Server, wordsOf, yes } from "../../policy/server.ts";
import { tlsUse } from "../../policy/session.ts";
import { quotedList } from "../finding.ts";
import { isExplained } from "../hazards.ts";

/** Clients may log in without TLS, so that passwords cross the network in clear. */
export const authWithoutTls = defineRule({
	id: "auth-without-tls",
	severity: "warning",
	summary: "Clients may log in without TLS, so that passwords cross the network in clear.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		const places = new Map<string, { readonly origin: FileOrigin; readonly server: Server; readonly names: string[] }>();
		const listeners = [...model.servers];
		for (const [at, listener] of configuration.policy.listeners.entries()) {
			const [smtp, server] = listeners[at] ?? [];
			if (smtp === undefined || server === undefined || !isReachable(listener) || !takesPlainLogins(server)) continue;
			if (passwordServerHidesPasswords(model.settings, smtp.service) === true) continue;
			const { origin } = server.own.text("smtpd_sasl_auth_enable");
			if (origin.kind !== "file" || isExplained(model, origin)) continue;
			const key = `${origin.file.path} ${origin.span.start}`;
			const place = places.get(key) ?? { origin, server, names: [] };
			places.set(key, place);
			place.names.push(listener.name);
		}
		for (const { origin, server, names } of places.values()) {
			const offered = tlsUse(server).offered.kind !== "false";
			report({
				certainty: "proven",
				origin,
				message: `Clients may log in through ${quotedList(names)} without TLS. Whoever listens on the way reads the password, and can then relay with it. ${offered ? "Set smtpd_tls_auth_only = yes." : "Set up TLS (smtpd_tls_security_level = may with a certificate) and smtpd_tls_auth_only = yes."}`,
				...(offered ? { fixes: fixesOf(origin, server, model) } : {}),
			});
		}
	},
});

/** Whether a client may send its password before TLS; undecided where a template says so. */
function takesPlainLogins(server: Server): boolean {
	const { own } = server;
	if (yes(own, "smtpd_sasl_auth_enable").kind !== "true" || yes(own, "smtpd_tls_auth_only").kind !== "false") return false;
	const tls = tlsUse(server);
	if (tls.required.kind !== "false" || tls.wrapped.kind !== "false") return false;
	const options = own.text("smtpd_sasl_security_options");
	if (options.unknown.length > 0 || wordsOf(own, "smtpd_sasl_security_options").some((word) => /^noplaintext$/i.test(word.text)))
		return false;
	const hidden = own.text("smtpd_discard_ehlo_keywords");
	return hidden.unknown.length === 0 && !wordsOf(own, "smtpd_discard_ehlo_keywords").some((word) => /^auth$/i.test(word.text));
}

function fixesOf({ file, span }: FileOrigin, { own }: Server, { mainCf }: PostfixModel): readonly Fix[] {
	const title = "set smtpd_tls_auth_only = yes: clients without TLS can no longer log in";
	const set = own.text("smtpd_tls_auth_only").origin;
	if (set.kind === "file") {
		if (own.text("smtpd_tls_auth_only").pieces.length > 1 || set.via !== undefined) return [];
		return [{ title, safe: false, edits: [{ file: set.file, span: set.span, text: "yes" }] }];
	}
	const lineStart = file.text.lastIndexOf("\n", span.start - 1) + 1;
	const found = file.text.indexOf("\n", span.end);
	const lineEnd = found === -1 ? file.text.length : found;
	if (file.text.slice(span.end, lineEnd).trim() !== "") return [];
	if (file === mainCf.file) {
		return [
			{ title, safe: false, edits: [{ file, span: { start: lineEnd, end: lineEnd }, text: "\nsmtpd_tls_auth_only = yes" }] },
		];
	}
	const [indent] = /^\s*/.exec(file.text.slice(lineStart, lineEnd)) ?? [""];
	return [
		{
			title,
			safe: false,
			edits: [
				{ file, span: { start: lineEnd, end: lineEnd }, text: `\n${indent === "" ? "  " : indent}-o smtpd_tls_auth_only=yes` },
			],
		},
	];
}
