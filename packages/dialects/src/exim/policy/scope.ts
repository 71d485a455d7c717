import {
	type Context,
	containsAddress,
	formatAddress,
	parseAddress,
	type Region,
	type Truth,
	type VariableReader,
} from "@relaylint/core";
import { tailsOf } from "../../expression/language.ts";
import type { ListKind } from "../ast.ts";
import type { LookupSpec, Scope } from "../expansion/scope.ts";
import { alternativesOf, CHOICE, EMPTY, limit, oneOf, openValue, outside, textValue, type Value } from "../expansion/value-of.ts";
import { isQuery, keysFor, lookupTypeOf } from "../lists/lookup-type.ts";
import { isVariable } from "../schema/variables.ts";
import type { ScopeMaker } from "./atoms.ts";
import { clientName } from "./client-name.ts";
import { type Envelope, qualifyDomain } from "./envelope.ts";
import { FOREIGN } from "./foreign.ts";
import type { Server } from "./server.ts";

/** How far the dialogue has come. */
export type Known = "connect" | "helo" | "auth" | "mail" | "rcpt";

const ORDER: readonly Known[] = ["connect", "helo", "auth", "mail", "rcpt"];

/** What a scope needs beside the server. */
export interface Surroundings {
	readonly server: Server;
	readonly port: number | undefined;
	readonly knows: Known;
	/** False at DATA, where no recipient is current. */
	readonly recipientKnown: boolean;
	/** The name of the ACL, whose arguments are its own. */
	readonly acl: string;
	sender(context: Context): Envelope;
	recipient(context: Context): Envelope;
	/** Whether the client has logged in, by which authenticator and as whom. */
	login(on: { readonly context?: Context; readonly region?: Region }): Value;
	/** The name of the authenticator. */
	authenticator(on: { readonly context?: Context; readonly region?: Region }): Value;
	matches(kind: ListKind | "ip", list: string, subject: Value, scope: Scope): Truth;
}

/** The recipient's local part as written; no variable of Exim's. */
export const CASEFUL = "local part as written";

/** Prefix of a variable whose value nobody knows. */
const OPEN = "\u0001";
const openTexts = new Map<string, Value>();

/** A variable's text is followed as long as it has no more characters: one that is set to itself twice doubles each time. */
const MOST_TEXT = 20_000;
const TOO_LONG = `a variable of more than ${MOST_TEXT} characters`;

/** A value as the text of a variable; one that nobody knows is a text that stands for it. */
export function asVariable(value: Value): string {
	if (value.kind === "text") return value.text.length > MOST_TEXT ? asVariable(openValue(limit(TOO_LONG))) : value.text;
	if (value.kind !== "open") return "";
	const known = alternativesOf(value);
	const alternatives = known?.every((one) => one.kind !== "text" || one.text.length <= MOST_TEXT) === true ? known : undefined;
	const texts = alternatives?.map((one) => (one.kind === "text" ? one.text : `${OPEN}${one.kind}`));
	const key = `${OPEN}${value.because.kind}:${value.because.key}:${texts === undefined ? "" : JSON.stringify(texts)}`;
	if (!openTexts.has(key)) {
		if (openTexts.size > 50_000) openTexts.clear();
		openTexts.set(key, { kind: "open", because: value.because, ...(alternatives === undefined ? {} : { alternatives }) });
	}
	return key;
}

function fromVariable(text: string | undefined): Value {
	if (text === undefined) return EMPTY;
	if (!text.startsWith(OPEN)) return textValue(text);
	return openTexts.get(text) ?? openValue(limit("a variable"));
}

/** Makes the scopes of one place in the dialogue. */
export function scopeMaker(around: Surroundings): ScopeMaker {
	return (on, assigned) => new PolicyScope(around, on, assigned);
}

class PolicyScope implements Scope {
	readonly context?: Context;
	readonly region?: Region;
	readonly #around: Surroundings;
	readonly #assigned: VariableReader;

	constructor(around: Surroundings, on: { readonly context?: Context; readonly region?: Region }, assigned: VariableReader) {
		this.#around = around;
		this.#assigned = assigned;
		if (on.context !== undefined) this.context = on.context;
		if (on.region !== undefined) this.region = on.region;
	}

	matches(kind: ListKind | "ip", list: string, subject: Value): Truth {
		return this.#around.matches(kind, list, subject, this);
	}

	/** For one attempt a file that is only used where it is there is taken as absent; a proof takes it as unknown. */
	exists(path: string): boolean | undefined {
		return this.#around.server.files.exists(path) ?? (this.context === undefined ? undefined : false);
	}

	/** A check of a password succeeds where the login is right. */
	checksLogin(): Value {
		const login = this.context?.attempt.login;
		return login === undefined ? textValue("0") : textValue(login.valid ? "1" : "0");
	}

	lookup(spec: LookupSpec): Value {
		const type = lookupTypeOf(spec.type);
		if (type === undefined) return { kind: "error", reason: `there is no look-up "${spec.type}"` };
		const named = spec.target.kind === "text" ? spec.target.text.trim() : "";
		if (isQuery(type))
			return openValue(outside(`lookup:${type.base};${named.slice(0, 60)}`, `what a look-up in ${type.base} finds`));
		if (spec.target.kind !== "text") return spec.target.kind === "open" ? openValue(spec.target.because) : spec.target;
		if (type.base === "passwd") return openValue(outside("accounts", "the accounts of the host"));
		const file = this.#around.server.files.open(type.base, named);
		if (file.kind === "failing") return { kind: "error", reason: file.reason };
		if (file.kind === "unknown") return openValue(file.because);
		const { key } = spec;
		if (key === undefined) return { kind: "error", reason: "a look-up without a key" };
		if (type.base.endsWith("wildlsearch") || type.base === "iplsearch") return openValue(limit(`what ${spec.type} finds`));
		const one = (text: string): Value => {
			if (text === "") return { kind: "failed" };
			for (const { key: asked } of keysFor(type, text)) {
				const entry = file.find(asked);
				if (entry !== undefined) return textValue(type.returnsKey ? asked : entry.data);
			}
			return { kind: "failed" };
		};
		if (key.kind === "text") return one(key.text);
		if (key.kind !== "open") return key;
		if (key.alternatives !== undefined)
			return oneOf(
				key.alternatives.map((value) => (value.kind === "text" ? one(value.text) : value)),
				key.because,
			);
		const reachable = file.entries.filter((entry) => entry.key.startsWith("*") || key.canBe?.(entry.key.toLowerCase()) !== false);
		return oneOf([{ kind: "failed" }, ...reachable.map(({ data }) => textValue(data))], key.because);
	}

	#has(stage: Known): boolean {
		return ORDER.indexOf(stage) <= ORDER.indexOf(this.#around.knows);
	}

	variable(name: string): Value {
		const { server, port } = this.#around;
		if (/^acl_[cm]/.test(name)) return fromVariable(this.#assigned(name));
		if (/^acl_(?:arg\d|narg)$/.test(name)) return fromVariable(this.#assigned(`${name}@${this.#around.acl}`));
		switch (name) {
			case "primary_hostname":
			case "smtp_active_hostname":
				return server.hostname;
			case "qualify_domain":
			case "qualify_recipient": {
				const domain = qualifyDomain(server, name);
				return typeof domain === "string" ? textValue(domain) : openValue(domain);
			}
			case "config_dir":
				return textValue("/etc/exim4");
			case "exim_version":
			case "version_number":
				return textValue("4.96");
			case "spool_directory":
				return textValue(server.option("spool_directory")?.value?.text ?? "/var/spool/exim4");
			case "received_port":
			case "interface_port":
				return port === undefined ? openValue(limit("the port")) : textValue(String(port));
			case "rcpt_count":
				return textValue(this.#has("rcpt") ? "1" : "0");
			case "recipients_count":
			case "rcpt_defer_count":
			case "rcpt_fail_count":
			case "message_size":
				return textValue("0");
			case "host_lookup_failed":
			case "host_lookup_deferred":
			case "sender_fullhost":
			case "sender_ident":
			case "acl_verify_message":
			case "dnslist_domain":
			case "dnslist_value":
			case "dnslist_text":
			case "dnslist_matched":
			case "recipients":
				return name.startsWith("host") || name === "sender_fullhost" ? openValue(limit(`$${name}`)) : EMPTY;
			default:
				return this.#clientVariable(name);
		}
	}

	#clientVariable(name: string): Value {
		if (CLIENT.has(name) && this.context === undefined && this.region === undefined) return openValue(CHOICE);
		switch (name) {
			case "sender_host_address":
				return this.#address();
			case "sender_host_name":
				return this.#name();
			case "sender_helo_name":
				if (!this.#has("helo")) return EMPTY;
				return this.context === undefined ? openValue(CHOICE) : textValue(this.context.attempt.helo);
			case "tls_in_cipher":
			case "tls_cipher":
				return this.#cipher();
			case "tls_in_ver":
			case "tls_in_bits":
			case "tls_bits":
				return this.#cipher();
			case "tls_in_peerdn":
			case "tls_peerdn":
			case "tls_in_sni":
			case "tls_sni":
			case "sender_host_port":
			case "received_protocol":
				return openValue(this.region === undefined ? limit(`$${name}`) : CHOICE);
			case "tls_in_certificate_verified":
				return this.region?.fixed === undefined && this.region !== undefined ? openValue(CHOICE) : textValue("0");
			case "authenticated_id":
				return this.#has("mail") ? this.#around.login(this) : EMPTY;
			case "sender_host_authenticated":
				return this.#has("mail") ? this.#around.authenticator(this) : EMPTY;
			case "authenticated_sender":
				return openValue(this.region === undefined ? limit(`$${name}`) : CHOICE);
			case "sender_address":
			case "sender_address_domain":
			case "sender_address_local_part":
			case "return_path":
				return this.#has("mail") ? this.#sender(name) : EMPTY;
			case "domain":
			case "local_part":
			case CASEFUL:
			case "original_domain":
			case "original_local_part":
				return this.#has("rcpt") && this.#around.recipientKnown ? this.#recipient(name.replace("original_", "")) : EMPTY;
			case "received_ip_address":
			case "interface_address":
				return openValue(outside("interfaces", "the address to which the client connects"));
			default:
				return /^\d+$/.test(name)
					? EMPTY
					: isVariable(name)
						? openValue(limit(`$${name}`))
						: { kind: "error", reason: `there is no variable $${name}` };
		}
	}

	#address(): Value {
		if (this.context !== undefined) {
			const { client } = this.context;
			return textValue(client === undefined ? this.context.attempt.client : formatAddress(client));
		}
		const { region } = this;
		if (region === undefined) return openValue(CHOICE);
		const { addresses } = region;
		return {
			kind: "open",
			because: CHOICE,
			clientAddress: true,
			canBe: (text) => {
				const own = parseAddress(text);
				return own !== undefined && containsAddress(addresses, own);
			},
		};
	}

	#name(): Value {
		if (this.context !== undefined) {
			const found = clientName(this.context);
			if (found.kind === "unknown") return openValue(found.because);
			return textValue(found.kind === "names" ? (found.names[0] as string) : "");
		}
		const { region } = this;
		if (region === undefined) return openValue(CHOICE);
		const can = (name: string, below: boolean): Truth => {
			const answer = region.canHaveName(name, below);
			return answer === undefined
				? { kind: "unknown", because: { kind: "limit", key: "public-suffix-list", text: "which names can be registered" } }
				: { kind: answer ? "true" : "false" };
		};
		const endsIn = (suffix: string): Truth => {
			const dot = suffix.indexOf(".");
			return dot === -1 ? { kind: "true" } : can(suffix.slice(dot + 1), true);
		};
		return {
			kind: "open",
			because: CHOICE,
			canBe: (text) => text === "" || region.canHaveName(text.toLowerCase(), false) !== false,
			endsIn,
			takes: (expression) => {
				const tails = tailsOf(expression.ast);
				if (tails === undefined || expression.match("") !== null) return { kind: "true" };
				const truths = tails.map((tail) => (tail.whole ? can(tail.text, false) : endsIn(tail.text)));
				return (
					truths.find((truth) => truth.kind === "true") ?? truths.find((truth) => truth.kind === "unknown") ?? { kind: "false" }
				);
			},
		};
	}

	#cipher(): Value {
		const some: Value = { kind: "open", because: limit("the cipher of the session"), canBe: (text) => /^(?:TLS|\d)/.test(text) };
		const tls = this.context?.attempt.tls ?? this.region?.fixed?.tls;
		if (tls === undefined) return { kind: "open", because: CHOICE, canBe: (text) => text === "" || /^(?:TLS|\d)/.test(text) };
		return tls && this.#has("auth") ? some : tls ? openValue(limit("the cipher of the session")) : EMPTY;
	}

	#sender(name: string): Value {
		if (this.context === undefined) {
			return name === "sender_address_domain" ? { kind: "open", because: CHOICE } : openValue(CHOICE);
		}
		const sender = this.#around.sender(this.context);
		if (sender.kind === "unknown") return openValue(sender.because);
		if (sender.kind !== "address") return EMPTY;
		const { address } = sender;
		if (name === "sender_address_domain") return textValue(address.domain);
		if (name === "sender_address_local_part") return textValue(address.casefulLocal);
		return textValue(address.address);
	}

	#recipient(name: string): Value {
		if (this.context === undefined) {
			const { region } = this;
			const { claims } = this.#around.server;
			if (name !== "domain" || region?.foreign === undefined || region.foreign === FOREIGN.redirected) return openValue(CHOICE);
			return {
				kind: "open",
				because: CHOICE,
				foreign: true,
				canBe: (text) => text !== "" && claims.claims(text).kind !== "true",
			};
		}
		const recipient = this.#around.recipient(this.context);
		if (recipient.kind === "unknown") return openValue(recipient.because);
		if (recipient.kind !== "address") return EMPTY;
		if (name === CASEFUL) return textValue(recipient.address.casefulLocal);
		return textValue(name === "domain" ? recipient.address.domain : recipient.address.local);
	}
}

/** Variables of the client and its message. */
const CLIENT = new Set(
	`sender_host_address sender_host_name sender_helo_name tls_in_cipher tls_cipher authenticated_id sender_host_authenticated sender_address
	sender_address_domain sender_address_local_part domain local_part`.split(/\s+/),
);
