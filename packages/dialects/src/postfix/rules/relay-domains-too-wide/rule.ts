import { defineRule, type FileOrigin, isPublicSuffix, type Origin } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { styleOf } from "../../policy/address-settings.ts";
import { ruleTakesUnclaimed } from "../../policy/expression-keys.ts";
import { patternsOf } from "../../policy/lists.ts";
import type { ListElement } from "../../policy/match-list.ts";
import { isExplained } from "../hazards.ts";
import { isShownOpen, reachedServices } from "../services.ts";

/** relay_domains takes domains that belong to strangers: a whole top-level domain, every domain, or whatever holds some text. */
export const relayDomainsTooWide = defineRule({
	id: "relay-domains-too-wide",
	severity: "error",
	summary: "relay_domains takes domains of strangers: a whole top-level domain, every domain, or whatever holds some text.",
	check(input, report) {
		const model = modelOf(input.configuration);
		// Where the server is closed whatever relay_domains holds, no stranger's mail comes so far.
		const services = reachedServices(input).filter(({ analysis }) => analysis.verdict !== "closed");
		const [service] = services;
		if (service === undefined) return;
		const list = patternsOf("relay_domains", service.server);
		const style = styleOf("relay_domains", service.server);
		for (const element of list.elements) {
			const parts = widePartsOf(element, style !== "exact").filter(({ origin }) => !isExplained(model, origin));
			const [first] = parts;
			if (first === undefined || parts.some(({ origin }) => isShownOpen(input, origin))) continue;
			const others = parts.slice(1).map(({ origin }) => ({ origin, message: "this one too" }));
			const more = others.length === 0 ? "" : `, and so do ${others.length} more`;
			report({
				certainty: "proven",
				severity: services.some(({ analysis }) => analysis.verdict === "open") ? "error" : "warning",
				origin: first.origin,
				message: `${first.what}${more}, so mail for domains of strangers counts as mail for this server's own. Where nothing refuses it before, anybody can send there through this server. List the domains for which this server really is an exchanger.`,
				...(others.length === 0 ? {} : { related: others }),
			});
		}
	},
});

interface WidePart {
	readonly origin: FileOrigin;
	/** What is so, without its full stop. */
	readonly what: string;
}

/** The parts of an element that take domains which nobody named. */
function widePartsOf({ pattern, positive, origin }: ListElement, parents: boolean): readonly WidePart[] {
	if (!positive || origin.kind !== "file") return [];
	const at = (place: Origin, what: string): WidePart => ({ origin: place.kind === "file" ? place : origin, what });
	const suffix = (name: string) => `"${name}" in relay_domains takes all domains below it, where anybody can register one`;
	if (pattern.kind === "literal") return isSuffix(pattern.text, parents) ? [at(origin, suffix(pattern.text))] : [];
	if (pattern.kind !== "table") return [];
	const { entries, name } = pattern.table;
	if (entries?.kind === "any") return [at(origin, `${name.text} in relay_domains matches every domain`)];
	if (entries?.kind === "rules") {
		const wide = entries.rules.filter(ruleTakesUnclaimed);
		return wide.map((rule) =>
			at(rule.origin, `The expression ${wordsAt(rule.origin)} in relay_domains matches other domains too`),
		);
	}
	if (entries?.kind !== "keys") return [];
	const parts: WidePart[] = [];
	entries.forEachEntry((keyOf, _value, place) => {
		const key = keyOf();
		if (isSuffix(key, parents)) parts.push(at(place(), suffix(key)));
		return parts.length < 100;
	});
	return parts;
}

/** Whether a name takes everything below it, and anybody can register a name there. */
function isSuffix(text: string, parents: boolean): boolean {
	const name = text.replace(/^\./, "");
	return (parents || text.startsWith(".")) && name !== "" && isPublicSuffix(name) === true;
}

function wordsAt(origin: Origin): string {
	if (origin.kind !== "file") return "";
	const { file, span } = origin;
	return `"${file.text.slice(span.start, span.end).replace(/\s+/g, " ").slice(0, 60)}"`;
}
