import type { FileOrigin, Origin } from "@relaylint/core";
import { byDefault } from "@relaylint/core";
import type { Channel, ChannelWord, Imta } from "../imta.ts";
import { GROUPS, keywordOf, PMDF_KEYWORDS } from "../schema/keywords.ts";

/** A keyword in force, with what it takes. */
export interface Said {
	readonly keyword: string;
	readonly argument: string | undefined;
	readonly origin: FileOrigin;
}

/** What the keywords of a channel say about relaying. */
export interface ChannelFacts {
	readonly name: string;
	/** False where no block has the name. */
	readonly exists: boolean;
	readonly origin: Origin;
	readonly hosts: readonly string[];
	/** In force, by the group of words that exclude each other. */
	readonly said: ReadonlyMap<string, Said>;
	/** Words that are no keyword: group ids to the server. */
	readonly unknown: readonly ChannelWord[];
	/** Words that PMDF knows and Messaging Server does not. */
	readonly foreign: readonly ChannelWord[];
}

const GROUP_OF = new Map(Object.entries(GROUPS).flatMap(([group, words]) => words.map((word) => [word, group] as const)));

/** Reads the words of a block: of each group the last word counts. */
export function channelFacts(channel: Channel, pmdf: boolean): ChannelFacts {
	const said = new Map<string, Said>();
	const unknown: ChannelWord[] = [];
	const foreign: ChannelWord[] = [];
	const own = new Set(channel.own);
	const { words } = channel;
	for (let at = 0; at < words.length; at++) {
		const word = words[at];
		if (word === undefined || /^[-+\d.,]+$/.test(word.text)) continue;
		const lower = word.text.slice(0, 32).toLowerCase();
		const pmdfWord = PMDF_KEYWORDS[lower];
		if (pmdfWord !== undefined && !pmdf) {
			if (own.has(word)) foreign.push(word);
			continue;
		}
		const known = keywordOf(pmdfWord ?? lower);
		if (known === undefined) {
			if (own.has(word)) unknown.push(word);
			continue;
		}
		const argument = known.takes > 0 ? words[at + 1]?.text : undefined;
		at += known.takes;
		const keyword = known.name;
		said.set(GROUP_OF.get(keyword) ?? keyword, { keyword, argument, origin: word.origin });
	}
	const hosts = channel.hosts.map(({ text }) => text);
	return { name: channel.name, exists: true, origin: channel.nameOrigin, hosts, said, unknown, foreign };
}

/** The channels of a configuration by name. */
export interface Channels {
	readonly all: readonly ChannelFacts[];
	/** The facts of a channel; one that no block defines has the defaults of the program. */
	named(name: string): ChannelFacts;
	/** The channel whose official host name, or further name, a host is; names are folded. */
	withHost(host: string): ChannelFacts | undefined;
}

/** Works the words of all blocks out. */
export function channelsOf(imta: Imta, pmdf: boolean): Channels {
	const all = imta.channels.map((channel) => channelFacts(channel, pmdf));
	const byName = new Map<string, ChannelFacts>();
	const byHost = new Map<string, ChannelFacts>();
	for (const facts of all) {
		if (!byName.has(facts.name)) byName.set(facts.name, facts);
		for (const host of facts.hosts) if (!byHost.has(host)) byHost.set(host, facts);
	}
	return {
		all,
		named: (name) =>
			byName.get(name) ??
			byName.get(name.toLowerCase()) ?? {
				name,
				exists: false,
				origin: byDefault(`no channel ${name} is defined`),
				hosts: [],
				said: new Map(),
				unknown: [],
				foreign: [],
			},
		withHost: (host) => byHost.get(host),
	};
}

/** Whether clients may be switched away from a channel, or to it. */
export function switching(facts: ChannelFacts): "switch" | "allow" | "no" {
	const keyword = facts.said.get("switching")?.keyword;
	return keyword === "switchchannel" ? "switch" : keyword === "noswitchchannel" ? "no" : "allow";
}

/** Whether clients may, must or cannot log in. */
export function loginOf(facts: ChannelFacts): "may" | "must" | "no" {
	const keyword = facts.said.get("sasl")?.keyword ?? "nosasl";
	return keyword.startsWith("may") ? "may" : keyword.startsWith("must") ? "must" : "no";
}

/** The channel of those who log in, or who use TLS, where it is another. */
export function targetOf(facts: ChannelFacts, group: "saslswitch" | "tlsswitch"): Said | undefined {
	const said = facts.said.get(group);
	return said?.argument === undefined || said.keyword.startsWith("no") ? undefined : said;
}

/** Whether a client's name may change its channel: it is looked up, and switching is not by address alone. */
export function switchesByName(facts: ChannelFacts): boolean {
	return !/numeric|limited/.test(facts.said.get("ident")?.keyword ?? "identnone");
}
