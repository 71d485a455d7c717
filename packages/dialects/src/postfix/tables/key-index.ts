/** Finds entries by their key without an object for each: an entry is the offset of its line in the bytes, or a negative number of the caller's. */
export interface KeyIndex {
	/** Adds an entry unless its key is there already: then the earlier entry is the result. */
	add(entry: number, hash: number, keyStart: number, keyEnd: number): number | undefined;
	find(key: Uint8Array, hash: number): number | undefined;
	size(): number;
	/** Visits the entries in the order of the file, until a visit returns false. */
	every(visit: (entry: number) => boolean): void;
}

/** Where the keys are. */
export interface KeySource {
	readonly bytes: Uint8Array;
	/** The folded key of an entry below zero. */
	oddKey(entry: number): Uint8Array;
}

/** An empty index: open addressing over typed arrays, doubled at three quarters. A slot is two numbers side by side, which one look at memory brings. */
export function createKeyIndex(source: KeySource): KeyIndex {
	const { bytes } = source;
	let count = 0;
	// Lines of some thirty bytes: a guess that spares most of the doubling.
	const expected = 2 ** Math.max(6, Math.floor(Math.log2(bytes.length / 16 + 1)));
	let entries = new Int32Array(expected / 2);
	/** By slot: the hash of the key, and the number of the entry from one on. */
	let slots = new Int32Array(expected * 2);
	let mask = expected - 1;

	const grow = () => {
		const wider = new Int32Array(entries.length * 2);
		wider.set(entries);
		entries = wider;
	};
	const rehash = () => {
		const old = slots;
		slots = new Int32Array(old.length * 2);
		mask = slots.length / 2 - 1;
		for (let at = 0; at < old.length; at += 2) {
			const place = old[at + 1] as number;
			if (place === 0) continue;
			const hash = old[at] as number;
			let slot = spread(hash) & mask;
			while (slots[2 * slot + 1] !== 0) slot = (slot + 1) & mask;
			slots[2 * slot] = hash;
			slots[2 * slot + 1] = place;
		}
	};
	/** The key of an entry equals a folded key; a plain entry's key ends at the first blank. */
	const equals = (entry: number, key: Uint8Array, from: number, to: number): boolean => {
		const own = entry < 0 ? source.oddKey(entry) : bytes;
		const start = Math.max(entry, 0);
		const length = to - from;
		for (let at = 0; at < length; at++) if (lower(own[start + at]) !== lower(key[from + at])) return false;
		if (entry < 0) return own.length === length;
		const next = own[start + length] as number;
		return next === 32 || next === 9 || next === 13;
	};
	return {
		add(entry, hash, keyStart, keyEnd) {
			const key = entry < 0 ? source.oddKey(entry) : bytes;
			const from = entry < 0 ? 0 : keyStart;
			const to = entry < 0 ? key.length : keyEnd;
			let slot = spread(hash) & mask;
			for (let place = slots[2 * slot + 1] as number; place !== 0; place = slots[2 * slot + 1] as number) {
				if (slots[2 * slot] === hash) {
					const other = entries[place - 1] as number;
					if (equals(other, key, from, to)) return other;
				}
				slot = (slot + 1) & mask;
			}
			if (count === entries.length) grow();
			entries[count] = entry;
			count++;
			slots[2 * slot] = hash;
			slots[2 * slot + 1] = count;
			if (count * 4 > (mask + 1) * 3) rehash();
			return undefined;
		},
		find(key, hash) {
			let slot = spread(hash) & mask;
			for (let place = slots[2 * slot + 1] as number; place !== 0; place = slots[2 * slot + 1] as number) {
				const other = entries[place - 1] as number;
				if (slots[2 * slot] === hash && equals(other, key, 0, key.length)) return other;
				slot = (slot + 1) & mask;
			}
			return undefined;
		},
		size: () => count,
		every(visit) {
			for (let at = 0; at < count; at++) if (!visit(entries[at] as number)) return;
		},
	};
}

/** FNV leaves neighbours of like keys close; the low bits want mixing. */
function spread(hash: number): number {
	const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
	return mixed ^ (mixed >>> 12);
}

function lower(byte: number | undefined): number {
	const value = byte ?? 0;
	return value >= 65 && value <= 90 ? value + 32 : value;
}
