/** The logical line up to a place, its parts joined as Postfix joins them, and whether the place is in a comment. */
export function lineBefore(text: string, offset: number): { readonly text: string; readonly comment: boolean } {
	let start = text.lastIndexOf("\n", offset - 1) + 1;
	let joined = text.slice(start, offset);
	if (/^\s*#/.test(joined)) return { text: "", comment: true };
	while (start > 0 && /^[\t-\r ]/.test(text.slice(start, start + 1))) {
		const end = start - 1;
		start = text.lastIndexOf("\n", end - 1) + 1;
		const line = text.slice(start, end);
		if (line.trim() === "" || /^\s*#/.test(line)) continue;
		joined = `${line}${joined}`;
		if (!/^[\t-\r ]/.test(line)) break;
	}
	return { text: joined, comment: false };
}
