import { type PostfixModel, perModel } from "../model.ts";
import type { Server } from "../policy/server.ts";
import { wordsOf } from "../policy/server.ts";
import { findRestriction, type Restriction } from "../schema/restrictions.ts";
import { insideBraces, splitWords, type Word } from "../words.ts";

/** The restriction lists of smtpd (SMTPD_ACCESS_README), in the order in which a dialogue meets them. */
export const RESTRICTION_LISTS: readonly string[] = [
	"smtpd_client_restrictions",
	"smtpd_helo_restrictions",
	"smtpd_sender_restrictions",
	"smtpd_relay_restrictions",
	"smtpd_recipient_restrictions",
	"smtpd_data_restrictions",
	"smtpd_end_of_data_restrictions",
	"smtpd_etrn_restrictions",
];

/** What stands at one place of a restriction list: a restriction with its argument, a table alone, or some other word. */
export type ListItem =
	| { readonly kind: "restriction"; readonly word: Word; readonly restriction: Restriction; readonly argument: Word | undefined }
	| { readonly kind: "table"; readonly word: Word }
	| { readonly kind: "word"; readonly word: Word };

/** A restriction list or a restriction class as one smtpd service reads it. */
export interface RestrictionList {
	/** `smtpd_client_restrictions`, or the name of a class. */
	readonly name: string;
	readonly server: Server;
	readonly items: readonly ListItem[];
}

/** Every restriction list of every smtpd service, with its classes; lists that several services share come once. */
export const restrictionLists = perModel((model: PostfixModel): readonly RestrictionList[] => {
	const lists: RestrictionList[] = [];
	const known = new Set<string>();
	const add = (name: string, server: Server, words: readonly Word[]) => {
		const key = `${name} ${words.map(({ text, origin }) => (origin.kind === "file" ? `${text}@${origin.span.start}` : text)).join(" ")}`;
		if (words.length === 0 || known.has(key)) return;
		known.add(key);
		lists.push({ name, server, items: itemsOf(words) });
	};
	for (const server of new Set(model.servers.values())) {
		for (const name of RESTRICTION_LISTS) add(name, server, wordsOf(server.own, name, "braces"));
		for (const { name, words } of server.classes.values()) add(name, server, words);
	}
	return lists;
});

/** Reads words as smtpd walks them: a restriction takes the word behind it where it wants one. Words that a template leaves open are left out, with a word behind them that may be their argument. */
export function itemsOf(words: readonly Word[]): readonly ListItem[] {
	const items: ListItem[] = [];
	for (let at = 0; at < words.length; at++) {
		const word = words[at] as Word;
		if (word.unknown.length > 0) {
			// What follows may be the argument of something that the template brings.
			const next = words[at + 1]?.text;
			if (next !== undefined && findRestriction(next) === undefined) at++;
			continue;
		}
		if (word.text.includes(":")) {
			items.push({ kind: "table", word });
			continue;
		}
		const restriction = findRestriction(word.text);
		if (restriction === undefined) {
			items.push({ kind: "word", word });
			continue;
		}
		const takes = restriction.argument !== "none" && restriction.argument !== "restriction";
		const argument = takes ? words[at + 1] : undefined;
		items.push({ kind: "restriction", word, restriction, argument });
		if (takes) at++;
	}
	return items;
}

/** The table of an access restriction's argument: `type:name`, or the first word inside its braces. */
export function tableWord(argument: Word): Word | undefined {
	if (!argument.text.startsWith("{")) return argument;
	const inside = insideBraces(argument);
	return inside.kind === "content" ? splitWords(inside.content.value, "braces")[0] : undefined;
}

/** The access(5) tables of the lists, with the word that names each; each name once. */
export const accessTables = perModel((model: PostfixModel): readonly { readonly word: Word; readonly server: Server }[] => {
	const tables = new Map<string, { readonly word: Word; readonly server: Server }>();
	for (const { items, server } of restrictionLists(model)) {
		for (const item of items) {
			const isAccess = item.kind === "restriction" && item.restriction.argument === "map" && item.argument !== undefined;
			const word = item.kind === "table" ? item.word : isAccess ? tableWord(item.argument as Word) : undefined;
			if (word !== undefined && word.unknown.length === 0 && !tables.has(word.text)) tables.set(word.text, { word, server });
		}
	}
	return [...tables.values()];
});
