import { expect, test } from "vitest";
import { explore, type Question, questionsOf } from "./explore.ts";

const question = (name: number): Question => ({ key: String(name), text: `whether ${name}` });

test("every way of answering is followed, each question asked once a way", () => {
	const { paths, complete } = explore((ask) => [ask(question(1)), ask(question(2)), ask(question(1))].join());
	expect(paths.map(({ value }) => value).sort()).toEqual([
		"false,false,false",
		"false,true,false",
		"true,false,true",
		"true,true,true",
	]);
	expect(complete).toBe(true);
	expect(questionsOf(paths).map(({ key }) => key)).toEqual(["1", "2"]);
	expect(questionsOf(paths, 1).map(({ key }) => key)).toEqual(["1"]);
});

test("what asks more than can be followed is not complete, and not followed to its end", () => {
	let asked = 0;
	const { paths, complete } = explore((ask) => {
		for (let at = 0; at < 100_000; at++) {
			asked++;
			ask(question(at));
		}
	});
	expect({ paths, complete }).toEqual({ paths: [], complete: false });
	expect(asked).toBeLessThan(1000);
});

test("what has as many ways as may be followed, and no more, is complete", () => {
	const run = (bits: number) => explore((ask) => Array.from({ length: bits }, (_, at) => ask(question(at))).join(), 9);
	expect(run(3)).toMatchObject({ complete: true });
	expect(run(3).paths).toHaveLength(8);
	expect(run(4).complete).toBe(false);
});
