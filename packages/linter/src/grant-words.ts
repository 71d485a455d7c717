import {
	complementOf,
	type Condition,
	type Grant,
	isEverywhere,
	isOpenByAddress,
	type ListenerGrants,
	networkTexts,
	OWN,
	type Session,
	sameSession,
	sizeOf,
} from "@relaylint/core";

/** What the ways of being foreign are called, for a reader. */
const DESTINATIONS: Readonly<Record<string, string>> = {
	elsewhere: "other people's domains",
	relayed: "domains that it relays for without naming them",
	served: "domains that it takes for its own without naming them",
	rewritten: "addresses that it rewrites to other people's",
	[OWN]: "its own and relayed domains",
};

/** Where a row's mail may go. */
export function destinationText(destinations: readonly string[]): string {
	const foreign = destinations.filter((one) => one !== OWN);
	if (foreign.includes("elsewhere")) return destinations.includes(OWN) ? "its own and other people's domains" : "anywhere";
	return destinations.map((one) => DESTINATIONS[one] ?? one).join(", ");
}

/** Whose attempts a row is about: `anyone`, or networks. */
export function clientTexts(grant: Pick<Grant, "addresses">): readonly string[] {
	return isEverywhere(grant.addresses) ? [] : networkTexts(grant.addresses);
}

/** Of a row that is about almost everybody, whom it leaves out, where that is shorter to say; else empty. */
export function leftOutTexts({ addresses }: Pick<Grant, "addresses">): readonly string[] {
	const clients = isEverywhere(addresses) ? [] : networkTexts(addresses);
	const others = networkTexts(complementOf(addresses));
	return clients.length > others.length && isOpenByAddress([addresses]) ? others : [];
}

/** How many addresses a row holds, by family. */
export function clientCounts({ addresses }: Pick<Grant, "addresses">): { readonly ipv4: number; readonly ipv6: string } {
	const { v4, v6 } = sizeOf(addresses);
	return { ipv4: v4, ipv6: String(v6) };
}

/** What a session has to bring, beside the address; empty where nothing. */
export function sessionTexts(
	grant: Pick<Grant, "sessions">,
	{ sessions: all, grants }: Pick<ListenerGrants, "sessions" | "grants">,
): readonly string[] {
	const { sessions } = grant;
	/** Those in which anything is accepted at all: that there are no others needs no word. */
	const usable = all.filter((one) => grants.some((row) => row.sessions.some((other) => sameSession(one, other))));
	const only = (holds: (session: Session) => boolean, among = all) => sessions.every(holds) && !among.every(holds);
	const texts: string[] = [];
	if (only(({ login }) => login)) texts.push("logged in");
	if (only(({ login }) => !login, usable)) texts.push("not logged in");
	if (only(({ certificate }) => certificate === "listed")) texts.push("with a certificate that the configuration lists");
	else if (only(({ certificate }) => certificate !== "none")) texts.push("with a certificate");
	else if (only(({ tls }) => tls)) texts.push("over TLS");
	if (only(({ tls }) => !tls, usable)) texts.push("without TLS");
	const product = usable.filter(
		(one) =>
			sessions.some(({ login }) => login === one.login) &&
			sessions.some(({ tls, certificate }) => tls === one.tls && certificate === one.certificate),
	);
	if (product.length > sessions.length) return [sessions.map(sessionText).join(", or ")];
	return texts;
}

function sessionText({ tls, certificate, login }: Session): string {
	const link =
		certificate === "none"
			? tls
				? "over TLS"
				: "without TLS"
			: `over TLS with ${certificate === "any" ? "any" : "a listed"} certificate`;
	return login ? `logged in ${link}` : link;
}

/** What has to be so of an attempt, one phrase each; that a table has a key is left out where its result is said. */
export function conditionTexts(conditions: readonly Condition[]): readonly string[] {
	return conditions
		.filter(({ text }) => {
			const table = /^a key of (.*)$/.exec(text)?.[1];
			return table === undefined || !conditions.some((other) => !other.negated && other.text.startsWith(`${table} gives `));
		})
		.map(({ text, negated }) => (negated ? `not: ${text}` : text));
}
