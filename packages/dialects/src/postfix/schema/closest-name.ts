/**
 * The candidate that a misspelt name most likely means, whatever the letter case, or undefined where none is near: at most one edit for every
 * four characters, and three in all.
 */
export function closestName(name: string, candidates: Iterable<string>): string | undefined {
	const wanted = name.toLowerCase();
	let limit = Math.min(3, Math.floor(wanted.length / 4));
	let best: string | undefined;
	for (const candidate of candidates) {
		if (candidate === name || Math.abs(candidate.length - wanted.length) > limit) continue;
		const distance = editDistance(wanted, candidate.toLowerCase(), limit);
		if (distance < limit || (distance === limit && best === undefined)) {
			best = candidate;
			limit = distance;
		}
	}
	return best;
}

/** Optimal string alignment distance, or `limit + 1` as soon as it must exceed `limit`. */
function editDistance(a: string, b: string, limit: number): number {
	let older: number[] = [];
	let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
	for (let i = 1; i <= a.length; i++) {
		const current = [i];
		for (let j = 1; j <= b.length; j++) {
			const same = a[i - 1] === b[j - 1];
			let cost = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + (same ? 0 : 1));
			if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (older[j - 2] ?? 0) + 1);
			current.push(cost);
		}
		if (Math.min(...current, ...previous) > limit) return limit + 1;
		older = previous;
		previous = current;
	}
	return previous[b.length] ?? 0;
}
