import { Session } from "node:inspector";

/** What the engine counts: which blocks of one script ran that had not run before. */
export interface Coverage {
	/** The number of blocks that ran for the first time since the last call. */
	fresh(): number;
	readonly blocks: () => number;
}

interface Taken {
	readonly result: readonly {
		readonly url: string;
		readonly functions: readonly {
			readonly ranges: readonly { readonly startOffset: number; readonly endOffset: number; readonly count: number }[];
		}[];
	}[];
}

/** Starts to count in this thread, by the engine's own block coverage, for the script of this name. */
export function startCoverage(script: string): Coverage {
	const session = new Session();
	session.connect();
	const post = (method: string, parameters: object = {}): unknown => {
		let answer: unknown;
		session.post(method, parameters, (error, result) => {
			if (error !== null) throw error;
			answer = result;
		});
		return answer;
	};
	post("Profiler.enable");
	post("Profiler.startPreciseCoverage", { callCount: false, detailed: true });
	const known = new Set<string>();
	return {
		fresh() {
			const before = known.size;
			for (const { url, functions } of (post("Profiler.takePreciseCoverage") as Taken).result) {
				if (!url.endsWith(script)) continue;
				for (const { ranges } of functions) {
					for (const { startOffset, endOffset, count } of ranges) if (count > 0) known.add(`${startOffset}:${endOffset}`);
				}
			}
			return known.size - before;
		},
		blocks: () => known.size,
	};
}
