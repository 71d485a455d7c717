/** A release of Mac OS X Server, 10.`minor`.`patch`. */
export interface MacRelease {
	readonly minor: number;
	readonly patch: number;
}

/** The release for which Apple's articles describe the settings. */
export const DESCRIBED: MacRelease = { minor: 1, patch: 3 };

/** Reads `apple-10.1.3`, `10.2` or `Mac OS X Server 10.1.3`; undefined for anything else. */
export function parseMacRelease(text: string): MacRelease | undefined {
	const found = /^(?:apple-|(?:mac\s*)?os\s*x(?:\s+server)?\s+)?10\.(\d{1,2})(?:\.(\d{1,2}))?$/i.exec(text.trim());
	return found === null ? undefined : { minor: Number(found[1]), patch: Number(found[2] ?? 0) };
}

/** How Apple Mail Service of a release reads the flags; `postfix`: that release has another mail server, which does not read NetInfo. */
export type Era = "10.1" | "10.2" | "10.2.4" | "postfix";

/** The era of a release. */
export function eraOf({ minor, patch }: MacRelease): Era {
	if (minor > 2) return "postfix";
	return minor < 2 ? "10.1" : patch < 4 ? "10.2" : "10.2.4";
}

/** A release as people write it. */
export function macReleaseText({ minor, patch }: MacRelease): string {
	return `10.${minor}${patch === 0 ? "" : `.${patch}`}`;
}
