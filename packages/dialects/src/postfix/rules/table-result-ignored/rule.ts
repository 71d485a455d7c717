import { defineRule, type FileOrigin } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { patternList } from "../../policy/match-list.ts";
import { splitWords } from "../../words.ts";
import { placeOf, wordsIn } from "../finding.ts";
import { isExplained } from "../hazards.ts";
import { forEachResult } from "../table-results.ts";
import { typeOf, writtenSettings } from "../written.ts";

/** Lists in which a match means trust, or mail for everybody. */
const TRUSTING = new Set([
	"mynetworks",
	"relay_domains",
	"smtpd_authorized_xclient_hosts",
	"permit_mx_backup_networks",
	"qmqpd_authorized_clients",
	"relay_clientcerts",
]);

/** Tables beside the match lists of which only the keys count. */
const PRESENCE_MAPS = new Set(["relay_recipient_maps", "local_recipient_maps", "relay_clientcerts"]);

/** Results that are meant to keep something out. */
const REFUSAL = /^(?:REJECT|DEFER|DENY|DUNNO|DISCARD|HANGUP|NO|FALSE|[45]\d\d)(?:[ \t].*)?$/is;

/** A table in a list says REJECT or the like, and only whether the key is there counts. */
export const tableResultIgnored = defineRule({
	id: "table-result-ignored",
	severity: "warning",
	summary: "A table in a list says REJECT or the like, and only whether the key is there counts.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		const [server] = model.servers.values();
		if (server === undefined) return;
		const places = new Set<string>();
		for (const { name, service, valueOrigin } of writtenSettings(model)) {
			const type = typeOf(name);
			if (type !== "host-list" && type !== "domain-list" && !PRESENCE_MAPS.has(name)) continue;
			if (name.startsWith("postscreen_")) continue;
			const { expanded, origin } = model.settings.value(name, service);
			if (origin.kind !== "file" || origin.span.start !== valueOrigin.span.start || origin.file !== valueOrigin.file) continue;
			for (const { pattern, positive } of patternList(name, splitWords(expanded, "braces"), origin, server).elements) {
				if (pattern.kind !== "table" || !positive) continue;
				forEachResult(pattern.table, (value, originOf) => {
					if (!REFUSAL.test(value)) return;
					const at = originOf();
					if (isExplained(model, at)) return;
					const place = placeOf(model, at);
					const result = at.kind === "file" ? wordsIn(place, value) : place;
					const key = `${result.file.path} ${result.span.start}`;
					if (places.has(key)) return;
					places.add(key);
					report({
						certainty: "proven",
						severity: TRUSTING.has(name) && !/^DUNNO/i.test(value) ? "error" : "warning",
						origin: result,
						message: `${name} asks only whether a key is in ${pattern.table.name.text}, not what stands beside it. "${value}" has the same effect as OK: ${consequence(name)}. Remove the entry, or put the exception before the table with "!".`,
						related: [{ origin: namedAt(valueOrigin, pattern.table.name.text), message: `${name} asks the table` }],
					});
				});
			}
		}
	},
});

function consequence(name: string): string {
	switch (name) {
		case "mynetworks":
			return "the client is trusted";
		case "relay_domains":
			return "mail for the domain is accepted from anybody";
		default:
			return "the key is in the list";
	}
}

function namedAt(origin: FileOrigin, text: string): FileOrigin {
	return wordsIn(origin, text);
}
