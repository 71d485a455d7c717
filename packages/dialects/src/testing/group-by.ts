/** `Object.groupBy`, which Chevrotain's validation of a grammar wants and Node has from 21 on; imported for its effect, by tests alone. */
const target = Object as unknown as { groupBy?: unknown };

target.groupBy ??= <T>(items: Iterable<T>, keyOf: (item: T) => string): Record<string, T[]> => {
	const groups: Record<string, T[]> = Object.create(null);
	for (const item of items) {
		const key = keyOf(item);
		const group = groups[key];
		if (group === undefined) groups[key] = [item];
		else group.push(item);
	}
	return groups;
};

export {};
