import type { FileOrigin } from "@relaylint/core";
import { type PostfixModel, perModel } from "../model.ts";
import { type PatternList, patternList } from "../policy/match-list.ts";
import type { Server } from "../policy/server.ts";
import { splitWords } from "../words.ts";
import { typeOf, writtenSettings } from "./written.ts";

/** A match list that the files set and that is in force, with its files read in. */
export interface MatchList {
	readonly name: string;
	/** Whether its elements are clients or domains. */
	readonly of: "hosts" | "domains";
	readonly list: PatternList;
	/** The value that sets it. */
	readonly origin: FileOrigin;
	/** A service with whose parameters it is read. */
	readonly server: Server;
}

/** The lists of clients and of domains that the files set (postconf(5), "mynetworks", "relay_domains"). */
export const matchLists = perModel((model: PostfixModel): readonly MatchList[] => {
	const [server] = model.servers.values();
	if (server === undefined) return [];
	return writtenSettings(model).flatMap(({ name, service, valueOrigin }): readonly MatchList[] => {
		const type = typeOf(name);
		if (type !== "host-list" && type !== "domain-list") return [];
		const { expanded, origin } = model.settings.value(name, service);
		if (origin.kind !== "file" || origin.span.start !== valueOrigin.span.start || origin.file !== valueOrigin.file) return [];
		const list = patternList(name, splitWords(expanded, "braces"), origin, server);
		return [{ name, of: type === "host-list" ? "hosts" : "domains", list, origin: valueOrigin, server }];
	});
});
