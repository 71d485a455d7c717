import { defineRule, type FileOrigin } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { type Server, wordsOf, yes } from "../../policy/server.ts";
import { restrictionLists as effectiveLists, type Restriction } from "../../schema/restrictions.ts";
import { isExplained } from "../hazards.ts";
import { itemsOf, RESTRICTION_LISTS } from "../restriction-words.ts";

/** A restriction stands in a list that is judged before there is anything for it to judge. */
export const restrictionInIneffectiveList = defineRule({
	id: "restriction-in-ineffective-list",
	severity: "warning",
	summary: "A restriction stands in a list that is judged before there is anything for it to judge.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		const found = new Map<string, Use>();
		for (const server of new Set(model.servers.values())) {
			for (const list of RESTRICTION_LISTS) {
				for (const use of usesIn(list, server)) {
					const { file, span } = use.origin;
					const key = `${file.path} ${span.start} ${list}`;
					const known = found.get(key);
					// Where one service can make use of it, it is there for that one.
					found.set(key, known === undefined || known.effective === false ? use : known);
				}
			}
		}
		for (const { restriction, list, origin, effective, why } of found.values()) {
			if (effective || isExplained(model, origin)) continue;
			const lists = effectiveLists(restriction, false);
			const better = lists.includes("smtpd_recipient_restrictions") ? "smtpd_recipient_restrictions" : lists[0];
			report({
				certainty: "proven",
				origin,
				message: `${restriction.name} in ${list} does nothing: ${why}. ${consequence(restriction)}. ${better === undefined ? "Remove it." : `Move it to ${better}.`}`,
				tag: "unnecessary",
			});
		}
	},
});

interface Use {
	readonly restriction: Restriction;
	readonly list: string;
	readonly origin: FileOrigin;
	readonly effective: boolean;
	readonly why: string;
}

/** What is settled only after STARTTLS and AUTH, so that a list which is judged at the connection never sees it. */
const OF_SESSION = /^(?:permit_sasl_authenticated|check_sasl_access)$/;

function usesIn(list: string, server: Server): readonly Use[] {
	const delay = yes(server.own, "smtpd_delay_reject");
	if (delay.kind === "unknown") return [];
	const late = delay.kind === "true";
	return itemsOf(wordsOf(server.own, list, "braces")).flatMap((item): readonly Use[] => {
		if (item.kind !== "restriction" || item.word.origin.kind !== "file") return [];
		const { restriction } = item;
		const { origin } = item.word;
		const use = (why: string | undefined): readonly Use[] => [
			{ restriction, list, origin, effective: why === undefined, why: why ?? "" },
		];
		if (list === "smtpd_client_restrictions" && !late && OF_SESSION.test(restriction.name))
			return use("with smtpd_delay_reject = no the list is judged when a client connects, before it can log in");
		if (isEffective(restriction, list, late)) return use(undefined);
		if (restriction.stage === "etrn") return use("it is about the ETRN command");
		if (restriction.stage === "rewrite") return use("it is no access restriction");
		const early = !late && isEffective(restriction, list, true);
		return use(`${early ? "with smtpd_delay_reject = no " : ""}the list is judged before ${SUBJECT[restriction.stage]} is known`);
	});
}

const SUBJECT: Readonly<Record<Restriction["stage"], string>> = {
	connect: "the client",
	helo: "the HELO name",
	mail: "the sender",
	rcpt: "the recipient",
	data: "the number of recipients",
	etrn: "the domain",
	rewrite: "the client",
};

function isEffective(restriction: Restriction, list: string, late: boolean): boolean {
	if (list === "smtpd_etrn_restrictions")
		return restriction.stage === "etrn" || restriction.stage === "connect" || restriction.stage === "helo";
	// At RCPT TO it counts the recipients so far.
	if (restriction.name === "reject_multi_recipient_bounce")
		return late || list === "smtpd_relay_restrictions" || effectiveLists({ ...restriction, stage: "rcpt" }, late).includes(list);
	return effectiveLists(restriction, late).includes(list);
}

function consequence({ outcomes }: Restriction): string {
	if (outcomes.includes("permit")) return "Nobody passes by it";
	return outcomes.includes("reject") || outcomes.includes("defer") ? "It refuses nobody" : "Its table is never asked";
}
