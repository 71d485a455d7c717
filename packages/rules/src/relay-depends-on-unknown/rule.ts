import {
	type Configuration,
	type Dependency,
	defineRule,
	type FileOrigin,
	type Origin,
	type RelatedPlace,
} from "@relaylint/core";
import { keyOf, listed, nearestIn, placeOf } from "../deciding-place.ts";

/** Whether strangers can relay hangs on something that the files do not tell. */
export const relayDependsOnUnknown = defineRule({
	id: "relay-depends-on-unknown",
	severity: "warning",
	summary: "Whether strangers can relay hangs on something that the files do not tell, or that relaylint cannot work out.",
	check({ configuration, analysis }, report) {
		const [main] = configuration.files;
		if (main === undefined) return;
		const listeners = new Set<string>();
		const causes = new Map<string, Dependency>();
		let unknown = false;
		const add = (because: Dependency) => {
			// What follows, and what to do, is the same for every answer of one thing.
			const key = because.origin?.kind === "file" ? keyOf(because.origin) : because.text;
			if (!causes.has(key)) causes.set(key, because);
		};
		for (const { listener, verdict, depends } of analysis().listeners) {
			if (verdict !== "unknown" && verdict !== "conditional") continue;
			const unsaid = depends.filter(({ key }) => !SAID_ELSEWHERE.test(key));
			if (unsaid.length === 0 && depends.length > 0) continue;
			listeners.add(listener.name);
			unknown ||= verdict === "unknown";
			unsaid.forEach(add);
		}
		if (listeners.size === 0) {
			if (analysis().verdict !== "conditional") return;
			configuration.policy.depends.filter(({ key }) => !SAID_ELSEWHERE.test(key)).forEach(add);
		}
		if (causes.size === 0) return;
		const all = weighty([...causes.values()]);
		const placed = all.flatMap(({ origin, text, key }): readonly RelatedPlace[] => {
			const from = origin ?? namingSetting(key, configuration);
			const near = from === undefined ? undefined : nearestIn(from);
			return near === undefined ? [] : [{ origin: near, message: plainText(text) }];
		});
		const origin: FileOrigin = placed[0]?.origin ?? placeOf({ kind: "default", text: "" }, main).origin;
		const others = placed.filter((place) => keyOf(place.origin) !== keyOf(origin));
		const where = listeners.size === 0 ? "this server" : listed([...listeners]);
		report({
			certainty: "possible",
			origin,
			message: `Whether strangers can send mail to any domain through ${where} depends on ${textOf(all)}. ${unknown ? "relaylint can neither prove that they cannot nor show that they can." : "The files do not tell, so nothing here is proven to be closed."} ${remedyFor(all, unknown)}`,
			...(others.length === 0 ? {} : { related: others }),
		});
	},
});

/**
 * What a rule of its own says of what is not known: the answers of policy services, certificates of public authorities, and what a program
 * does where its documents have two readings.
 */
const SAID_ELSEWHERE = /^(?:policy:|public-authorities|reading:)/;

/** The setting that names a file or a table of which nothing is known but its name. */
function namingSetting(key: string, { settings }: Configuration): Origin | undefined {
	const name = /^(?:file|table):(.+)$/s.exec(key)?.[1];
	if (name === undefined) return undefined;
	return settings.find(({ raw, value = "" }) => raw.includes(name) || value.includes(name))?.origin;
}

/** How many things a message names. */
const MOST_NAMED = 3;

/** What can open the server; a filter of content, which can only refuse, counts where there is nothing else. */
function weighty(causes: readonly Dependency[]): readonly Dependency[] {
	const others = causes.filter(({ key }) => !/^filter:/.test(key));
	return others.length === 0 ? causes : others;
}

/** What is depended on, without what depends on it; a place that a template fills is an ellipsis. */
function plainText(text: string): string {
	return text
		.replace(/^.* depends on (?=.)/s, "")
		.replace(/\ufdd0+/g, "...")
		.replace(/\s+/g, " ");
}

function textOf(causes: readonly Dependency[]): string {
	const texts = [...new Set(causes.map((one) => plainText(one.text)))];
	if (texts.length === 1) return texts.join("");
	if (texts.length <= MOST_NAMED) return `${texts.slice(0, -1).join(", ")} and ${texts.at(-1)}`;
	return `${texts.slice(0, MOST_NAMED).join(", ")} and ${texts.length - MOST_NAMED} more`;
}

function remedyFor(causes: readonly Dependency[], unknown: boolean): string {
	if (unknown || causes.some((one) => one.kind === "limit"))
		return "Check these words yourself, or refuse mail for other domains before them.";
	if (causes.every(({ text }) => /\b(?:interfaces of the host|network of|addresses of)\b/.test(text)))
		return "Name the machine's addresses in network.interfaces of relaylint.json, or write the networks themselves.";
	if (causes.some(({ text }) => /\btemplate\b/.test(text))) return "Check the file that the template makes.";
	if (causes.some((one) => /^file:/.test(one.key))) return "Check the files that are missing with the others.";
	return "Make sure that it lets no stranger pass, or refuse mail for other domains before it is asked.";
}
