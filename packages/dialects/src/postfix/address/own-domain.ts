import { mailAddressOfLiteral } from "./hostname.ts";
import type { AddressSettings, DomainTest } from "./settings.ts";

/**
 * Whether a domain is this machine's own: it matches `mydestination`, or it is the literal of one of its addresses. One dot at the end is not
 * counted; an empty name or one ending in two dots is foreign.
 */
export function isOwnDomain<Reason>(
	given: string,
	settings: Pick<AddressSettings<Reason>, "isLocalDomain" | "isOwnAddress">,
): DomainTest<Reason> {
	const domain = given.endsWith(".") ? given.slice(0, -1) : given;
	if (domain === "" || domain.endsWith(".")) return { kind: "no" };
	const listed = settings.isLocalDomain(domain);
	if (listed.kind === "yes" || listed.kind === "error" || !domain.startsWith("[") || !domain.endsWith("]")) return listed;
	const address = mailAddressOfLiteral(domain.slice(1, -1));
	if (address === undefined) return listed;
	const own = settings.isOwnAddress(address);
	if (listed.kind === "no") return own;
	// It is open whether the list matches: a sure yes settles it all the same, since both ways then end in yes.
	return own.kind === "yes" ? own : listed;
}
