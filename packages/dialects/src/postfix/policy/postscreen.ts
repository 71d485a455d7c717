import type { StageRules } from "@relaylint/core";
import { chosen, dependsOn, FALSE, type Match, type Origin, type PolicyRule, reverseName, TRUE } from "@relaylint/core";
import { rule } from "./env.ts";
import { hostList, networksOf } from "./host-lists.ts";
import { type ListSource, parentStyle, patternsOf } from "./lists.ts";
import { foundOver, viewOf } from "./over.ts";
import { type Parameters, wordsOf, yes } from "./server.ts";

/** What postscreen(8) does to a client that it has never seen and that behaves: access list, DNS lists, and tests after which it must come again. */
export function screenStage(own: Parameters, source: ListSource, origin: Origin): readonly StageRules[] {
	const rules: PolicyRule[] = [];
	const refuse = (match: Match, parameter: string) => {
		const action = own.text(parameter).text.trim().toLowerCase();
		if (action === "enforce" || action === "drop")
			rules.push(rule(match, { kind: "refuse", outcome: "reject" }, own.text(parameter).origin, `${parameter} = ${action}`));
	};
	const denied = accessList(own, source);
	const denyParameter = own.isSet("postscreen_blacklist_action") ? "postscreen_blacklist_action" : "postscreen_denylist_action";
	for (const step of denied) {
		if (step.kind === "permit") rules.push(rule(step.match, { kind: "accept" }, step.origin));
		else refuse(step.match, denyParameter);
	}
	const sites = wordsOf(own, "postscreen_dnsbl_sites");
	if (sites.length > 0) {
		const { origin: at } = own.text("postscreen_dnsbl_sites");
		refuse(
			listedMatch(
				sites.map((word) => word.text),
				at,
			),
			"postscreen_dnsbl_action",
		);
	}
	const later = ["postscreen_pipelining_enable", "postscreen_non_smtp_command_enable", "postscreen_bare_newline_enable"].filter(
		(name) => yes(own, name).kind === "true",
	);
	if (later.length > 0) {
		// After such a test a client that passed it is told to come again; postscreen answers RCPT.
		const first = later[0] as string;
		rules.push(
			rule(
				{ kind: "always" },
				{ kind: "refuse", outcome: "defer" },
				own.text(first).origin,
				`${first}: a client that was never seen has to come again`,
			),
		);
	}
	return [{ name: "postscreen", at: "rcpt", rules, origin }];
}

/** A DNS list names the client; whether by enough weight, only the lists know. */
function listedMatch(sites: readonly string[], origin: Origin): Match {
	return {
		kind: "computed",
		name: "postscreen_dnsbl_sites",
		reads: ["client", "dns"],
		origin,
		evaluate(context) {
			const prefix = reverseName(context.attempt.client).replace(/\.(in-addr|ip6)\.arpa$/, "");
			const named = sites.some((site) => {
				const answer = context.world.dns(`${prefix}.${site.replace(/[=*].*$/, "")}`, "A");
				return answer.kind === "records" || answer.kind === "unknown";
			});
			if (!named) return FALSE;
			return dependsOn({
				kind: "outside",
				key: "dns-list:postscreen",
				text: "whether DNS lists name the client (postscreen_dnsbl_sites)",
				origin,
			});
		},
		over() {
			return chosen(this, "a client that DNS lists name", origin);
		},
	};
}

interface ScreenStep {
	readonly kind: "permit" | "deny";
	readonly match: Match;
	readonly origin: Origin;
}

/** `postscreen_access_list`: `permit_mynetworks` and tables whose result permits, rejects or says nothing. */
function accessList(own: Parameters, source: ListSource): readonly ScreenStep[] {
	return wordsOf(own, "postscreen_access_list", "braces").flatMap((word): readonly ScreenStep[] => {
		if (word.text.toLowerCase() === "permit_mynetworks") {
			const match = hostList(patternsOf("mynetworks", source), parentStyle("mynetworks", source));
			return [{ kind: "permit", match, origin: word.origin }];
		}
		if (!word.text.includes(":")) return [];
		const table = source.openTable(word.text, word.origin);
		const match = (wanted: "permit" | "reject"): Match => ({
			kind: "computed",
			name: `postscreen_access_list ${word.text}`,
			reads: ["client"],
			origin: word.origin,
			evaluate(context) {
				const found = table.lookup(context.attempt.client);
				if (found.kind === "unknown") return dependsOn({ kind: "outside", key: `table:${table.name.text}`, text: found.reason });
				return found.kind === "found" && found.value.toLowerCase() === wanted ? TRUE : FALSE;
			},
			over(region) {
				const view = viewOf(table, { addresses: region.addresses, alwaysAddress: true, text: () => false });
				const values = view.values.filter(({ value }) => value.toLowerCase() === wanted);
				return foundOver(
					{ ...view, values, mayMiss: view.mayMiss || values.length < view.values.length },
					this,
					`a client of ${word.text}`,
					word.origin,
				);
			},
			get hints() {
				return { addresses: networksOf(table) };
			},
		});
		return [
			{ kind: "permit", match: match("permit"), origin: word.origin },
			{ kind: "deny", match: match("reject"), origin: word.origin },
		];
	});
}
