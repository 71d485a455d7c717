/**
 * A Postfix release; `patch` is absent where only `3.7` is said, which stands for the newest patch level of that branch.
 * Vendor builds (Apple's) are variants with a schema of their own and are not numbered here.
 */
export interface Release {
	readonly major: number;
	readonly minor: number;
	readonly patch?: number;
}

/** The newest release that this schema describes. */
export const NEWEST_RELEASE = "3.11";

/** The oldest release whose relay-relevant defaults this schema describes. */
export const OLDEST_RELEASE = "2.1";

/** In which releases something of Postfix (a parameter, a restriction, an action, a table type) exists. */
export interface Life {
	/** The releases that brought it, newest branch first and backports after it; empty where it is older than 2.1. */
	readonly since: readonly Release[];
	/** The first release that no longer has it. */
	readonly removed?: Release;
	/** The first release that calls it obsolete. */
	readonly deprecated?: Release;
	/** What to use instead of what is removed or deprecated. */
	readonly replacement?: string;
}

/** Reads `3.7.11`, `3.7` or a snapshot or candidate name such as `3.11-20250101`; undefined for anything else. */
export function parseRelease(text: string): Release | undefined {
	const found = /^(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?(?:-[\w.-]+)?$/.exec(text.trim());
	if (!found) return undefined;
	const [, major, minor, patch] = found;
	const release = { major: Number(major), minor: Number(minor) };
	return patch === undefined ? release : { ...release, patch: Number(patch) };
}

/** Negative where `a` is older than `b`, 0 where they are the same; a release without patch level counts as the newest of its branch. */
export function compareRelease(a: Release, b: Release): number {
	const branch = a.major - b.major || a.minor - b.minor;
	if (branch !== 0) return branch;
	if (a.patch === b.patch) return 0;
	return (a.patch ?? Number.POSITIVE_INFINITY) < (b.patch ?? Number.POSITIVE_INFINITY) ? -1 : 1;
}

/** Whether that release has it: it came before or with it (or was backported to its branch) and was not yet removed. */
export function isKnownInRelease(life: Life, release: Release): boolean {
	if (life.removed && compareRelease(release, life.removed) >= 0) return false;
	const [newest] = life.since;
	if (!newest || compareRelease(release, newest) >= 0) return true;
	return life.since.some(
		(since) => since.major === release.major && since.minor === release.minor && compareRelease(release, since) >= 0,
	);
}

/** Whether that release calls it obsolete. */
export function isDeprecatedInRelease(life: Life, release: Release): boolean {
	return life.deprecated !== undefined && compareRelease(release, life.deprecated) >= 0;
}

/** A release as it stands in a data row, where `3.9` means the first of its branch, not the newest; throws on our own mistake. */
export function rowRelease(text: string): Release {
	const [major = Number.NaN, minor = Number.NaN, patch = 0] = text.split(".").map(Number);
	if (Number.isNaN(major + minor + patch)) throw new Error(`malformed release in a row: ${text}`);
	return { major, minor, patch };
}

const ALWAYS: Life = { since: [] };

/** Reads the life field of a data row: `+` releases that brought it, `~` made it obsolete, `-` removed it, `>` replacement; other words are ignored. */
export function parseLife(text: string): Life {
	if (text === "") return ALWAYS;
	let life: Life = ALWAYS;
	for (const word of text.split(" ")) {
		const value = word.slice(1);
		if (word.startsWith("+")) life = { ...life, since: value.split(",").map(rowRelease) };
		else if (word.startsWith("-")) life = { ...life, removed: rowRelease(value) };
		else if (word.startsWith("~")) life = { ...life, deprecated: rowRelease(value) };
		else if (word.startsWith(">")) life = { ...life, replacement: value };
	}
	return life;
}
