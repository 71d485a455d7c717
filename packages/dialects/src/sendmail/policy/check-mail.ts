import { type Context, type Dependency, FALSE, type StageRules } from "@relaylint/core";
import { canonicalAddress } from "../address/canonical.ts";
import { pointerOfLiteral } from "../engine/lookups.ts";
import { addressWorld, type Daemon, inOwnDomain, isOwnName, type Server } from "../server.ts";
import { type AccessAnswer, firstFound, lookupDomain, lookupFull, lookupUser } from "./access.ts";
import { type Answer, AS_THEY_LIKE, type Check, limit } from "./atoms.ts";
import { type Refusal, refusalOf, refusalRules } from "./check-relay.ts";
import { clientName, nameInRules } from "./client.ts";

/** `check_mail`: the sender (cf/README, "ANTI-SPAM CONFIGURATION CONTROL"). A stranger has senders that pass: the empty one always does. */
export function mailCheck(server: Server, daemon: Daemon): Check<Refusal> {
	return {
		name: "check_mail",
		origin: server.originOf("access"),
		reads: ["sender", "dns"],
		ask: (context) => askMail(server, daemon, context),
		over: (says) => (says === "pass" ? FALSE : AS_THEY_LIKE),
	};
}

/** The stage in which the sender is judged. */
export function mailStage(server: Server, daemon: Daemon): StageRules {
	const check = mailCheck(server, daemon);
	return { name: "check_mail", at: "mail", rules: refusalRules(check), origin: check.origin };
}

const FROM = { tag: "From", exact: false } as const;

function askMail(server: Server, daemon: Daemon, context: Context): Answer<Refusal> {
	const { attempt } = context;
	const map = server.has("access") ? server.map("access") : undefined;
	const asksTls = map?.table !== undefined && [...map.table.entries.keys()].some((key) => key.startsWith("tls_clt"));
	if (asksTls) return { says: "unknown", because: limit("requirements for TLS in the access map (TLS_Clt)", map?.origin) };
	if (map?.trouble?.kind === "failing") {
		// The look-up for requirements of TLS comes before anything else, the empty sender included.
		return { says: "defer" };
	}
	if (map?.trouble?.kind === "unknown") return { says: "unknown", because: map.trouble.because };
	if (attempt.from === "") return { says: "pass" };
	const world = addressWorld(server, context);
	const sender = canonicalAddress(attempt.from, world);
	// Delayed, the rules get the sender as it was rewritten, unless {mail_from} keeps what the client wrote.
	const rewritten =
		server.has("delay-checks") && !server.has("mailmacro") && sender.kind === "address" && sender.domain !== undefined;
	const written = rewritten ? `${sender.local.join("")}@${sender.domain.join("")}` : attempt.from;
	const unqualified = server.has("accept-unqualified") || daemon.modifiers.includes("u");
	if (!unqualified && needsLocalClient(server, daemon, written)) {
		const name = clientName(context);
		if (name.kind === "unknown") return { says: "unknown", because: name.because };
		if (!clientIsLocal(server, context)) return { says: "reject" };
	}
	const [open] = world.open;
	if (open !== undefined) return { says: "unknown", because: open };
	if (sender.kind === "null") return { says: "pass" };
	if (sender.kind === "error") return { says: "reject" };
	const domain = sender.domain?.join("");
	const user = sender.local.join("");
	const known = domain === undefined ? undefined : resolves(server, context, domain);
	if (known?.kind === "unknown") return { says: "unknown", because: known.because };
	const found: AccessAnswer =
		map === undefined
			? { kind: "absent" }
			: domain === undefined
				? lookupUser(map, user, FROM)
				: firstFound([
						() => lookupFull(map, user, domain, FROM),
						() => lookupUser(map, user, FROM),
						() => lookupDomain(server, map, domain, FROM),
					]);
	if (found.kind !== "absent") return refusalOf(found);
	if (domain === undefined) return { says: unqualified ? "pass" : "reject" };
	if (known?.kind === "temporary") return { says: "defer" };
	if (known?.kind === "gone") return { says: "reject" };
	if (server.has("bad-mx")) return { says: "unknown", because: limit("the mail exchangers of the sender (FEATURE(badmx))") };
	return { says: "pass" };
}

/** Whether the client is one of the server's own by its name. */
function clientIsLocal(server: Server, context: Context): boolean {
	const name = nameInRules(server, context);
	return name !== undefined && isOwnName(server, name, context.world.addresses);
}

/** Senders that only the server's own clients may write: those at `localhost`, and with the daemon's modifier `f` those without a dot. */
function needsLocalClient(server: Server, daemon: Daemon, sender: string): boolean {
	const host = sender.slice(sender.lastIndexOf("@") + 1).toLowerCase();
	if (!sender.includes("@")) return false;
	if (daemon.modifiers.includes("f") && /^[^.:[\]]+$/.test(host)) return true;
	const own = server.ownDomain === undefined ? "" : `localhost.${server.ownDomain.toLowerCase()}`;
	return ["localhost", own, "localhost.uucp", "[127.0.0.1]", "[ipv6:0:0:0:0:0:0:0:1]", "[ipv6:::1]"].includes(host);
}

type Resolved = { readonly kind: "there" | "temporary" | "gone" } | { readonly kind: "unknown"; readonly because: Dependency };

/** Whether the sender's domain is in the DNS. */
function resolves(server: Server, context: Context, domain: string): Resolved {
	const lower = domain.toLowerCase();
	if (server.has("accept-unresolvable") || domain.toLowerCase() === server.ownName.toLowerCase()) return { kind: "there" };
	// A domain that ends in a word of class P is one that needs no look-up.
	if ([...server.class("P").words.keys()].some((word) => lower === word || lower.endsWith(`.${word}`))) return { kind: "there" };
	if (domain.startsWith("[")) {
		const pointer = pointerOfLiteral(domain, context);
		if (pointer.kind === "unknown") return pointer;
		return { kind: pointer.kind === "name" ? "there" : pointer.kind === "later" ? "temporary" : "gone" };
	}
	const hostname = server.environment.hostname?.toLowerCase();
	// A name without a dot is looked for in the host's own domain, and in the file of hosts.
	if (!domain.includes(".")) {
		const folded = domain.toLowerCase();
		const own = hostname?.split(".")[0] === folded || folded === "localhost";
		return { kind: own || inOwnDomain(domain, hostname, context) !== undefined ? "there" : "gone" };
	}
	let temporary = false;
	for (const type of ["MX", "A", "AAAA"] as const) {
		const answer = context.world.dns(domain, type);
		if (answer.kind === "unknown") return answer;
		if (answer.kind === "records") return { kind: "there" };
		if (answer.kind === "servfail") temporary = true;
	}
	return { kind: temporary ? "temporary" : "gone" };
}
