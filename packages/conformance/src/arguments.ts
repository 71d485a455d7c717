/** What a run is asked to do. */
export type Run =
	| {
			readonly kind: "check";
			/** Only these cases, by the path of their directory; absent: all fixtures. */
			readonly cases: readonly string[];
			/** Generated probes for each daemon; 0 for none, or what its driver names. */
			readonly generated: number | "share" | "full";
			readonly seed: number;
			/** Whether nobody asked for that seed. */
			readonly fresh: boolean;
			readonly workers: number;
			/** False where only generated probes are played. */
			readonly fixtures: boolean;
			/** Whether disagreements are made small. */
			readonly shrink: boolean;
			/** The only daemon to ask. */
			readonly mta?: string;
	  }
	| { readonly kind: "record"; readonly cases: readonly string[]; readonly workers: number }
	| { readonly kind: "help" }
	| { readonly kind: "usage"; readonly message: string };

/** The text of `--help`. */
export const HELP = `npm run conformance -- [OPTION...] [CASE...]

Plays probes to unmodified mail servers in a sandbox and compares their answers with relaylint's and with the recorded ones.
CASE is a directory with a configuration and probes.json, or a sendmail.cf whose rule sets are run; without one: every fixture, the witnesses of every open
configuration, rule sets of ten, and up to 1,000 generated probes for each daemon.

  --full          up to 20,000 generated probes for each daemon
  --generate N    only N generated configurations for each daemon
  --mta NAME      this daemon alone
  --no-shrink     shows disagreements as they are met, without making them small
  --seed N        the seed of the generated configurations (default: a fresh one, printed; Exim and Sendmail have one of their own in a short run)
  --record        writes the daemon's answers into probes.json of each CASE
  --workers N     sandboxes at once (default: 2)
  --help          this text

RELAYLINT_CONFORMANCE_CACHE is where unpacked packages are kept. Linux and root only: elsewhere nothing is run.
`;

/** Reads the arguments; `fresh` is the seed where none is given. Total. */
export function readArguments(words: readonly string[], fresh: number, probesEach: number): Run {
	const cases: string[] = [];
	let generated: number | "full" | undefined;
	let shrink = true;
	let mta: string | undefined;
	let seed: number | undefined;
	let workers = 2;
	let record = false;
	let onlyGenerated = false;
	for (let at = 0; at < words.length; at++) {
		const word = words[at] ?? "";
		const number = (): number | undefined => {
			const text = words[++at] ?? "";
			return /^\d+$/.test(text) ? Number(text) : undefined;
		};
		if (word === "--help") return { kind: "help" };
		if (word === "--full") generated = "full";
		else if (word === "--no-shrink") shrink = false;
		else if (word === "--mta") {
			mta = words[++at];
			if (mta === undefined) return { kind: "usage", message: "--mta wants a name" };
		} else if (word === "--record") record = true;
		else if (word === "--generate" || word === "--seed" || word === "--workers") {
			const value = number();
			if (value === undefined) return { kind: "usage", message: `${word} wants a number` };
			if (word === "--seed") seed = value;
			else if (word === "--workers") workers = Math.max(1, value);
			else {
				generated = value * probesEach;
				onlyGenerated = true;
			}
		} else if (word.startsWith("-")) return { kind: "usage", message: `unknown option ${word}` };
		else cases.push(word);
	}
	if (record) return cases.length === 0 ? { kind: "usage", message: "--record wants cases" } : { kind: "record", cases, workers };
	return {
		kind: "check",
		cases,
		generated: generated ?? (cases.length > 0 ? 0 : "share"),
		seed: seed ?? fresh,
		fresh: seed === undefined,
		workers,
		fixtures: !onlyGenerated,
		shrink,
		...(mta === undefined ? {} : { mta }),
	};
}
