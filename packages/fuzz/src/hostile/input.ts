/** What a hostile input may come to: `closed` only where it is true, whatever was given up on the way. */
export type Verdicts = readonly ("open" | "unknown" | "conditional" | "closed")[];

/** A configuration built to take time or memory without end, of a size that is asked for. */
export interface HostileInput {
	readonly name: string;
	/** The size for a run that measures, and one for a unit test where a small one shows anything. */
	readonly full: number;
	readonly quick: number | undefined;
	/** What it may come to. */
	readonly verdict: Verdicts;
	/** The files by their paths; the first is the one to be checked. */
	files(size: number): Readonly<Record<string, string>>;
}

/** Texts for 0, 1, 2 and so on, one after another. */
export function times(size: number, text: (at: number) => string, between = ""): string {
	const parts: string[] = [];
	for (let at = 0; at < size; at++) parts.push(text(at));
	return parts.join(between);
}

/** The address that stands at a place of the private network 10/8. */
export function privateAddress(at: number): string {
	return `10.${(at >> 16) & 255}.${(at >> 8) & 255}.${at & 255}`;
}
