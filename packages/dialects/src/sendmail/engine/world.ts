import type { Context } from "@relaylint/core";
import { canonicalAddress } from "../address/canonical.ts";
import { clientName, nameInRules } from "../policy/client.ts";
import { mechanisms, passwordMechanism } from "../policy/session.ts";
import { addressWorld, type Daemon, isOwnName, keyOfAddress, type OwnRuleset, type Server } from "../server.ts";
import { type CompiledRule, compileRule, tokenizeRuleText } from "./compile.ts";
import { canonicalHost, lookupIn } from "./lookups.ts";
import { Outside, type RuleWorld } from "./machine.ts";
import { joined, type Token } from "./symbols.ts";

const compiled = new WeakMap<OwnRuleset, readonly CompiledRule[]>();

/** The rules of a rule set as they run. */
export function compiledRules(server: Server, set: OwnRuleset): readonly CompiledRule[] {
	let rules = compiled.get(set);
	if (rules === undefined) {
		const context = { operators: server.operators, macro: (name: string) => server.macro(name) };
		rules = set.rules.map(({ left, right }) => compileRule(left, right, context));
		compiled.set(set, rules);
	}
	return rules;
}

/** The world in which the rules of a configuration run for an attempt. `waits`: a table was not to be had; `given`: what the rules set; `early`: nothing but the connection is known yet. */
export function ruleWorld(
	server: Server,
	daemon: Daemon,
	context: Context,
	early = false,
): RuleWorld & { set(name: string, value: string): void; waits(): boolean; given(name: string): string | undefined } {
	let waiting = false;
	const macros = new Map<string, string>();
	return {
		operators: server.operators,
		ruleset(name) {
			const set = server.rulesets.get(name.toLowerCase());
			return set === undefined ? undefined : compiledRules(server, set);
		},
		whole: server.generated !== undefined,
		native: (name, tokens) => nativeRuleset(server, context, name, tokens),
		inClass(name, word) {
			const of = server.class(name);
			if (of.words.has(word.toLowerCase())) return true;
			if (name === "w" && isOwnName(server, word, context.world.addresses)) return true;
			if (name === "m" && server.ownDomain?.toLowerCase() === word.toLowerCase()) return true;
			if (STOCK_CLASSES[name]?.includes(word.toLowerCase()) === true) return true;
			const [open] = of.open;
			if (open !== undefined && word.trim() !== "") throw new Outside(open);
			return false;
		},
		macro(name) {
			const set = macros.get(name);
			if (set !== undefined) return set;
			return (
				(early && LATE_MACROS.has(name) ? undefined : attemptMacro(server, daemon, context, name)) ?? server.macro(name) ?? ""
			);
		},
		lookup: (map, key, given) =>
			lookupIn(
				server,
				server.map(map),
				map,
				key,
				given,
				context,
				(name, value) => macros.set(name, value),
				() => {
					waiting = true;
				},
			),
		waits: () => waiting,
		given: (name) => macros.get(name),
		canonical: (name) => canonicalHost(server, name, context),
		set: (name, value) => macros.set(name, value),
	};
}

/** Classes of the rules themselves, which an m4 source does not spell out: cf/README. */
const STOCK_CLASSES: Readonly<Record<string, readonly string[]>> = {
	".": ["."],
	"[": ["["],
	O: ["@", "%", "!"],
	Accept: ["ok", "relay"],
	ResOk: ["okr"],
	Tls: ["verify", "encr"],
	TlsVerified: ["ok", "trusted"],
	Src: ["e", "f", "d", "u"],
};

/** Macros that are not set yet while the connection is judged. */
const LATE_MACROS: ReadonlySet<string> = new Set([
	"f",
	"mail_from",
	"s",
	"verify",
	"cipher_bits",
	"auth_type",
	"auth_authen",
	"auth_author",
	"auth_ssf",
]);

/** The sender as the daemon's own rule sets rewrite it: one at `localhost` is one at the server's name. */
function rewrittenSender(server: Server, context: Context): string {
	return context.memo(SENDER, () => senderOf(server, context));
}

const SENDER = Symbol("rewritten sender");

function senderOf(server: Server, context: Context): string {
	const world = addressWorld(server, context);
	const sender = canonicalAddress(context.attempt.from, world);
	const [open] = world.open;
	if (open !== undefined) throw new Outside(open);
	return sender.kind === "address" && sender.domain !== undefined
		? `${sender.local.join("")}@${sender.domain.join("")}`
		: context.attempt.from;
}

/** Macros that the daemon sets for a connection and a transaction: op.txt 5.2. */
function attemptMacro(server: Server, daemon: Daemon, context: Context, name: string): string | undefined {
	const { attempt } = context;
	switch (name) {
		case "client_addr":
			return keyOfAddress(attempt.client, server);
		case "client_name": {
			const known = nameInRules(server, context);
			if (known !== undefined) return known;
			const unknown = clientName(context);
			if (unknown.kind === "unknown") throw new Outside(unknown.because);
			return "";
		}
		case "client_ptr": {
			const known = clientName(context);
			if (known.kind === "unknown") throw new Outside(known.because);
			return known.kind === "none" || known.kind === "later" ? `[${keyOfAddress(attempt.client, server)}]` : known.pointer;
		}
		case "client_resolve": {
			const known = clientName(context);
			if (known.kind === "unknown") throw new Outside(known.because);
			return known.kind === "confirmed" ? "OK" : known.kind === "forged" ? "FORGED" : known.kind === "later" ? "TEMP" : "FAIL";
		}
		case "deliveryMode":
			return (server.option("DeliveryMode")?.text ?? "background").charAt(0);
		case "f":
			return rewrittenSender(server, context);
		case "mail_from":
			return `<${attempt.from}>`;
		case "s":
			return attempt.helo;
		case "verify":
			return !attempt.tls ? "NONE" : verified(server, attempt.clientCertificate);
		case "cipher_bits":
			return attempt.tls ? "256" : "0";
		case "auth_type":
			return attempt.login?.valid === true ? (passwordMechanism(server) ?? mechanisms(server)[0] ?? "") : "";
		case "auth_authen":
		case "auth_author":
			return attempt.login?.valid === true ? attempt.login.user : "";
		case "auth_ssf":
			return "0";
		case "daemon_flags":
			return [...daemon.modifiers].map((flag) => (/[A-Z]/.test(flag) ? flag + flag : flag)).join(" ");
		case "daemon_name":
			return daemon.name;
		case "opMode":
			return "d";
		case "addr_type":
			return "e r";
		case "client_rate":
		case "client_connections":
			return "1";
		default:
			return undefined;
	}
}

function verified(server: Server, certificate: boolean): string {
	const asks = ["CACertFile", "CACertPath"].some((name) => (server.option(name)?.text.trim() ?? "") !== "");
	if (!asks) return "NOT";
	return certificate ? "FAIL" : "NO";
}

/** Stock rule sets that an m4 source does not spell out, by what they do. */
function nativeRuleset(server: Server, context: Context, name: string, tokens: readonly Token[]): readonly Token[] | undefined {
	switch (name.toLowerCase()) {
		case "3":
		case "canonify":
		case "canonaddr": {
			const world = addressWorld(server, context);
			const text = joined(tokens).replace(/^<([\s\S]*)>$/, "$1");
			const canonical = canonicalAddress(text, world);
			if (canonical.kind === "null") return ["<", "@", ">"];
			// A refusal by ruleset 0 stands in the workspace in ways that differ; what follows is not followed.
			if (canonical.kind === "error") return undefined;
			const domain = canonical.domain?.join("");
			if (domain === undefined) return canonical.local;
			const there = isOwnName(server, domain, context.world.addresses) || canonicalHost(server, domain, context) !== undefined;
			return [...canonical.local, "<", "@", ...tokenizeRuleText(domain, server.operators), ...(there ? ["."] : []), ">"];
		}
		case "parse0":
			return tokens;
		case "local_check_relay":
		case "local_check_mail":
		case "local_check_rcpt":
		case "local_relay_auth":
		case "local_trust_auth":
		case "parselocal":
			return tokens;
		default:
			return undefined;
	}
}
