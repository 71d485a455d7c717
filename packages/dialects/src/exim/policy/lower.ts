import {
	byDefault,
	type Context,
	type Dependency,
	dependsOn,
	type Environment,
	FALSE,
	type FileReader,
	type ForeignKind,
	inFile,
	type Listener,
	type Match,
	type Origin,
	type PolicyRule,
	parseAddress,
	type RelayPolicy,
	type StageRules,
	TRUE,
	type Truth,
	truthOf,
} from "@relaylint/core";
import type { Document } from "../document.ts";
import { splitList } from "../lists/split-list.ts";
import type { AclPoint } from "../schema/acl-conditions.ts";
import { isTemplate, placeToFill } from "../template.ts";
import { type AclLowering, aclLowering } from "./acl.ts";
import { allOf, DISCARDED } from "./acl-parts.ts";
import { atomOf, truthOfMatch } from "./atoms.ts";
import { type Authenticator, authenticatorsOf, loggedIn, loginStage } from "./authenticators.ts";
import { claimRouters } from "./claiming.ts";
import { FOREIGN } from "./foreign.ts";
import { type PortListener, portListeners } from "./listeners.ts";
import { staticScope } from "./lists.ts";
import { type Place, type PlaceParts, placeOf } from "./place.ts";
import { proxied, unknownProxies } from "./proxies.ts";
import { recipientOf, senderOf } from "./recipient.ts";
import { recipientRewrites, rewriteLimit } from "./rewrites.ts";
import { relaysByRouters } from "./routers.ts";
import type { Known } from "./scope.ts";
import { optionOrigin, type Server, serverOf, setValue } from "./server.ts";

/** A policy with what it was made from, for the dialect's own rules. */
export interface Lowered {
	readonly policy: RelayPolicy;
	readonly server: Server;
	readonly authenticators: readonly Authenticator[];
}

/** Turns a configuration into the common model: who may relay, by port and stage. */
export function lower(document: Document, reader: FileReader, environment: Environment): Lowered {
	const server = serverOf(document, reader, environment);
	const authenticators = authenticatorsOf(server);
	const partsOf = (port: number | undefined): PlaceParts => {
		const parts: PlaceParts = {
			server,
			port,
			login: (on) => loggedIn(authenticators, on, "id"),
			authenticator: (on) => loggedIn(authenticators, on, "name"),
			hosts: {
				sender: (context) => hostTruth("sender_unqualified_hosts", context),
				recipient: (context) => hostTruth("recipient_unqualified_hosts", context),
			},
		};
		const hostTruth = (option: string, context: Context): Truth => {
			const value = setValue(server, option);
			if (value === undefined) return FALSE;
			const place = placeOf(parts, "mail", "");
			return truthOfMatch(
				place.lists.hosts.optionList(value, option),
				place.scope({ context }, () => undefined),
				() => undefined,
			);
		};
		return parts;
	};
	claimRouters(placeOf(partsOf(undefined), "rcpt", ""));
	const { listeners } = portListeners(server, staticScope(placeOf(partsOf(undefined), "connect", "").scope));
	const templates = document.files.filter(({ text }) => isTemplate(text));
	// What a template makes is another text: a line that stops Exim may not be there.
	const fatal = document.problems.find(({ fatal: why, origin }) => why !== undefined && !templates.includes(origin.file));
	const missing = document.missingIncludes.filter(({ required }) => required);
	const policy: RelayPolicy = {
		listeners: listeners.map((listener) => lowerListener(listener, partsOf(listener.port), authenticators, fatal)),
		facts: { name: () => undefined },
		claimed: server.claims,
		get foreign() {
			return foreignKinds(server);
		},
		get localDomains() {
			return [...server.claims.names].filter((name) => !name.startsWith("[")).slice(0, 20);
		},
		depends: [
			...unknownProxies(server),
			...templates.map(
				(file): Dependency => ({
					kind: "outside",
					key: `template:${file.path}`,
					text: "what is filled into the template",
					origin: inFile(file, placeToFill(file.text)),
				}),
			),
			...missing.map(
				({ path, origin }): Dependency => ({ kind: "outside", key: `include:${path}`, text: `what ${path} holds`, origin }),
			),
			...document.missingIncludes
				.filter(({ required }) => !required && !environment.complete)
				.map(
					({ path, origin }): Dependency => ({
						kind: "outside",
						key: `include:${path}`,
						text: `whether ${path} is there, and what it holds`,
						origin,
					}),
				),
		],
	};
	return { policy, server, authenticators };
}

const ALWAYS: Match = { kind: "always" };

function lowerListener(
	listener: PortListener,
	parts: PlaceParts,
	authenticators: readonly Authenticator[],
	fatal: Document["problems"][number] | undefined,
): Listener {
	const { server } = parts;
	const { port } = listener;
	const stages =
		fatal === undefined ? stagesOf(listener, parts, authenticators) : [fatalStage(fatal.origin, fatal.fatal ?? fatal.message)];
	const place = placeOf(parts, "rcpt", "");
	const origin = byDefault("the routers");
	return {
		name: port === undefined ? "smtp" : `port ${port}`,
		port,
		addresses: listener.addresses,
		...(listener.open === undefined ? {} : { addressesDepend: listener.open }),
		stages,
		...proxied(server),
		relays: {
			kind: "all",
			operands: [{ kind: "not", operand: { kind: "variable", name: DISCARDED, value: "yes" } }, relaysByRouters(place, origin)],
		},
		origin: listener.origin,
	};
}

function fatalStage(origin: Origin, text: string): StageRules {
	return {
		name: "start",
		at: "connect",
		rules: [{ match: ALWAYS, action: { kind: "refuse", outcome: "fatal" }, origin, text }],
		origin,
	};
}

/** The stages of a listener in the order of the dialogue (specification, 44.2). */
function stagesOf(listener: PortListener, parts: PlaceParts, authenticators: readonly Authenticator[]): readonly StageRules[] {
	const { server } = parts;
	const at = (knows: Known, point: AclPoint = knows): Place => placeOf(parts, knows, "", point);
	const acl = (option: string, stage: StageRules["at"], place: Place, absent: "accept" | "reject"): StageRules => {
		const value = setValue(server, option);
		const origin = optionOrigin(server, option);
		if (value === undefined) {
			const rules: PolicyRule[] =
				absent === "accept"
					? []
					: [
							{
								match: ALWAYS,
								action: { kind: "refuse", outcome: "reject" },
								origin: byDefault(`${option} is not set, which refuses every recipient`),
								text: `${option} is not set`,
							},
						];
			return { name: option, at: stage, rules, origin };
		}
		const lowering: AclLowering = aclLowering(place);
		return { name: option, at: stage, rules: lowering.named(value, option), origin };
	};
	const connect = at("connect");
	const mail = at("mail");
	const rcpt = at("rcpt");
	return [
		rejected(connect),
		...tlsStages(listener, connect),
		acl("acl_smtp_connect", "connect", connect, "accept"),
		greeting(at("helo")),
		acl("acl_smtp_helo", "helo", at("helo"), "accept"),
		starttls(listener, at("helo", "starttls")),
		loginStage(at("auth"), authenticators),
		syntax("MAIL FROM", "mail", mail, (context) => senderOf(context, server, parts.hosts)),
		acl("acl_smtp_mail", "mail", mail, "accept"),
		syntax("RCPT TO", "rcpt", rcpt, (context) =>
			recipientOf(
				context,
				server,
				parts.hosts,
				rcpt.scope({ context }, () => undefined),
			),
		),
		acl("acl_smtp_rcpt", "rcpt", rcpt, "reject"),
		acl("acl_smtp_predata", "data", at("rcpt", "predata"), "accept"),
	];
}

function rejected(place: Place): StageRules {
	const value = setValue(place.server, "host_reject_connection");
	const origin = optionOrigin(place.server, "host_reject_connection");
	if (value === undefined) return { name: "host_reject_connection", at: "connect", rules: [], origin };
	return {
		name: "host_reject_connection",
		at: "connect",
		rules: [
			{
				match: place.lists.hosts.optionList(value, "host_reject_connection"),
				action: { kind: "refuse", outcome: "reject" },
				origin,
			},
		],
		origin,
	};
}

/** A client that begins with TLS is understood on the ports for it alone. */
function tlsStages(listener: PortListener, place: Place): readonly StageRules[] {
	const origin = optionOrigin(place.server, "tls_on_connect_ports");
	const atOnce = atomOf({
		name: "the client begins with TLS",
		origin,
		reads: ["tls"],
		scope: place.scope,
		test: ({ context }) =>
			context === undefined
				? dependsOn({ kind: "choice", key: "tls", text: "how the client begins" })
				: truthOf(context.attempt.tls),
	});
	const refuse = (match: Match, text: string): StageRules => ({
		name: "tls_on_connect_ports",
		at: "connect",
		rules: [{ match, action: { kind: "refuse", outcome: "notls" }, origin, text }],
		origin,
	});
	if (listener.tlsOnConnect) return [refuse({ kind: "not", operand: atOnce }, "this port begins with TLS")];
	return listener.port === 465 ? [refuse(atOnce, "this port does not begin with TLS")] : [];
}

/** The words of HELO: letters, digits, dots and hyphens, or an address in brackets. */
function greeting(place: Place): StageRules {
	const { server } = place;
	const origin = byDefault("HELO");
	const allowed = setValue(server, "helo_allow_chars")?.text ?? "";
	const junk = setValue(server, "helo_accept_junk_hosts");
	const malformed = atomOf({
		name: "the HELO name is malformed",
		origin,
		reads: ["helo"],
		scope: place.scope,
		test: ({ context }) => {
			// A client can say one that is well formed.
			if (context === undefined) return FALSE;
			const { helo } = context.attempt;
			const literal = /^\[(?:ipv6:)?([^\]]*)\]$/i.exec(helo)?.[1];
			if (literal !== undefined) return truthOf(parseAddress(literal) === undefined);
			return truthOf(
				helo === "" || ![...helo].every((character) => /[A-Za-z0-9.-]/.test(character) || allowed.includes(character)),
			);
		},
	});
	const match: Match =
		junk === undefined
			? malformed
			: allOf([malformed, { kind: "not", operand: place.lists.hosts.optionList(junk, "helo_accept_junk_hosts") }]);
	const verified = setValue(server, "helo_verify_hosts");
	const rules: PolicyRule[] = [
		{ match, action: { kind: "refuse", outcome: "reject" }, origin, text: "the HELO name is malformed" },
	];
	if (verified !== undefined && verified.text.trim() !== "") {
		const because: Dependency = {
			kind: "limit",
			key: "helo_verify_hosts",
			text: "whether the HELO name is verified",
			origin: verified.origin,
		};
		rules.push({
			match: allOf([
				place.lists.hosts.optionList(verified, "helo_verify_hosts"),
				{ kind: "unknown", because, origin: verified.origin },
			]),
			action: { kind: "refuse", outcome: "reject" },
			origin: verified.origin,
		});
	}
	return { name: "HELO", at: "helo", rules, origin };
}

/** STARTTLS is offered to the hosts of `tls_advertise_hosts`, without a certificate with one that Exim makes for itself. */
function starttls(listener: PortListener, place: Place): StageRules {
	const { server } = place;
	const value = setValue(server, "tls_advertise_hosts");
	const origin = optionOrigin(server, "tls_advertise_hosts");
	if (listener.tlsOnConnect) return { name: "STARTTLS", at: "starttls", rules: [], origin };
	const asks = atomOf({
		name: "the client says STARTTLS",
		origin,
		reads: ["tls"],
		scope: place.scope,
		test: ({ context, region }) => {
			if (context !== undefined) return truthOf(context.attempt.tls);
			if (region?.fixed !== undefined) return truthOf(region.fixed.tls);
			return FALSE;
		},
	});
	const rules: PolicyRule[] = [];
	if (value !== undefined) {
		const list = place.lists.hosts.optionList(value, "tls_advertise_hosts", true);
		rules.push({
			match: allOf([asks, { kind: "not", operand: list }]),
			action: { kind: "refuse", outcome: "notls" },
			origin,
			text: "STARTTLS is not offered",
		});
	}
	const control = setValue(server, "acl_smtp_starttls");
	if (control !== undefined) {
		const lowering = aclLowering(place);
		rules.push({
			match: asks,
			action: {
				kind: "call",
				name: "acl_smtp_starttls",
				rules: lowering.named(control, "acl_smtp_starttls"),
				onAccept: "continue",
			},
			origin: control.origin,
		});
	}
	return { name: "STARTTLS", at: "starttls", rules, origin };
}

function syntax(
	name: string,
	at: StageRules["at"],
	place: Place,
	read: (context: Context) => ReturnType<typeof senderOf>,
): StageRules {
	const origin = byDefault(name);
	const refused = atomOf({
		name: `${name}: the address is refused`,
		origin,
		reads: [at === "mail" ? "sender" : "recipient"],
		scope: place.scope,
		test: ({ context }) => {
			if (context === undefined) return FALSE;
			const envelope = read(context);
			if (envelope.kind === "unknown") return dependsOn(envelope.because);
			return truthOf(envelope.kind === "refused");
		},
	});
	return {
		name,
		at,
		rules: [{ match: refused, action: { kind: "refuse", outcome: "reject" }, origin, text: `${name}: a malformed address` }],
		origin,
	};
}

/** The ways in which a recipient can be foreign. */
function foreignKinds(server: Server): readonly ForeignKind[] {
	const kinds: ForeignKind[] = [{ name: FOREIGN.elsewhere, exists: TRUE }];
	const hack = setValue(server, "percent_hack_domains");
	if (hack !== undefined)
		for (const { text } of splitList(hack.text))
			if (!text.startsWith("!")) kinds.push({ name: `${FOREIGN.percent}${text}`, exists: TRUE, origin: hack.origin });
	const rewriting = server.document.routers.find((router) => {
		const data = router.options.get("data")?.value;
		return router.options.get("driver")?.value?.text === "redirect" && data !== undefined && rewritesFreely(data.text);
	});
	const [rule] = recipientRewrites(server.document);
	if (rewriting !== undefined) kinds.push({ name: FOREIGN.redirected, exists: TRUE, origin: rewriting.nameOrigin });
	else if (rule !== undefined)
		kinds.push({ name: FOREIGN.redirected, exists: dependsOn(rewriteLimit(rule)), origin: rule.origin });
	return kinds;
}

/** Whether the text of a redirection takes a domain out of what its sender wrote: `${sg{$local_part}{%}{@}}`. */
function rewritesFreely(data: string): boolean {
	return /\$\{(?:sg|tr|extract|listextract|sub|map)[^}]*\$\{?local_part\b/.test(data) || /@\$\{[^}]*local_part/.test(data);
}
