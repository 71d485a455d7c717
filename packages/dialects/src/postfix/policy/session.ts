import {
	byDefault,
	type Context,
	chosen,
	type Dependency,
	dependsOn,
	FALSE,
	type Match,
	type Origin,
	type PolicyRule,
	type StageRules,
	TRUE,
	type Truth,
	truthOf,
} from "@relaylint/core";
import { splitWords } from "../words.ts";
import { ALWAYS, rule } from "./env.ts";
import { recipientOf, senderOf } from "./facts.ts";
import { hostList } from "./host-lists.ts";
import { parentStyle, patternsOf } from "./lists.ts";
import { outcomeOfCode, type Server, yes } from "./server.ts";

/** How a service treats TLS (postconf(5), "smtpd_tls_security_level"). */
export interface TlsUse {
	readonly offered: Truth;
	readonly required: Truth;
	/** TLS from the first byte. */
	readonly wrapped: Truth;
	readonly origin: Origin;
}

/** What the TLS parameters of a service come to. A certificate that is named is taken to load. */
export function tlsUse(server: Server): TlsUse {
	const { own } = server;
	const level = own.text("smtpd_tls_security_level");
	const word = level.text.trim().toLowerCase();
	const wrapped = yes(own, "smtpd_tls_wrappermode");
	const [hole] = level.unknown;
	if (hole !== undefined) {
		const open = dependsOn({
			kind: "outside",
			key: `hole:${hole.reason}`,
			text: `smtpd_tls_security_level depends on ${hole.reason}`,
			origin: hole.origin,
		});
		return { offered: open, required: open, wrapped, origin: level.origin };
	}
	const uses = word === "" ? either(yes(own, "smtpd_use_tls"), yes(own, "smtpd_enforce_tls")) : truthOf(word !== "none");
	const required = word === "" ? yes(own, "smtpd_enforce_tls") : truthOf(word !== "none" && word !== "may");
	const enabled = uses.kind === "false" ? wrapped : uses;
	return {
		offered: hasCertificate(server) && !discards(server, "starttls") ? enabled : FALSE,
		required: wrapped.kind === "true" ? FALSE : required,
		wrapped,
		origin: level.origin,
	};
}

function either(a: Truth, b: Truth): Truth {
	return a.kind === "true" || b.kind === "false" ? a : b;
}

/** Without any certificate of its own a server does not offer TLS; `none` asks for anonymous TLS. */
function hasCertificate({ own }: Server): boolean {
	return ["smtpd_tls_cert_file", "smtpd_tls_dcert_file", "smtpd_tls_eccert_file", "smtpd_tls_chain_files"].some(
		(name) => own.text(name).text.trim() !== "" || own.text(name).unknown.length > 0,
	);
}

function discards(server: Server, keyword: string): boolean {
	return splitWords(server.own.text("smtpd_discard_ehlo_keywords")).some((word) => word.text.toLowerCase() === keyword);
}

const truthMatch = (truth: Truth, origin: Origin): Match =>
	truth.kind === "unknown"
		? { kind: "unknown", because: truth.because, origin }
		: truth.kind === "true"
			? ALWAYS
			: { kind: "never" };

const not = (operand: Match): Match => ({ kind: "not", operand });
const wantsTls = (origin: Origin): Match => ({ kind: "flag", fact: "tls", origin });

/** TLS as the client wants it: at once on port 465 and where the service is wrapped in TLS, by STARTTLS elsewhere. */
export function tlsStages(server: Server, port: number | undefined): readonly StageRules[] {
	const tls = tlsUse(server);
	const { origin } = tls;
	const wrapped = truthMatch(tls.wrapped, server.own.text("smtpd_tls_wrappermode").origin);
	const atOnce: PolicyRule[] = [
		rule(
			{ kind: "all", operands: [wrapped, not(wantsTls(origin))] },
			{ kind: "refuse", outcome: "notls" },
			origin,
			"smtpd_tls_wrappermode: TLS from the first byte",
		),
	];
	if (!hasCertificate(server))
		atOnce.push(rule(wrapped, { kind: "refuse", outcome: "notls" }, origin, "smtpd_tls_wrappermode without a certificate"));
	if (port === 465)
		atOnce.push(rule(not(wrapped), { kind: "refuse", outcome: "notls" }, origin, "no TLS from the first byte on this port"));
	const onRequest: PolicyRule[] = [
		rule(
			{ kind: "all", operands: [wantsTls(origin), not(wrapped), not(truthMatch(tls.offered, origin))] },
			{ kind: "refuse", outcome: "notls" },
			origin,
			"STARTTLS is not offered",
		),
	];
	return [
		{ name: "connection", at: "connect", rules: atOnce, origin },
		{ name: "STARTTLS", at: "starttls", rules: onRequest, origin },
	];
}

/** The clients to which AUTH is not offered. */
function loginExceptions(server: Server): Match {
	return hostList(patternsOf("smtpd_sasl_exceptions_networks", server), parentStyle("smtpd_sasl_exceptions_networks", server));
}

/** AUTH is offered in TLS alone. */
function loginNeedsTls(server: Server): Match {
	const tls = tlsUse(server);
	const operands = [truthMatch(yes(server.own, "smtpd_tls_auth_only"), tls.origin), truthMatch(tls.required, tls.origin)];
	return { kind: "any", operands };
}

/** EHLO, the first one and the one in TLS: where smtpd cannot tell whether to offer AUTH it ends the session. */
export function greetingStage(server: Server): StageRules {
	const { origin } = server.own.text("smtpd_sasl_exceptions_networks");
	const operands: Match[] = [
		truthMatch(yes(server.own, "smtpd_sasl_auth_enable"), origin),
		not(loginNeedsTls(server)),
		loginExceptions(server),
	];
	const rules = discards(server, "auth") ? [] : [rule({ kind: "all", operands }, { kind: "continue" }, origin)];
	return { name: "EHLO", at: "helo", rules, origin };
}

/** The login as the client wants it (postconf(5), "smtpd_sasl_auth_enable"): not offered, offered in TLS alone, or not to some clients. */
export function loginStage(server: Server): StageRules {
	const { own } = server;
	const origin = own.text("smtpd_sasl_auth_enable").origin;
	const wantsLogin: Match = {
		kind: "computed",
		name: "the client wants to log in",
		reads: ["login"],
		origin,
		evaluate: (context) => truthOf(context.attempt.login !== undefined),
		over: (region) => truthOf(region.fixed?.login === true),
	};
	const refuse = (match: Match, text: string) =>
		rule({ kind: "all", operands: [wantsLogin, match] }, { kind: "refuse", outcome: "noauth" }, origin, text);
	const needsTls = loginNeedsTls(server);
	const exceptions = loginExceptions(server);
	const wrongPassword: Match = {
		kind: "computed",
		name: "the password is wrong",
		reads: ["login"],
		origin,
		evaluate: (context) => truthOf(context.attempt.login?.valid === false),
		over: () => FALSE,
	};
	return {
		name: "AUTH",
		at: "auth",
		rules: [
			...(discards(server, "auth")
				? []
				: [
						rule(
							{ kind: "all", operands: [truthMatch(yes(own, "smtpd_sasl_auth_enable"), origin), wantsTls(origin), exceptions] },
							{ kind: "continue" },
							origin,
						),
					]),
			refuse(not(truthMatch(yes(own, "smtpd_sasl_auth_enable"), origin)), "AUTH is not offered"),
			...(discards(server, "auth") ? [refuse(ALWAYS, "AUTH is not offered")] : []),
			refuse({ kind: "all", operands: [needsTls, not(wantsTls(origin))] }, "AUTH is not offered in clear"),
			refuse(exceptions, "AUTH is not offered to this client"),
			refuse(wrongPassword, "the login fails"),
		],
		origin,
	};
}

/** What the MAIL command runs into before any access list: TLS that is required, a mail filter, the syntax of the sender. */
export function mailStage(server: Server): StageRules {
	const tls = tlsUse(server);
	const origin = byDefault("MAIL FROM");
	const required: Match = { kind: "all", operands: [truthMatch(tls.required, tls.origin), not(wantsTls(tls.origin))] };
	return {
		name: "MAIL FROM",
		at: "mail",
		rules: [
			rule(required, { kind: "refuse", outcome: outcomeOfCode(530, server) }, tls.origin, "TLS is required"),
			...syntaxRules(server, "sender", origin),
			...(failsOpen(server) ? [] : filterRules(server, "smtpd_milters", "the mail filter")),
			...filterRules(server, "smtpd_proxy_filter", "the proxy filter"),
		],
		forgetsPending: "if-refused",
		origin,
	};
}

/** With `milter_default_action = accept` a filter that is not there changes nothing, so that it is asked last: it can only refuse what the lists accept. */
function failsOpen({ own }: Server): boolean {
	return own.text("milter_default_action").text.trim().toLowerCase() === "accept";
}

/** What mail filters may do to a recipient that every list accepts. */
export function filterStage(server: Server): StageRules {
	const { origin } = server.own.text("smtpd_milters");
	return {
		name: "smtpd_milters",
		at: "rcpt",
		rules: failsOpen(server) ? filterRules(server, "smtpd_milters", "the mail filter") : [],
		origin,
	};
}

/** Mail filters are programs outside the files: they may refuse what the lists let through. */
function filterRules(server: Server, name: string, what: string): readonly PolicyRule[] {
	const value = server.own.text(name);
	const text = value.text.trim();
	if (text === "" && value.unknown.length === 0) return [];
	if (name === "smtpd_milters" && text.toLowerCase() === "disable") return [];
	const because: Dependency = {
		kind: "outside",
		key: `filter:${text}`,
		text: `the answer of ${what} ${text}`,
		origin: value.origin,
	};
	return [
		rule(
			{ kind: "unknown", because, origin: value.origin },
			{ kind: "refuse", outcome: "defer" },
			value.origin,
			`${name} = ${text}`,
		),
	];
}

/** Refuses an address that cannot be read or resolved to one, with the code that the server answers. */
export function syntaxRules(server: Server, which: "sender" | "recipient", origin: Origin): readonly PolicyRule[] {
	const read = (context: Context) => (which === "sender" ? senderOf(context, server) : recipientOf(context, server));
	const refused = (wanted: "reject" | "defer"): Match => ({
		kind: "computed",
		name: `syntax of the ${which}`,
		reads: [which],
		origin,
		evaluate(context) {
			const reading = read(context);
			if (reading.kind === "address") return FALSE;
			if (reading.kind === "unknown")
				return dependsOn(reading.reasons[0] ?? { kind: "limit", key: `syntax:${which}`, text: `how the ${which} is read` });
			return outcomeOfCode(reading.code, server) === wanted ? TRUE : FALSE;
		},
		over() {
			return chosen(this, `a ${which} whose syntax is refused`);
		},
	});
	return [
		rule(refused("reject"), { kind: "refuse", outcome: "reject" }, origin, `the ${which}'s address is refused`),
		rule(refused("defer"), { kind: "refuse", outcome: "defer" }, origin, `the ${which}'s address is refused`),
	];
}

/** `postmaster` without a domain is accepted without looking at any list (RFC 5321). */
export function exemptRecipient(server: Server, origin: Origin): Match {
	return {
		kind: "computed",
		name: "the recipient is postmaster without a domain",
		reads: ["recipient"],
		origin,
		evaluate(context) {
			const recipient = recipientOf(context, server);
			return truthOf(recipient.kind === "address" && recipient.exempt);
		},
		over: (region) => (region.foreign === undefined ? chosen(server, "postmaster without a domain") : FALSE),
	};
}
