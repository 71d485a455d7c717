import type { Attempt } from "./attempt.ts";
import type { Mentions } from "./reachable.ts";
import type { FixedFacts } from "./region.ts";

/** What a client brings to a session beside its address: TLS, a certificate, a login. */
export interface Session {
	readonly tls: boolean;
	/** `any` anybody can make; `listed` is one that the configuration itself knows. */
	readonly certificate: "none" | "any" | "listed";
	/** A login with the right password. */
	readonly login: boolean;
}

/** The sessions that a listener's lists can tell apart, the plainest first. */
export function sessionsOf({ reads }: Pick<Mentions, "reads">): readonly Session[] {
	const certificates: readonly Session["certificate"][] = reads.has("certificate") ? ["none", "any", "listed"] : ["none"];
	const links = [
		{ tls: false, certificate: "none" as const },
		...(reads.has("tls") || reads.has("certificate") ? certificates.map((certificate) => ({ tls: true, certificate })) : []),
	];
	const logins = reads.has("login") ? [false, true] : [false];
	return logins.flatMap((login) => links.map((link) => ({ ...link, login })));
}

/** The facts that a session settles for a region; names stay open. */
export function fixedBy(session: Session, names: FixedFacts["names"] = new Map()): FixedFacts {
	return {
		names,
		tls: session.tls,
		certificate: session.certificate !== "none",
		listedCertificate: session.certificate === "listed",
		login: session.login,
	};
}

/** What an attempt says of its session, to put over another attempt. */
export function attemptIn(
	session: Session,
): Pick<Attempt, "tls" | "clientCertificate" | "listedCertificate"> & Partial<Pick<Attempt, "login">> {
	return {
		tls: session.tls,
		clientCertificate: session.certificate !== "none",
		listedCertificate: session.certificate === "listed",
		...(session.login ? { login: { user: "alice", valid: true } } : {}),
	};
}

/** The session of an attempt, as lists see it that ask only what {@link sessionsOf} tells apart. */
export function sessionOf(attempt: Attempt, sessions: readonly Session[]): Session | undefined {
	const certificate = !attempt.tls || !attempt.clientCertificate ? "none" : attempt.listedCertificate === true ? "listed" : "any";
	const login = attempt.login?.valid === true;
	const asked = (pick: (session: Session) => unknown) => new Set(sessions.map(pick)).size > 1;
	return sessions.find(
		(one) =>
			(!asked(({ tls }) => tls) || one.tls === attempt.tls) &&
			(!asked((session) => session.certificate) || one.certificate === certificate) &&
			(!asked((session) => session.login) || one.login === login),
	);
}

/** Whether two sessions are the same. */
export function sameSession(a: Session, b: Session): boolean {
	return a.tls === b.tls && a.certificate === b.certificate && a.login === b.login;
}
