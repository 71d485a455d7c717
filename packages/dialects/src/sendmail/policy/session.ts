import { type Dependency, FALSE, type Match, type Origin, type PolicyRule, type StageRules } from "@relaylint/core";
import type { Daemon, Server } from "../server.ts";
import { ALWAYS, limit, rule } from "./atoms.ts";

function isSet(server: Server, name: string): boolean {
	return (server.option(name)?.text.trim() ?? "") !== "";
}

/** Whether a release of Sendmail may offer STARTTLS: the certificate and its key are named. */
function mayOfferTls(server: Server, daemon: Daemon): boolean {
	return isSet(server, "ServerCertFile") && isSet(server, "ServerKeyFile") && !daemon.modifiers.includes("S");
}

/** Whether STARTTLS is offered: certificate, key, the authorities and their directory are named (cf/README, "STARTTLS"). */
export function offersTls(server: Server, daemon: Daemon): boolean {
	if (!mayOfferTls(server, daemon)) return false;
	// Without both places of authorities 8.17 does not begin to offer it.
	if (!isSet(server, "CACertFile") || !isSet(server, "CACertPath")) return false;
	const [certificate, key] = ["ServerCertFile", "ServerKeyFile"].map((name) => server.option(name)?.text.trim() ?? "");
	// One file for both that is not there leaves the daemon without a key.
	return certificate !== key || !server.environment.complete || server.reader.read(key ?? "").kind === "text";
}

/** The mechanisms of AUTH that a server offers; without the option those of op.txt, in which no password crosses in clear. */
export function mechanisms(server: Server): readonly string[] {
	const said = server.option("AuthMechanisms");
	return (said?.text ?? "EXTERNAL GSSAPI KERBEROS_V4 DIGEST-MD5 CRAM-MD5")
		.toUpperCase()
		.split(/[\s,]+/)
		.filter((word) => word !== "");
}

/** The mechanism by which a client that sends a password logs in; undefined where none is offered. */
export function passwordMechanism(server: Server): string | undefined {
	const offered = mechanisms(server);
	return ["PLAIN", "LOGIN"].find((name) => offered.includes(name));
}

/** Whether a password is taken in TLS alone: AuthOptions `p`. */
export function passwordNeedsTls(server: Server): boolean {
	return /p/.test(server.option("AuthOptions")?.text ?? "");
}

/** Mechanisms whose users may relay: TRUST_AUTH_MECH. */
export function trustedMechanisms(server: Server): ReadonlyMap<string, Origin> {
	return new Map([...server.class("TrustAuthMech").words].map(([name, { origin }]) => [name.toUpperCase(), origin]));
}

const not = (operand: Match): Match => ({ kind: "not", operand });
const tls = (origin: Origin): Match => ({ kind: "flag", fact: "tls", origin });
const login = (origin: Origin): Match => ({ kind: "flag", fact: "login", origin });

/** Whether a daemon speaks TLS from the first byte: the modifier `s`. */
export function isWrapped(daemon: Daemon): boolean {
	return daemon.modifiers.includes("s");
}

/** STARTTLS and AUTH, as the client wants them and the daemon offers them. */
export function sessionStages(server: Server, daemon: Daemon): readonly StageRules[] {
	const { origin } = daemon;
	const wrapped = isWrapped(daemon);
	const tlsRules: PolicyRule[] = [];
	if (wrapped)
		tlsRules.push(rule(not(tls(origin)), { kind: "refuse", outcome: "notls" }, origin, "TLS from the first byte (M=s)"));
	else if (daemon.port === 465)
		tlsRules.push(rule(tls(origin), { kind: "refuse", outcome: "notls" }, origin, "no TLS from the first byte on this port"));
	if (!offersTls(server, daemon))
		tlsRules.push(rule(tls(origin), { kind: "refuse", outcome: "notls" }, origin, "STARTTLS is not offered"));
	return [
		{ name: "STARTTLS", at: "starttls", rules: tlsRules, origin },
		{ name: "AUTH", at: "auth", rules: authRules(server, daemon), origin },
		{ name: "AUTH required", at: "mail", rules: requiredRules(daemon), origin },
	];
}

/** A client tries to log in, with a right password or a wrong one. */
export function triesLogin(origin: Origin): Match {
	return {
		kind: "computed",
		name: "the client tries to log in",
		reads: ["login"],
		origin,
		evaluate: (context) => (context.attempt.login === undefined ? FALSE : { kind: "true" }),
		over: () => FALSE,
	};
}

function authRules(server: Server, daemon: Daemon): readonly PolicyRule[] {
	const { origin } = daemon;
	const refuse = { kind: "refuse", outcome: "noauth" } as const;
	const offered = passwordMechanism(server) !== undefined && !daemon.modifiers.includes("A");
	const wants = triesLogin(origin);
	if (!offered) return [rule(wants, refuse, origin, "AUTH with a password is not offered")];
	const rules: PolicyRule[] = [];
	if (passwordNeedsTls(server))
		rules.push(
			rule(
				{ kind: "all", operands: [wants, not(tls(origin))] },
				refuse,
				server.option("AuthOptions")?.origin ?? origin,
				"AUTH needs TLS",
			),
		);
	rules.push(rule({ kind: "all", operands: [wants, not(login(origin))] }, refuse, origin, "the login fails"));
	return rules;
}

/** The modifier `a`: nobody may write a sender who has not logged in. */
function requiredRules(daemon: Daemon): readonly PolicyRule[] {
	if (!daemon.modifiers.includes("a")) return [];
	return [rule(not(login(daemon.origin)), { kind: "refuse", outcome: "reject" }, daemon.origin, "a login is required (M=a)")];
}

/** Logins and certificates that let the client relay (cf/README, "SMTP AUTHENTICATION", "STARTTLS"). */
export function trustRules(server: Server, daemon: Daemon): readonly PolicyRule[] {
	const rules: PolicyRule[] = [...certificateRules(server, daemon)];
	const trusted = trustedMechanisms(server);
	const mechanism = passwordMechanism(server);
	const by = mechanism === undefined ? undefined : trusted.get(mechanism);
	if (by !== undefined) rules.push(rule(login(by), { kind: "accept" }, by, "whoever logged in may relay (TRUST_AUTH_MECH)"));
	for (const because of server.class("TrustAuthMech").open)
		rules.push(
			rule(
				{ kind: "all", operands: [login(daemon.origin), { kind: "unknown", because, origin: daemon.origin }] },
				{ kind: "accept" },
				daemon.origin,
			),
		);
	for (const [name, text] of FREE_MECHANISMS) {
		const origin = trusted.get(name);
		if (origin === undefined || !mechanisms(server).includes(name)) continue;
		if (name === "EXTERNAL" && !verifiesCertificates(server, daemon)) continue;
		const because: Dependency = { kind: "outside", key: `mechanism:${name}`, text, origin };
		rules.push(outsideGrant(because, origin, `AUTH ${name} lets the client relay`));
	}
	return rules;
}

/** Mechanisms that ask for no password of this host's. */
const FREE_MECHANISMS = [
	["ANONYMOUS", "whether the SASL library offers the mechanism ANONYMOUS, which lets everybody in"],
	["EXTERNAL", "which authorities the file of CA certificates holds: who has a certificate of one of them may relay"],
] as const;

/** Something outside the files that grants to strangers, and that no plain attempt meets. */
function outsideGrant(because: Dependency, origin: Origin, text: string): PolicyRule {
	const match: Match = {
		kind: "computed",
		name: text,
		reads: ["certificate", "tls"],
		origin,
		// What is shown in an attempt is a certificate that no authority known to the server has signed, and a password.
		evaluate: () => FALSE,
		over: () => ({ kind: "unknown", because }),
	};
	return rule(match, { kind: "accept" }, origin, text);
}

function verifiesCertificates(server: Server, daemon: Daemon): boolean {
	return mayOfferTls(server, daemon) && (isSet(server, "CACertFile") || isSet(server, "CACertPath"));
}

/** `CERTISSUER:` and `CERTSUBJECT:` in the access map (cf/README, "Allowing Connections" of STARTTLS). */
function certificateRules(server: Server, daemon: Daemon): readonly PolicyRule[] {
	const map = server.has("access") ? server.map("access") : undefined;
	if (map?.table === undefined || !verifiesCertificates(server, daemon)) return [];
	const granting = [...map.table.entries].find(
		([key, entry]) => key.startsWith("certissuer:") && /^\s*(?:RELAY|SUBJECT)\s*$/i.test(entry.value),
	);
	if (granting === undefined) return [];
	const origin: Origin = {
		kind: "file",
		file: granting[1].file,
		span: { start: granting[1].start, end: granting[1].end },
	};
	const because: Dependency = {
		kind: "outside",
		key: "certificates",
		text: "who can have a certificate of the authority that the access map lets relay",
		origin,
	};
	return [outsideGrant(because, origin, "a certificate lets the client relay")];
}

/** Everything passes: the checks are not asked at all (cf/README: antispam rules are not available in deferred delivery mode). */
export function deferredRule(server: Server): PolicyRule | undefined {
	const mode = server.option("DeliveryMode");
	if (mode === undefined || !/^d/i.test(mode.text)) return undefined;
	return rule(ALWAYS, { kind: "accept" }, mode.origin, "deferred delivery mode: nothing is checked");
}

/** Deferred, some users are looked up before the queue is run and some are not. */
export const UNSEEN: Dependency = limit("whether deferred delivery mode looks for the user at once");
