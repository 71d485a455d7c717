import type { Leaf } from "./evaluate.ts";
import type { Dependency } from "./truth.ts";

const leafKeys = new WeakMap<Leaf, number>();
let leaves = 0;

/** A fact that a computed leaf reads does not say by itself what the leaf is: what is assumed is the leaf's own truth. */
export function ofLeaf(leaf: Leaf, because: Dependency): Dependency {
	if (leaf.kind !== "computed" || because.shared === true) return because;
	let number = leafKeys.get(leaf);
	if (number === undefined) {
		leaves += 1;
		number = leaves;
		leafKeys.set(leaf, number);
	}
	return { ...because, key: `${because.key}#${number}` };
}
