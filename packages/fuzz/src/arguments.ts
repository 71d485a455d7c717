/** What a run is asked to do. */
export type Run =
	| { readonly kind: "fuzz"; readonly seconds: number; readonly seed: number; readonly only: string }
	| { readonly kind: "help" }
	| { readonly kind: "usage"; readonly message: string };

/** The text of `--help`. */
export const HELP = `npm run fuzz -- [OPTION...]

Gives every parser, check, fix, probe and the command inputs made of the fixtures: bytes and words changed, lines moved, files put in place of
others, and what reaches code that nothing had reached before is kept and changed again. Nothing may throw, take more than a second for 100 KB,
point outside a text or fail to rebuild it.

  --time SECONDS  how long (default: 60)
  --seed N        the seed of the choices (default: a fresh one, printed)
  --only TEXT     only targets whose name holds TEXT
  --help          this text

Exits with 1 where a promise is broken; the inputs that break one, made smaller, are written to packages/fuzz/dist/failures/.
`;

/** Reads the arguments; `fresh` is the seed where none is given. Total. */
export function readArguments(words: readonly string[], fresh: number): Run {
	let seconds = 60;
	let seed = fresh;
	let only = "";
	for (let at = 0; at < words.length; at++) {
		const word = words[at] ?? "";
		if (word === "--help") return { kind: "help" };
		if (!["--time", "--seed", "--only"].includes(word)) return { kind: "usage", message: `unknown argument ${word}` };
		const value = words[++at];
		if (value === undefined) return { kind: "usage", message: `${word} wants a value` };
		if (word === "--only") only = value;
		else if (!/^\d+$/.test(value)) return { kind: "usage", message: `${word} wants a number` };
		else if (word === "--time") seconds = Number(value);
		else seed = Number(value);
	}
	return { kind: "fuzz", seconds, seed, only };
}
