import {
	type AddressSet,
	ALL_ADDRESSES,
	byDefault,
	type Dependency,
	type Environment,
	type FileReader,
	type Listener,
	LOOPBACK,
	type Match,
	type Origin,
	type PolicyRule,
	type RelayPolicy,
	type StageRules,
	singleAddress,
	unionOf,
} from "@relaylint/core";
import { configurationElsewhere } from "../apple.ts";
import { fatalOf } from "../fatal.ts";
import { protocolFamilies } from "../host-defaults.ts";
import { type BindAddresses, type SmtpListener, smtpListeners } from "../listeners.ts";
import type { MasterService } from "../master.ts";
import type { Settings } from "../setting-types.ts";
import { parseTableName } from "../tables/table-name.ts";
import type { TableStore } from "../tables/table-store.ts";
import { splitWords } from "../words.ts";
import { addressSettings, DOMAIN_LISTS, styleOf } from "./address-settings.ts";
import { believes } from "./believes.ts";
import { claimedDomains, localDomains } from "./claims.ts";
import { ALWAYS, type Known, type ListClass, type Place, rule } from "./env.ts";
import { clientNames } from "./facts.ts";
import { foreignKinds } from "./foreign.ts";
import { CLIENT_NAME } from "./host-lists.ts";
import { serverIdentity } from "./identity.ts";
import { type ListSource, parentStyle, patternsOf } from "./lists.ts";
import { screenStage } from "./postscreen.ts";
import { lowerList } from "./restrictions.ts";
import { leavesOver, leavesThisServer } from "./rewritten.ts";
import { type Parameters, type RestrictionClass, type Server, wordsOf, yes } from "./server.ts";
import { exemptRecipient, filterStage, greetingStage, loginStage, mailStage, syntaxRules, tlsStages } from "./session.ts";
import { resolverStage, startFailure } from "./start-check.ts";
import { carriersOf } from "./transports.ts";
import { unlistedRules } from "./unlisted.ts";

/** What a configuration is lowered from. */
export interface LowerInput {
	readonly settings: Settings;
	readonly tables: TableStore;
	readonly reader: FileReader;
	readonly environment: Environment;
}

/** A policy with the servers it was made from, for the dialect's own rules. */
export interface Lowered {
	readonly policy: RelayPolicy;
	readonly servers: ReadonlyMap<SmtpListener, Server>;
}

/** Turns the effective settings into the common model: who may relay, by listener and stage. */
export function lower(input: LowerInput): Lowered {
	const { settings } = input;
	const shared = listSource(parametersOf(settings, undefined), input);
	const { listeners, open } = smtpListeners(settings);
	const servers = new Map<SmtpListener, Server>();
	const lowered = listeners.filter(isInForce).map((listener) => {
		const server = serverOf(listener.service, shared, input);
		servers.set(listener, server);
		return lowerListener(listener, server, input);
	});
	const claiming = DOMAIN_LISTS.map(({ name }) => ({ list: patternsOf(name, shared), style: styleOf(name, shared) }));
	const elsewhere = configurationElsewhere(settings);
	const policy: RelayPolicy = {
		listeners: lowered,
		facts: {
			name(fact, context) {
				if (fact !== CLIENT_NAME) return undefined;
				const names = clientNames(context);
				return names.kind === "known" ? names.name.toLowerCase() : undefined;
			},
		},
		claimed: claimedDomains(claiming),
		// Asked anew each time: the answer changes once the Public Suffix List is loaded.
		get foreign() {
			return foreignKinds(shared);
		},
		localDomains: localDomains(claiming.map(({ list }) => list)),
		depends: [
			...open.map(
				({ reason, origin }): Dependency => ({
					kind: "outside",
					key: `listener:${reason}`,
					text: `further listeners: ${reason}`,
					origin,
				}),
			),
			...(elsewhere === undefined ? [] : [elsewhere]),
		],
	};
	return { policy, servers };
}

/** Of two services on the same port and address the later one has it (master(8)). */
function isInForce(listener: SmtpListener, index: number, all: readonly SmtpListener[]): boolean {
	const bind = JSON.stringify(listener.bind, (_key, value: unknown) => (typeof value === "bigint" ? `${value}` : value));
	return !all.some(
		(later, at) =>
			at > index &&
			later.port !== undefined &&
			later.port === listener.port &&
			JSON.stringify(later.bind, (_key, value: unknown) => (typeof value === "bigint" ? `${value}` : value)) === bind,
	);
}

/** The parameters of a service as the lists are lowered from them; a value that stops the daemon reads as it stands. */
function parametersOf(settings: Settings, service: MasterService | undefined): Parameters {
	return {
		text: (name) => settings.value(name, service).expanded,
		isSet: (name) => settings.isSet(name, service),
	};
}

function listSource(own: Parameters, { settings, tables, reader, environment }: LowerInput): ListSource {
	return {
		own,
		carrierOf: carriersOf(settings),
		reader,
		complete: environment.complete,
		openTable: (text, origin, how = {}) => tables.open(parseTableName(text), { ...how, originOf: () => origin }),
	};
}

function serverOf(service: MasterService, shared: ListSource, input: LowerInput): Server {
	const own = parametersOf(input.settings, service);
	const source = listSource(own, input);
	let identity: string | undefined;
	const server: Server = {
		...source,
		identity() {
			identity ??= serverIdentity(server, input.settings, input.reader);
			return identity;
		},
		shared: shared.own,
		environment: input.environment,
		release: input.settings.input.release,
		address: addressSettings({ settings: input.settings, shared, own, service }),
		accessStyle: parentStyle("smtpd_access_maps", source),
		classes: classesOf(own),
	};
	return server;
}

function classesOf(own: Parameters): ReadonlyMap<string, RestrictionClass> {
	const classes = new Map<string, RestrictionClass>();
	for (const word of splitWords(own.text("smtpd_restriction_classes"))) {
		classes.set(word.text, { name: word.text, words: wordsOf(own, word.text, "braces"), origin: word.origin });
	}
	return classes;
}

function lowerListener(listener: SmtpListener, server: Server, input: LowerInput): Listener {
	const families = protocolFamilies(input.settings);
	const reached = addressesOf(listener.bind);
	const ofFamilies: AddressSet = { v4: families.has(4) ? reached.v4 : [], v6: families.has(6) ? reached.v6 : [] };
	const stages = stagesOf(listener, server, input);
	return {
		name: listener.name,
		port: listener.port,
		addresses: ofFamilies,
		...(listener.bind.kind === "unknown"
			? {
					addressesDepend: {
						kind: "outside",
						key: `bind:${listener.bind.reason}`,
						text: listener.bind.reason,
						origin: listener.origin,
					},
				}
			: {}),
		stages,
		...believes(listener, server, input.settings),
		relays: relaysMatch(server),
		origin: listener.origin,
		identity: () => server.identity(),
	};
}

function addressesOf(bind: BindAddresses): AddressSet {
	switch (bind.kind) {
		case "all":
			return { v4: bind.family === 6 ? [] : ALL_ADDRESSES.v4, v6: bind.family === 4 ? [] : ALL_ADDRESSES.v6 };
		case "unknown":
			return ALL_ADDRESSES;
		case "loopback":
			return LOOPBACK;
		case "listed":
			return unionOf(bind.addresses.map(singleAddress));
	}
}

/** The lists of one listener in the order in which the dialogue meets them (SMTPD_ACCESS_README). */
function stagesOf(listener: SmtpListener, server: Server, input: LowerInput): readonly StageRules[] {
	const fatal = listener.fatal ?? fatalOf(input.settings, listener.service);
	const startStage = (rules: readonly PolicyRule[]): StageRules => ({
		name: "start",
		at: "connect",
		rules,
		origin: listener.origin,
	});
	if (fatal !== undefined) return [startStage([rule(ALWAYS, { kind: "refuse", outcome: "fatal" }, fatal.origin, fatal.reason)])];
	const start = startFailure(server);
	if (start !== undefined && start !== "open")
		return [startStage([rule(ALWAYS, { kind: "refuse", outcome: "fatal" }, start.origin, start.reason)])];
	const startRules: PolicyRule[] = [];
	if (start === "open") {
		const origin = server.own.text("smtpd_relay_restrictions").origin;
		const because: Dependency = {
			kind: "outside",
			key: "hole:start",
			text: "whether the template brings a restriction without which smtpd does not run",
			origin,
		};
		startRules.push(rule({ kind: "unknown", because, origin }, { kind: "refuse", outcome: "fatal" }, origin, because.text));
	}
	if (listener.condition !== undefined) {
		const because: Dependency = {
			kind: "outside",
			key: `hole:listener:${listener.name}`,
			text: `whether the template has the service ${listener.name}`,
			origin: listener.condition,
		};
		startRules.push(
			rule(
				{ kind: "unknown", because, origin: listener.condition },
				{ kind: "refuse", outcome: "fatal" },
				listener.condition,
				because.text,
			),
		);
	}
	const delay = yes(server.own, "smtpd_delay_reject").kind !== "false";
	const [atOnce, onRequest] = tlsStages(server, listener.port);
	const early = { session: false, helo: false, sender: false, recipient: false };
	const all = { session: true, helo: true, sender: true, recipient: true };
	const list = (name: string, kind: ListClass, at: StageRules["at"], knows: Known): StageRules =>
		listStage(name, kind, at, knows, server);
	return [
		startStage(startRules),
		...(listener.screen === undefined
			? []
			: screenStage(
					parametersOf(input.settings, listener.screen),
					listSource(parametersOf(input.settings, listener.screen), input),
					listener.screen.origin,
				)),
		...(atOnce === undefined ? [] : [atOnce]),
		...(delay ? [] : [list("smtpd_client_restrictions", "client", "connect", early)]),
		...(delay ? [] : [list("smtpd_helo_restrictions", "helo", "helo", { ...early, helo: true })]),
		greetingStage(server),
		...(onRequest === undefined ? [] : [onRequest]),
		loginStage(server),
		...resolverStage(server),
		mailStage(server),
		...(delay
			? []
			: [
					list("smtpd_sender_restrictions", "sender", "mail", { ...all, recipient: false }),
					...unlistedSender(server, "mail", { ...all, recipient: false }),
				]),
		{
			name: "RCPT TO",
			at: "rcpt",
			always: true,
			rules: [
				...syntaxRules(server, "recipient", byDefault("RCPT TO")),
				rule(exemptRecipient(server, byDefault("RCPT TO")), { kind: "pend", defer: "never" }, byDefault("RCPT TO")),
			],
			// A deferral that a list before it asked for is one of that list.
			forgetsPending: "if-refused",
			origin: byDefault("RCPT TO"),
		},
		...(delay
			? [
					list("smtpd_client_restrictions", "client", "rcpt", all),
					list("smtpd_helo_restrictions", "helo", "rcpt", all),
					list("smtpd_sender_restrictions", "sender", "rcpt", all),
					...unlistedSender(server, "rcpt", all),
				]
			: []),
		...recipientStages(server, all),
		filterStage(server),
		listStage("smtpd_data_restrictions", "data", "data", all, server, { forgetsPending: "all", settlesPending: true }),
	];
}

/** The relay and the recipient list, both of which have to let the recipient pass, then what is still pending, then the recipient's validation. */
function recipientStages(server: Server, knows: Known): readonly StageRules[] {
	const relay = listStage("smtpd_relay_restrictions", "recipient", "rcpt", knows, server, {}, legacyRelayList(server));
	const recipient = listStage("smtpd_recipient_restrictions", "recipient", "rcpt", knows, server, {});
	const relayFirst =
		yes(server.own, "smtpd_relay_before_recipient_restrictions").kind !== "false" && legacyRelayList(server) === undefined;
	const [first, second] = relayFirst ? [relay, recipient] : [recipient, relay];
	const origin = server.own.text("smtpd_reject_unlisted_recipient").origin;
	const place = placeOf("recipient", "rcpt", knows, server);
	const validate = yes(server.own, "smtpd_reject_unlisted_recipient").kind !== "false";
	return [
		{ ...first, forgetsPending: "if-refused" },
		{ ...second, settlesPending: true },
		...(validate
			? [
					{
						name: "smtpd_reject_unlisted_recipient",
						at: "rcpt" as const,
						rules: [
							rule(exemptRecipient(server, origin), { kind: "accept" }, origin),
							...unlistedRules("recipient", place, origin),
						],
						origin,
					},
				]
			: []),
	];
}

/** Below level 1 an unset relay list refuses nothing, but its would-be permits are looked at for the log, and can fail. */
function legacyRelayList(server: Server): string | undefined {
	const isDefault = !server.own.isSet("smtpd_relay_restrictions");
	const isEmpty = server.own.text("smtpd_relay_restrictions").text.trim() === "";
	return isDefault && isEmpty ? "permit_mynetworks, permit_sasl_authenticated, permit_auth_destination" : undefined;
}

function unlistedSender(server: Server, at: "mail" | "rcpt", knows: Known): readonly StageRules[] {
	const setting = yes(server.own, "smtpd_reject_unlisted_sender");
	if (setting.kind === "false") return [];
	const origin = server.own.text("smtpd_reject_unlisted_sender").origin;
	const place = placeOf("sender", at, knows, server);
	const exempt = at === "rcpt" ? [rule(exemptRecipient(server, origin), { kind: "accept" }, origin)] : [];
	return [{ name: "smtpd_reject_unlisted_sender", at, rules: [...exempt, ...unlistedRules("sender", place, origin)], origin }];
}

function placeOf(list: ListClass, at: StageRules["at"], knows: Known, server: Server): Place {
	return { server, list, knows, atRcpt: at === "rcpt", warn: false, lower: lowerList, lowered: new Map() };
}

function listStage(
	name: string,
	list: ListClass,
	at: StageRules["at"],
	knows: Known,
	server: Server,
	pending: Pick<StageRules, "forgetsPending" | "settlesPending"> = { forgetsPending: "if-refused" },
	instead?: string,
): StageRules {
	const text = server.own.text(name);
	const place = placeOf(list, at, knows, server);
	const words = instead === undefined ? splitWords(text, "braces") : wordsIn(instead, text.origin);
	const rules = lowerList(words, place, name);
	const exempt = at === "rcpt" ? [rule(exemptRecipient(server, text.origin), { kind: "accept" }, text.origin)] : [];
	return { name, at, rules: rules.length === 0 ? rules : [...exempt, ...rules], origin: text.origin, ...pending };
}

function wordsIn(list: string, origin: Origin): ReturnType<typeof splitWords> {
	const described = origin.kind === "default" ? origin.text : list;
	return splitWords(
		{
			text: list,
			pieces: [
				{ start: 0, end: list.length, source: { kind: "default", text: described }, span: { start: 0, end: list.length } },
			],
			unknown: [],
			undefinedNames: [],
			origin,
		},
		"braces",
	);
}

/** Whether what was accepted leaves for another server, by the resolver's transport and by what an access table did to it. */
function relaysMatch(server: Server): Match {
	const origin = byDefault("the transport of the recipient");
	return {
		kind: "all",
		operands: [
			...["discarded", "held", "redirected"].map(
				(name): Match => ({ kind: "not", operand: { kind: "variable", name, value: "yes" } }),
			),
			{
				kind: "computed",
				name: "the recipient's transport leads to another server",
				reads: ["recipient"],
				origin,
				evaluate: (context) => leavesThisServer(context, server),
				over: (region) => leavesOver(region, server, origin),
			},
		],
	};
}
