import { caseOf } from "./draft.ts";
import { generate } from "./generate.ts";

/** The files of a random but plausible Postfix configuration, by their name beside main.cf; the seed alone decides. */
export function generatedFiles(seed: number): ReadonlyMap<string, Uint8Array> {
	const { files } = caseOf(generate(seed, 1), "");
	return new Map(Object.entries(files).map(([name, text]) => [name, Buffer.from(text, "base64")]));
}
