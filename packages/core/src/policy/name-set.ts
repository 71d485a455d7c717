/**
 * A set of names that are written out: each exact, or with everything below it. Case is folded by whoever builds the set
 * and whoever asks.
 */
export interface NameSet {
	/** Names that are in the set themselves. */
	readonly exact: ReadonlySet<string>;
	/** Names whose subdomains, at any depth, are in the set. */
	readonly below: ReadonlySet<string>;
}

export const NO_NAMES: NameSet = { exact: new Set(), below: new Set() };

export function nameSet(exact: Iterable<string>, below: Iterable<string> = []): NameSet {
	return { exact: new Set(exact), below: new Set(below) };
}

/** Whether a name is in the set. */
export function containsName(set: NameSet, name: string): boolean {
	if (set.exact.has(name)) return true;
	if (set.below.size === 0) return false;
	for (let dot = name.indexOf("."); dot !== -1; dot = name.indexOf(".", dot + 1)) {
		if (set.below.has(name.slice(dot + 1))) return true;
	}
	return false;
}
