import { addressEnds, type Element, inRanges, type Pattern } from "../mapping/pattern.ts";

/**
 * What the numbered wildcards of a pattern take of a text of which only the beginning is known, where that follows from the beginning
 * alone: undefined for the others. `beginning` is the text as it is, `folded` the same folded.
 */
export function capturesIn(pattern: Pattern, beginning: string, folded: string): (index: number) => string | undefined {
	const leaves: (readonly (string | undefined)[])[] = [];
	let steps = 0;
	let lost = pattern.hasBackMatch || pattern.unclear;
	/** Goes through the ways to match in the order of the server; true ends the search: that way surely matches. */
	const from = (at: number, pos: number, saves: readonly (string | undefined)[]): boolean => {
		if (++steps > 20_000) {
			lost = true;
			return true;
		}
		const element = pattern.elements[at];
		if (element === undefined) return false;
		if (pos === folded.length) {
			leaves.push(saves);
			return pattern.elements.slice(at).every(takesAnything);
		}
		switch (element.kind) {
			case "text": {
				const left = folded.length - pos;
				if (element.text.length > left) {
					if (!element.text.startsWith(folded.slice(pos))) return false;
					leaves.push(saves);
					return false;
				}
				return folded.startsWith(element.text, pos) && from(at + 1, pos + element.text.length, saves);
			}
			case "address":
				return addressEnds(element, folded, pos).some((end) => from(at + 1, end, saves));
			case "wild":
				return wild(element, at, pos, saves);
			default:
				lost = true;
				return true;
		}
	};
	const wild = (
		element: Extract<Element, { kind: "wild" }>,
		at: number,
		pos: number,
		saves: readonly (string | undefined)[],
	): boolean => {
		const { set, many, lazy, saved } = element;
		const most = many ? folded.length : Math.min(folded.length, pos + 1);
		let end = pos;
		while (end < most && (set === undefined || inRanges(set, folded.charCodeAt(end)))) end++;
		const least = many ? pos : pos + 1;
		const ways: (() => boolean)[] = [];
		for (let stop = end; stop >= least; stop--) {
			ways.push(() => from(at + 1, stop, saved ? [...saves, beginning.slice(pos, stop)] : saves));
		}
		// A wildcard that reaches the end of what is known may go on in the rest.
		if (many && end === folded.length) {
			ways.unshift(() => {
				leaves.push(saved ? [...saves, undefined] : saves);
				return false;
			});
		}
		return (lazy ? ways.reverse() : ways).some((way) => way());
	};
	const ended = from(0, 0, []);
	return (index) => {
		if (lost || !ended || leaves.length === 0) return undefined;
		const first = leaves[0]?.[index];
		return leaves.every((leaf) => leaf[index] === first) ? first : undefined;
	};
}

function takesAnything(element: Element): boolean {
	return element.kind === "wild" && element.many && element.set === undefined;
}
