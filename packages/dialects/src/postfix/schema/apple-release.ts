import type { Release } from "./release.ts";

/** A release of Mac OS X Server with the branch of Postfix that it has. */
export interface AppleRelease {
	/** As people write it: `10.6`. */
	readonly name: string;
	readonly postfix: Release;
}

/**
 * The branch of Postfix by the minor number of Mac OS X Server: the versions of Apple's published sources, given to the releases by their dates.
 * 10.3 has one older than the oldest described here.
 */
const BRANCHES: ReadonlyMap<number, Release> = new Map([
	[3, { major: 2, minor: 1 }],
	[4, { major: 2, minor: 1 }],
	[5, { major: 2, minor: 4 }],
	[6, { major: 2, minor: 5 }],
	[7, { major: 2, minor: 8 }],
	[8, { major: 2, minor: 9 }],
	[9, { major: 2, minor: 9 }],
	[10, { major: 2, minor: 11 }],
	[11, { major: 2, minor: 11 }],
]);

/** The newest branch that Apple shipped. */
export const NEWEST_OF_APPLE: AppleRelease = { name: "10.12", postfix: { major: 3, minor: 2 } };

/** Reads `apple-10.6`, `apple-10.6.8` or `Mac OS X Server 10.6`, for 10.3 and later; undefined for anything else. */
export function parseAppleRelease(text: string): AppleRelease | undefined {
	const found = /^(?:apple-|(?:mac\s*)?os\s*x(?:\s+server)?\s+|macos(?:\s+server)?\s+)(10\.(\d{1,2})(?:\.\d{1,2})?)$/i.exec(
		text.trim(),
	);
	const [, name, minor] = found ?? [];
	if (name === undefined || Number(minor) < 3) return undefined;
	return { name, postfix: BRANCHES.get(Number(minor)) ?? NEWEST_OF_APPLE.postfix };
}
