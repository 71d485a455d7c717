/** Top-level domains below which names are registered directly, so that no longer public suffix exists there. */
const FLAT_TOP_LEVELS = new Set("com net org info biz edu gov mil example test dev app cloud online site xyz".split(" "));

/** Top-level names in which nobody registers anything (RFC 6761, RFC 8375, and the names that private networks use). */
const PRIVATE_TOP_LEVELS = new Set(
	"localhost localdomain local lan internal home corp intranet private invalid arpa onion".split(" "),
);

let listed: ((name: string) => boolean) | undefined;

/** Loads the Public Suffix List (its ICANN part); later calls cost nothing. */
export async function loadPublicSuffixes(): Promise<void> {
	if (listed !== undefined) return;
	const { parse } = await import("tldts");
	listed = (name) => {
		const found = parse(name, { validateHostname: false });
		return found.isIcann === true && found.publicSuffix === name;
	};
}

/**
 * Whether names are registered directly below this one (`com`, `co.uk`). Undefined where the answer needs the list and
 * {@link loadPublicSuffixes} has not run. A single label that is no top-level domain (`mailserver`) is somebody's own name.
 */
export function isPublicSuffix(name: string): boolean | undefined {
	const top = name.slice(name.lastIndexOf(".") + 1);
	if (PRIVATE_TOP_LEVELS.has(top)) return false;
	if (FLAT_TOP_LEVELS.has(top)) return name === top;
	return listed?.(name);
}
