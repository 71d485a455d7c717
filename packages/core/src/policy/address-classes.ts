import {
	type Address,
	type AddressSet,
	containsAddress,
	differenceOf,
	intersectionOf,
	isEmptyAddressSet,
	parseAddress,
	sampleOf,
	sizeOf,
} from "../network/address-set.ts";

/** Addresses that are in the same of the given sets, so that nothing which asks only for those sets tells them apart. */
export interface AddressClass {
	readonly addresses: AddressSet;
	/** A readable member. */
	readonly sample: Address;
}

/** Readable addresses that a class shows first where it holds them: those of documentation ranges. */
const READABLE = ["203.0.113.7", "198.51.100.7", "192.0.2.77", "2001:db8:1::7"];
let readables: readonly Address[] | undefined;

/** Past this many classes the rest stays together in one class that is no longer uniform. */
const MOST_CLASSES = 512;

/** Splits a set of addresses along other sets; largest class first. */
export function addressClasses(
	within: AddressSet,
	along: readonly AddressSet[],
): { readonly classes: readonly AddressClass[]; readonly uniform: boolean } {
	let parts: AddressSet[] = [within];
	let uniform = true;
	for (const set of along) {
		if (parts.length > MOST_CLASSES) {
			uniform = false;
			break;
		}
		parts = parts
			.flatMap((part) => [intersectionOf(part, set), differenceOf(part, set)])
			.filter((part) => !isEmptyAddressSet(part));
	}
	const byFamily = parts
		.flatMap((part) => [
			{ v4: part.v4, v6: [] },
			{ v4: [], v6: part.v6 },
		])
		.filter((part) => !isEmptyAddressSet(part));
	const classes = byFamily.map((addresses) => ({ addresses, sample: readableOf(addresses) }));
	return { classes: classes.sort((a, b) => weight(b.addresses) - weight(a.addresses)), uniform };
}

function readableOf(addresses: AddressSet): Address {
	readables ??= READABLE.map((text) => parseAddress(text) as Address);
	const readable = readables.find((address) => containsAddress(addresses, address));
	return readable ?? sampleOf(addresses) ?? { family: 4, value: 0 };
}

/** IPv4 addresses count first: a witness is easier to read and to play with one. */
function weight(set: AddressSet): number {
	const size = sizeOf(set);
	return size.v4 * 2 ** 64 + Number(size.v6 >> 64n);
}

/** How many public addresses must be accepted before a relay counts as open by address alone. */
const OPEN_V4 = 15_000_000;
const OPEN_V6 = 1n << 111n;

/** Whether a set of addresses is so large that relaying for it is relaying for strangers. */
export function isOpenByAddress(sets: readonly AddressSet[]): boolean {
	let v4 = 0;
	let v6 = 0n;
	for (const set of sets) {
		const size = sizeOf(set);
		v4 += size.v4;
		v6 += size.v6;
	}
	return v4 >= OPEN_V4 || v6 >= OPEN_V6;
}
