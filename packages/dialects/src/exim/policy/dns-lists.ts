import { dependsOn, FALSE, type Match, reverseName, type Truth, truthOf } from "@relaylint/core";
import { expand } from "../expansion/evaluate.ts";
import { testOf } from "../expansion/value-of.ts";
import { splitList } from "../lists/split-list.ts";
import type { ValueText } from "../value.ts";
import { atomOf } from "./atoms.ts";
import type { Place } from "./place.ts";

/** `dnslists = list.example=127.0.0.2/$domain`: whether a list of the DNS names the client, or a name (specification, 44.31). */
export function dnsLists(value: ValueText, place: Place): Match {
	return atomOf({
		name: `dnslists = ${value.text}`,
		origin: value.origin,
		reads: ["client", "dns"],
		scope: place.scope,
		forced: { kind: "true" },
		test: (on) =>
			testOf(expand(value.text, on), (text) => {
				const { context } = on;
				if (context === undefined)
					return dependsOn({ kind: "outside", key: `dnslists:${text}`, text: `whether ${text} lists the client` });
				let open: Truth | undefined;
				for (const item of splitList(text)) {
					const truth = listed(item.text, context.attempt.client, (name) => context.world.dns(name, "A"));
					if (truth.kind === "true") return truth;
					if (truth.kind === "unknown") open ??= truth;
				}
				return open ?? FALSE;
			}),
	});
}

function listed(
	item: string,
	client: string,
	ask: (name: string) => {
		readonly kind: string;
		readonly records?: readonly string[];
		readonly because?: Parameters<typeof dependsOn>[0];
	},
): Truth {
	// `+include_unknown` and its like.
	if (item.startsWith("+")) return FALSE;
	const found = /^([^=!/&,\s]+)\s*([^/]*)(?:\/(.*))?$/.exec(item);
	if (found === null) return dependsOn({ kind: "limit", key: `dnslists:${item}`, text: `dnslists = ${item}` });
	const [, domain = "", wanted = "", keys] = found;
	const names = keys === undefined ? [reverseName(client).replace(/\.(?:in-addr|ip6)\.arpa$/, "")] : keys.split(/\s*;\s*/);
	for (const name of names) {
		const answer = ask(`${name}.${domain}`);
		if (answer.kind === "unknown" && answer.because !== undefined) return dependsOn(answer.because);
		if (answer.kind !== "records") continue;
		if (wanted.trim() === "") return { kind: "true" };
		if (!/^=[\d.,\s]+$/.test(wanted)) return dependsOn({ kind: "limit", key: `dnslists:${item}`, text: `dnslists = ${item}` });
		const values = wanted.slice(1).split(/\s*,\s*/);
		if (truthOf((answer.records ?? []).some((record) => values.includes(record))).kind === "true") return { kind: "true" };
	}
	return FALSE;
}
