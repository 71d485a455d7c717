import { containsName, type NameSet } from "./name-set.ts";

/** Names that are in the same of some name sets; `undefined` stands for attempts without such a name. */
export interface NameClass {
	/** One of them, or undefined for those without a name. */
	readonly sample: string | undefined;
	has(name: string | undefined): boolean;
}

/** Splits all names, and having none, along name sets: within a class no set tells two names apart. */
export function nameClasses(sets: readonly NameSet[]): readonly NameClass[] {
	const signature = (name: string): string => sets.map((set) => (containsName(set, name) ? "1" : "0")).join("");
	const samples = new Map<string, string>();
	const offer = (name: string) => {
		const key = signature(name);
		if (!samples.has(key)) samples.set(key, name);
	};
	// A name is told from its neighbours only by names of the sets at, above or below it.
	offer("other.sender.example");
	offer("other.sender.test");
	offer("no-list-has-this.relaylint-none");
	for (const set of sets) {
		for (const name of [...set.exact, ...set.below]) {
			offer(name);
			offer(`host.${name}`);
			offer(`host.deep.${name}`);
		}
	}
	return [
		{ sample: undefined, has: (name) => name === undefined },
		...[...samples].map(([key, sample]): NameClass => ({ sample, has: (name) => name !== undefined && signature(name) === key })),
	];
}
