import type { FileOrigin } from "@relaylint/core";
import { type PostfixModel, perModel } from "../model.ts";
import { patternList } from "../policy/match-list.ts";
import type { Server } from "../policy/server.ts";
import { splitWords } from "../words.ts";
import { wordsIn } from "./finding.ts";
import { typeOf, writtenSettings } from "./written.ts";

/** An element of a list of client addresses that is written as a network. */
export interface NetworkElement {
	/** `address/length` as it is written, without `!` and brackets. */
	readonly text: string;
	readonly origin: FileOrigin;
	/** The parameter that holds it. */
	readonly list: string;
	/** True where the address stands in brackets, which need not go around the length too. */
	readonly bracketed: boolean;
}

/** Every network in the lists of clients that the files set, also in the files that a list names. */
export const networkElements = perModel((model: PostfixModel): readonly NetworkElement[] => {
	const [server] = model.servers.values();
	if (server === undefined) return [];
	const found = new Map<string, NetworkElement>();
	for (const written of writtenSettings(model)) {
		if (typeOf(written.name) !== "host-list") continue;
		for (const element of elementsOf(written, model, server)) {
			const { file, span } = element.origin;
			found.set(`${file.path} ${span.start}`, element);
		}
	}
	return [...found.values()];
});

function elementsOf(
	{ name, service, valueOrigin }: ReturnType<typeof writtenSettings>[number],
	{ settings }: PostfixModel,
	server: Server,
): readonly NetworkElement[] {
	const { expanded, origin } = settings.value(name, service);
	if (origin.kind !== "file" || origin.span.start !== valueOrigin.span.start || origin.file !== valueOrigin.file) return [];
	const list = patternList(name, splitWords(expanded, "braces"), origin, server);
	return list.elements.flatMap(({ pattern, origin: place }): readonly NetworkElement[] => {
		if (pattern.kind !== "literal" || place.kind !== "file" || !pattern.text.includes("/")) return [];
		const written = /^\[(.*)\]\/(\d+)$/.exec(pattern.text);
		const text = written === null ? pattern.text.replace(/^\[(.*)\]$/, "$1") : `${written[1]}/${written[2]}`;
		const whole = wordsIn(place, pattern.text);
		const bracketed = written !== null;
		return [{ text, origin: bracketed ? whole : wordsIn(whole, text), list: name, bracketed }];
	});
}
