import { type Configuration, type FileOrigin, type Fix, isReachable, type PlainLogin } from "@relaylint/core";
import { passwordServerHidesPasswords } from "../apple.ts";
import { modelOf, type PostfixModel } from "../model.ts";
import { type Server, wordsOf, yes } from "../policy/server.ts";
import { tlsUse } from "../policy/session.ts";
import { isExplained } from "./hazards.ts";

/** The services on which clients may log in before TLS, with the words that let them log in. */
export function plainLogins({ policy, model }: Pick<Configuration, "policy" | "model">): readonly PlainLogin[] {
	const of = modelOf({ model });
	const listeners = [...of.servers];
	return policy.listeners.flatMap((listener, at): readonly PlainLogin[] => {
		const [smtp, server] = listeners[at] ?? [];
		if (smtp === undefined || server === undefined || !isReachable(listener) || !takesPlainLogins(server)) return [];
		if (passwordServerHidesPasswords(of.settings, smtp.service) === true) return [];
		const { origin } = server.own.text("smtpd_sasl_auth_enable");
		if (origin.kind !== "file" || isExplained(of, origin)) return [];
		const offered = tlsUse(server).offered.kind !== "false";
		const remedy = offered
			? "Set smtpd_tls_auth_only = yes."
			: "Set up TLS (smtpd_tls_security_level = may with a certificate) and smtpd_tls_auth_only = yes.";
		return [{ listener: listener.name, origin, remedy, ...(offered ? { fixes: fixesOf(origin, server, of) } : {}) }];
	});
}

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
