import type { DialectId, Rule } from "@relaylint/core";
import { type DialectEntry, dialects } from "@relaylint/dialects";
import { rules } from "@relaylint/rules";

/** A rule, and the dialect to which it belongs; absent for all. */
export interface CatalogEntry {
	readonly rule: Rule;
	readonly dialect?: DialectId;
}

/** Every rule there is, by id. Loads every dialect. */
export async function allRules(registry: readonly DialectEntry[] = dialects): Promise<readonly CatalogEntry[]> {
	const entries: CatalogEntry[] = rules.map((rule) => ({ rule }));
	for (const entry of registry) {
		for (const rule of (await entry.load()).rules) entries.push({ rule, dialect: entry.id });
	}
	return entries.sort((a, b) => (a.rule.id < b.rule.id ? -1 : 1));
}

/** The ids of every rule. */
export async function ruleIds(registry: readonly DialectEntry[] = dialects): Promise<readonly string[]> {
	return (await allRules(registry)).map((entry) => entry.rule.id);
}
