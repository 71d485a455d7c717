import type { CharacterSet } from "./character-set.ts";
import { disjoint, newline, newlineBytes, union } from "./character-set.ts";
import type { ExpressionNode } from "./expression-ast.ts";
import { childrenOf, singleByteSet } from "./expression-ast.ts";

/** What comes after a node until the match is complete. */
interface Continuation {
	/** Every byte that can be read next. */
	readonly first: CharacterSet;
	/** The rest may succeed without reading, so it may succeed wherever the node stops. */
	readonly nullable: boolean;
	/** There is no rest at all: where the node succeeds, the match is complete. */
	readonly nothing: boolean;
}

const nothing: Continuation = { first: [], nullable: true, nothing: true };

/**
 * The first atomic group, possessive quantifier or `\R` in `ast` that is not proven to mean the same as its plain form; undefined where all are.
 *
 * Not giving back changes nothing where nothing follows (the first way to match is then the one that both take), where there is one way only, and where a
 * run of bytes is followed by a byte that the run cannot hold.
 */
export function unsettledAtomic(ast: ExpressionNode): ExpressionNode | undefined {
	return walk(ast, nothing);
}

function walk(node: ExpressionNode, after: Continuation): ExpressionNode | undefined {
	switch (node.kind) {
		case "concatenation": {
			let rest = after;
			for (const item of node.items.toReversed()) {
				const found = walk(item, rest);
				if (found !== undefined) return found;
				rest = before(item, rest);
			}
			return undefined;
		}
		case "alternation":
			return firstOf(node.branches, after);
		case "look-around":
			return walk(node.body, nothing);
		case "newline-sequence":
			return after.nothing || stopsAt(after, newline) ? undefined : node;
		case "group":
			if (node.atomic && !after.nothing && !hasOneWay(node.body) && !isSettledRun(node.body, after)) return node;
			// Inside a settled group the continuation is the same; inside any other atomic group it is not looked at.
			return walk(node.body, after);
		case "repeat": {
			if (node.mode === "possessive" && !after.nothing && !isSettledRun(node, after)) return node;
			const again = node.max === undefined || node.max > 1;
			return walk(node.body, again ? afterRound(node, after) : after);
		}
		default:
			return undefined;
	}
}

function firstOf(nodes: readonly ExpressionNode[], after: Continuation): ExpressionNode | undefined {
	for (const node of nodes) {
		const found = walk(node, after);
		if (found !== undefined) return found;
	}
	return undefined;
}

/** A run of single bytes: giving one back leaves the rest before a byte of the run. */
function isSettledRun(node: ExpressionNode, after: Continuation): boolean {
	if (node.kind !== "repeat" || node.mode === "lazy") return false;
	const set = singleByteSet(node.body);
	return set !== undefined && stopsAt(after, set);
}

function stopsAt(after: Continuation, set: CharacterSet): boolean {
	return !after.nullable && disjoint(after.first, set);
}

/** True where the node can match in one way only from any position. */
function hasOneWay(node: ExpressionNode): boolean {
	switch (node.kind) {
		case "alternation":
		case "newline-sequence":
			return false;
		case "repeat":
			return node.min === node.max && hasOneWay(node.body);
		case "look-around":
			return true;
		default:
			return childrenOf(node).every(hasOneWay);
	}
}

/** The continuation behind one round of a repeat: another round, or what follows. */
function afterRound(node: ExpressionNode & { kind: "repeat" }, after: Continuation): Continuation {
	return { first: union(firstBytes(node.body).first, after.first), nullable: after.nullable, nothing: false };
}

/** The continuation in front of `node` where `after` is behind it. */
function before(node: ExpressionNode, after: Continuation): Continuation {
	const own = firstBytes(node);
	return {
		first: own.nullable ? union(own.first, after.first) : own.first,
		nullable: own.nullable && after.nullable,
		nothing: false,
	};
}

function firstBytes(node: ExpressionNode): { readonly first: CharacterSet; readonly nullable: boolean } {
	const set = singleByteSet(node);
	if (set !== undefined) return { first: set, nullable: false };
	switch (node.kind) {
		case "newline-sequence":
			return { first: newlineBytes, nullable: false };
		case "concatenation": {
			let rest: { first: CharacterSet; nullable: boolean } = { first: [], nullable: true };
			for (const item of node.items.toReversed()) {
				const own = firstBytes(item);
				rest = own.nullable ? { first: union(own.first, rest.first), nullable: rest.nullable } : own;
			}
			return rest;
		}
		case "alternation": {
			const all = node.branches.map(firstBytes);
			return { first: union(...all.map((each) => each.first)), nullable: all.some((each) => each.nullable) };
		}
		case "repeat": {
			const body = firstBytes(node.body);
			return { first: body.first, nullable: body.nullable || node.min === 0 };
		}
		case "group":
			return firstBytes(node.body);
		default:
			return { first: [], nullable: true };
	}
}
