/** How many characters have to be put in, taken out, changed or swapped with the next; more than two are three. */
export function distance(one: string, other: string): number {
	if (Math.abs(one.length - other.length) > 2) return 3;
	const rows: number[][] = [];
	const at = (row: number, column: number) => rows[row]?.[column] ?? 0;
	for (let i = 0; i <= one.length; i++) {
		const row = [i];
		rows.push(row);
		for (let j = 1; j <= other.length; j++) {
			const same = one[i - 1] === other[j - 1];
			let least = i === 0 ? j : Math.min(at(i - 1, j) + 1, (row[j - 1] ?? 0) + 1, at(i - 1, j - 1) + (same ? 0 : 1));
			if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
				least = Math.min(least, at(i - 2, j - 2) + 1);
			row[j] = least;
		}
	}
	return Math.min(3, rows[one.length]?.[other.length] ?? 3);
}

/** The name that is at most two slips away, the nearest first; undefined where none is. */
export function nearestName(word: string, names: readonly string[]): string | undefined {
	let best: string | undefined;
	let least = 3;
	for (const name of names) {
		const far = distance(word, name);
		if (far < least && far < Math.max(1, word.length / 3)) {
			best = name;
			least = far;
		}
	}
	return best;
}
