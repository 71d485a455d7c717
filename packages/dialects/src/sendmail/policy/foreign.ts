import {
	type ClaimedDomains,
	type Dependency,
	dependsOn,
	FALSE,
	type ForeignKind,
	isPublicSuffix,
	TRUE,
	type Truth,
} from "@relaylint/core";
import { ROUTING_RULES, type Server } from "../server.ts";
import { relayedDomains } from "./recipient-domains.ts";

/** The ways in which a recipient can be foreign to Sendmail. */
export const FOREIGN = {
	/** Its domain is in no class and no entry. */
	elsewhere: "elsewhere",
	/** Its domain is taken in by an entry that claims nothing: a top-level domain in class R or in the access map. */
	relayed: "relayed",
	/** The server's own tables send it to a domain that its sender wrote into it. */
	rewritten: "rewritten",
} as const;

const SUFFIXES = "public-suffix-list";

/** The ways in which a recipient can be foreign under these classes and maps. */
export function foreignKinds(server: Server): readonly ForeignKind[] {
	return [
		{ name: FOREIGN.elsewhere, exists: TRUE },
		{ name: FOREIGN.relayed, exists: takenUnclaimed(server) },
		{ name: FOREIGN.rewritten, exists: rewritesFreely(server) },
	];
}

/** Whether an entry takes in domains that nobody claims by it: names are registered directly below it. */
function takenUnclaimed(server: Server): Truth {
	let open: Truth | undefined;
	for (const name of relayedDomains(server)) {
		if (server.has("hosts-only") && !name.whole) continue;
		if (/[:[]|^[\d.]+$/.test(name.text)) continue;
		const suffix = isPublicSuffix(name.text.replace(/^\./, ""));
		if (suffix === true) return TRUE;
		if (suffix === undefined)
			open ??= dependsOn({ kind: "limit", key: SUFFIXES, text: `whether ${name.text} is a public suffix`, origin: name.origin });
	}
	for (const because of outside(server)) open ??= dependsOn(because);
	return open ?? FALSE;
}

function outside(server: Server): readonly Dependency[] {
	return server.class("R").open;
}

/** Whether rules of an administrator's own may send a recipient of the server's to a host that its sender wrote into it (LOCAL_RULE_3, LOCAL_RULE_0). */
function rulesRewriteFreely(server: Server): Truth {
	for (const number of [2, 3]) {
		const set = server.rulesets.get(`${ROUTING_RULES}${number}`);
		for (const { right, origin } of set?.rules ?? []) {
			if (/^(?:\$[:@]\s*)?\$#\s*(?:error|local|discard)\b/i.test(right)) continue;
			const host =
				/\$@([^$]*(?:\$[^:][^$]*)*)\$:/.exec(right.replace(/^\$[:@]/, ""))?.[1] ?? /<\s*@([^>]*)>/.exec(right)?.[1] ?? right;
			if (!/\$(?:\d|&|>|\(|\[)/.test(host)) continue;
			const text = "where rules of your own send a recipient";
			return dependsOn({ kind: "limit", key: "own-routing", text, origin });
		}
	}
	return FALSE;
}

/** A virtual user whose new domain is taken out of the local part that the sender wrote, which only a loose check of routes lets through. */
function rewritesFreely(server: Server): Truth {
	if (server.generated !== undefined && !server.generated.routes) {
		const [origin] = server.generated.odd;
		const text = "where the rules of this file send a recipient";
		return dependsOn({ kind: "limit", key: "own-routing", text, ...(origin === undefined ? {} : { origin }) });
	}
	const byRules = rulesRewriteFreely(server);
	if (byRules.kind !== "false") return byRules;
	const map = server.has("virtuser") ? server.map("virtuser") : undefined;
	if (map === undefined) return FALSE;
	if (map.trouble?.kind === "unknown" && server.has("loose-relay-check")) return dependsOn(map.trouble.because);
	if (!server.has("loose-relay-check")) return FALSE;
	for (const entry of map.table?.entries.values() ?? []) {
		if (/^%[123](?:$|[^@]*$)|@[^@]*%/.test(entry.value.trim()))
			return dependsOn({ kind: "limit", key: "virtuser:route", text: `where ${entry.key} of the virtusertable leads` });
	}
	return FALSE;
}

/** The domains that a configuration claims as its own or as those it serves. */
export function claimedDomains(server: Server): ClaimedDomains {
	return {
		claims(given) {
			const domain = given.toLowerCase().replace(/\.$/, "");
			if (server.class("w").words.has(domain) || domain === server.ownName.toLowerCase() || domain === "localhost") return TRUE;
			if (server.class("VirtHost").words.has(domain)) return TRUE;
			let open: Truth | undefined;
			for (const { text, exact } of relayedDomains(server)) {
				const bare = text.replace(/^\./, "");
				if (domain === bare && !text.startsWith(".")) return TRUE;
				if (exact || !domain.endsWith(`.${bare}`)) continue;
				const suffix = isPublicSuffix(bare);
				if (suffix === false) return TRUE;
				if (suffix === undefined)
					open ??= dependsOn({ kind: "limit", key: SUFFIXES, text: `whether ${bare} is a public suffix` });
			}
			return open ?? FALSE;
		},
	};
}
