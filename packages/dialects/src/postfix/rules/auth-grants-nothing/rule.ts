import {
	attemptOf,
	contextOf,
	defineRule,
	type FileOrigin,
	type Fix,
	isReachable,
	type Listener,
	type NameFacts,
	type Origin,
	originText,
	strangerWorld,
	walkListener,
} from "@relaylint/core";
import { modelOf, type PostfixModel } from "../../model.ts";
import { type Server, wordsOf, yes } from "../../policy/server.ts";
import { tlsUse } from "../../policy/session.ts";
import { quotedList } from "../finding.ts";
import { isExplained } from "../hazards.ts";
import { RESTRICTION_LISTS } from "../restriction-words.ts";

const GUARDS = new Set(["reject_unauth_destination", "defer_unauth_destination", "check_relay_domains", "reject", "defer"]);

/** Clients may log in, and a list refuses them as it refuses strangers. */
export const authGrantsNothing = defineRule({
	id: "auth-grants-nothing",
	severity: "warning",
	summary: "Clients may log in, and a list refuses them as it refuses strangers.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		const places = new Map<string, { readonly refusal: Refusal; readonly server: Server; readonly names: string[] }>();
		const servers = [...model.servers.values()];
		for (const [at, listener] of configuration.policy.listeners.entries()) {
			const server = servers[at];
			if (server === undefined || !isReachable(listener) || !offersLogin(server)) continue;
			const refusal = refusalOf(listener, server, configuration.policy.facts, model);
			if (refusal === undefined || isExplained(model, refusal.origin)) continue;
			const key = `${refusal.origin.file.path} ${refusal.origin.span.start}`;
			const place = places.get(key) ?? { refusal, server, names: [] };
			places.set(key, place);
			place.names.push(listener.name);
		}
		for (const { refusal, server, names } of places.values()) {
			const enabled = server.own.text("smtpd_sasl_auth_enable").origin;
			report({
				certainty: "likely",
				origin: refusal.origin,
				message: `Clients can log in through ${quotedList(names)}, and ${refusal.word} in ${refusal.list} refuses them like strangers. Who logs in cannot send mail to other domains. Put permit_sasl_authenticated before ${refusal.word}, or set smtpd_sasl_auth_enable = no.`,
				related: enabled.kind === "file" ? [{ origin: enabled, message: "this lets clients log in" }] : [],
				fixes: fixesOf(refusal),
			});
		}
	},
});

interface Refusal {
	readonly word: string;
	readonly list: string;
	readonly origin: FileOrigin;
}

function offersLogin({ own }: Server): boolean {
	return yes(own, "smtpd_sasl_auth_enable").kind === "true";
}

/** The plain refusal that a logged-in client at an address of no network of ours meets for a foreign recipient; undefined where something else decides. */
function refusalOf(listener: Listener, server: Server, facts: NameFacts, { environment }: PostfixModel): Refusal | undefined {
	const lists = [
		...RESTRICTION_LISTS.map((name) => wordsOf(server.own, name, "braces")),
		...[...server.classes.values()].map((one) => one.words),
	];
	// A table of logins lets pass whom it names.
	if (lists.some((words) => words.some((word) => /^check_sasl_access$/i.test(word.text) || word.unknown.length > 0)))
		return undefined;
	const host = {
		hostname: environment.hostname ?? "mx.example.com",
		interfaces: environment.interfaces,
		users: environment.users,
	};
	const { offered, wrapped } = tlsUse(server);
	const attempt = attemptOf({
		name: "client.sender.example",
		login: { user: "alice", valid: true },
		tls: offered.kind === "true" || wrapped.kind === "true",
		to: "someone@recipient.example",
		...(listener.port === undefined ? {} : { port: listener.port }),
	});
	const zone = { "client.sender.example A": [attempt.client] };
	const decision = walkListener(listener, contextOf(attempt, strangerWorld(host, attempt, zone)), facts);
	if ((decision.outcome !== "reject" && decision.outcome !== "defer") || decision.stage !== "rcpt") return undefined;
	const last = decision.trace.at(-1);
	if (last === undefined || (last.effect !== "reject" && last.effect !== "defer") || last.origin.kind !== "file")
		return undefined;
	const word = originText(last.origin);
	const list = RESTRICTION_LISTS.find((name) =>
		wordsOf(server.own, name, "braces").some((one) => isSame(one.origin, last.origin)),
	);
	if (!GUARDS.has(word.toLowerCase()) || list === undefined) return undefined;
	return { word, list, origin: last.origin };
}

function isSame(a: Origin, b: Origin): boolean {
	return a.kind === "file" && b.kind === "file" && a.file === b.file && a.span.start === b.span.start;
}

function fixesOf({ word, origin: { file, span } }: Refusal): readonly Fix[] {
	return [
		{
			title: `put permit_sasl_authenticated before ${word}: who logs in may send mail to other domains`,
			safe: false,
			edits: [{ file, span: { start: span.start, end: span.start }, text: "permit_sasl_authenticated, " }],
		},
	];
}
