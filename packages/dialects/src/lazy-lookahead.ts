import { type ILookaheadStrategy, LLkLookaheadStrategy } from "chevrotain";

/**
 * Chevrotain's own lookahead of one token, worked out for a choice when a record first comes to it: most records meet few of a grammar's
 * choices, and a short run would pay for all of them.
 */
export class LazyLookahead extends LLkLookaheadStrategy {
	constructor() {
		super({ maxLookahead: 1 });
	}

	override buildLookaheadForAlternation(
		...given: Parameters<ILookaheadStrategy["buildLookaheadForAlternation"]>
	): ReturnType<ILookaheadStrategy["buildLookaheadForAlternation"]> {
		const build = () => super.buildLookaheadForAlternation(...given);
		let choose: ReturnType<typeof build> | undefined;
		// Chevrotain calls it with the parser as `this`.
		return function (this: unknown, alternatives) {
			choose ??= build();
			return choose.call(this, alternatives);
		};
	}

	override buildLookaheadForOptional(
		...given: Parameters<ILookaheadStrategy["buildLookaheadForOptional"]>
	): ReturnType<ILookaheadStrategy["buildLookaheadForOptional"]> {
		const build = () => super.buildLookaheadForOptional(...given);
		let enters: ReturnType<typeof build> | undefined;
		return function (this: unknown) {
			enters ??= build();
			return enters.call(this);
		};
	}
}
