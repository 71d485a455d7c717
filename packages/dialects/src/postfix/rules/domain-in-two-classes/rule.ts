import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { wordsIn } from "../finding.ts";
import { isExplained } from "../hazards.ts";
import { matchLists } from "../match-lists.ts";

/** Pairs of lists that may not share a domain; where they do, the first one has it (ADDRESS_CLASS_README). */
const PAIRS: readonly (readonly [string, string])[] = [
	["mydestination", "virtual_alias_domains"],
	["mydestination", "virtual_mailbox_domains"],
	["virtual_alias_domains", "virtual_mailbox_domains"],
	["virtual_alias_domains", "relay_domains"],
	["virtual_mailbox_domains", "relay_domains"],
];

const REFUSES: Readonly<Record<string, string>> = {
	mydestination: "Mail for it is local, and recipients that are no local users or aliases are refused",
	virtual_alias_domains: "Only its virtual aliases get mail, and all other recipients are refused",
	virtual_mailbox_domains: "Its mail goes into virtual mailboxes and is not relayed",
};

/** A domain is in two address classes, and one of them never gets its mail. */
export const domainInTwoClasses = defineRule({
	id: "domain-in-two-classes",
	severity: "warning",
	summary: "A domain is in two address classes, and one of them never gets its mail.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		const [server] = model.servers.values();
		if (server === undefined) return;
		const { address } = server;
		const tests = new Map([
			["mydestination", address.isLocalDomain],
			["virtual_alias_domains", address.isVirtualAliasDomain],
			["virtual_mailbox_domains", address.isVirtualMailboxDomain],
			["relay_domains", address.isRelayDomain],
		]);
		const places = new Set<string>();
		for (const { name, list } of matchLists(model)) {
			for (const { pattern, positive, origin } of list.elements) {
				if (!positive || pattern.kind !== "literal" || origin.kind !== "file") continue;
				const domain = pattern.text.replace(/^\./, "");
				if (/[<*]/.test(domain) || tests.get(name)?.(domain).kind !== "yes" || isExplained(model, origin)) continue;
				const pair = PAIRS.find(([a, b]) => {
					const other = a === name ? b : b === name ? a : undefined;
					return other !== undefined && tests.get(other)?.(domain).kind === "yes";
				});
				if (pair === undefined) continue;
				const [winner, loser] = pair;
				const other = tests.get(winner === name ? loser : winner)?.(domain);
				const otherPlace = other?.kind === "yes" && other.by?.kind === "file" ? other.by : undefined;
				const place = wordsIn(origin, pattern.text);
				const keys = [place, otherPlace].flatMap((one) => (one === undefined ? [] : [`${one.file.path} ${one.span.start}`]));
				if (keys.some((key) => places.has(key))) continue;
				for (const key of keys) places.add(key);
				report({
					certainty: "proven",
					origin: place,
					message: `${domain} is in ${winner} and in ${loser}, and ${winner} has it. ${REFUSES[winner]}. Take it out of one of the two.`,
					...(otherPlace === undefined ? {} : { related: [{ origin: otherPlace, message: "it is in the other list here" }] }),
				});
			}
		}
	},
});
