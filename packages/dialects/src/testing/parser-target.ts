/** One parser, for tests that give it anything. */
export interface ParserTarget {
	/** Names the format: `postfix main.cf`. */
	readonly name: string;
	/** Whether a file of the fixtures, by its path below them, is of this format or near enough to begin with. */
	isSeed(path: string): boolean;
	/** Reads what the bytes hold and says which promise of a parser is broken: spans, and the text that its parts rebuild. Throws only by a fault. */
	broken(bytes: Uint8Array): readonly string[];
}
