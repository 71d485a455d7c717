import type { Random } from "../../random.ts";
import type { DraftTable } from "../draft.ts";
import type { DraftValue } from "./draft.ts";

/** Where the files of a configuration stand. */
export const DIRECTORY = "/etc/exim4";

/** What is under way: the source of choices, the files so far, and the names that may be used. */
export interface Workshop {
	readonly random: Random;
	readonly tables: DraftTable[];
	/** Named lists of each kind. */
	readonly lists: Readonly<Record<"domain" | "host" | "address" | "localpart", string[]>>;
	/** ACLs that a condition may ask. */
	readonly acls: string[];
	/** Variables of ACLs that something sets. */
	readonly variables: string[];
}

/** A new file with these lines; its absolute path. */
export function fileOf({ tables }: Workshop, lines: readonly string[]): string {
	const file = `t${tables.length + 1}`;
	tables.push({ file, lines });
	return `${DIRECTORY}/${file}`;
}

/** Items as a list in one of its notations; colons in items are doubled where they separate. */
export function listOf({ random }: Workshop, items: readonly string[]): DraftValue {
	const own = random.weigh([
		[6, " : "],
		[1, ":"],
		[1, ";"],
		[1, ","],
	]);
	const bare = items.some((item) => /[;,]/.test(item));
	if (!own.includes(":") && !bare) return { head: `<${own} `, items, separator: ` ${own} ` };
	return {
		head: "",
		items: items.map((item) => item.replace(/:/g, "::")),
		separator: own.includes(":") ? own : " : ",
	};
}
