import { isPublicSuffix } from "@relaylint/core";
import type { MsWorld } from "./world.ts";

/** Endings under which anybody has a domain and for which rewriting has a rule of its own, and one for which it has none. */
export function registrableTestSuffixes(world: MsWorld): readonly string[] {
	const suffixes = new Set<string>([".invalid"]);
	for (const { pattern } of world.rules) {
		const found = /^(?:\*\.)*\.?([a-z0-9-]+(?:\.[a-z0-9-]+)*)$/.exec(pattern);
		const name = found?.[1];
		if (name === undefined || !/^[*.]/.test(pattern)) continue;
		if (!name.includes(".") || isPublicSuffix(name) === true) suffixes.add(`.${name}`);
	}
	return [...suffixes];
}

/** Domains that rewriting rules name: the server's own, or those it serves. */
export function namedDomains(world: MsWorld): readonly { readonly name: string; readonly below: boolean }[] {
	return world.rules.flatMap(({ pattern }) => {
		if (pattern.startsWith("[") || pattern.startsWith("$") || pattern === ".") return [];
		const name = pattern.replace(/^(?:\*\.)*\.?/, "");
		if (!/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(name) || isPublicSuffix(name) === true) return [];
		return [{ name, below: pattern !== name }];
	});
}
