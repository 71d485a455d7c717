import type { Origin } from "./source/origin.ts";

/** A parameter with the value in force; the same shape in every dialect, so a hover needs no dialect. */
export interface Setting {
	readonly name: string;
	/** The value in force after every expansion; undefined where it depends on something outside the files. */
	readonly value: string | undefined;
	/** The value as written, or as the default's text stands. */
	readonly raw: string;
	readonly origin: Origin;
	/** The listener for which it holds; absent for all. */
	readonly listener?: string;
}
