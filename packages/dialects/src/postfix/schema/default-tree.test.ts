import { expect, test } from "vitest";
import { parseValue } from "../ast.ts";
import { treeOfDefault } from "./default-tree.ts";
import { findParameter, parameterNames } from "./schema.ts";

const texts = new Set(parameterNames().flatMap((name) => findParameter(name)?.defaults.map(({ text }) => text) ?? []));

test("a default's tree is the one that the grammar reads", () => {
	const read = [...texts].filter((text) => treeOfDefault(text) !== undefined);
	expect(read.length).toBeGreaterThan(200);
	for (const text of read) expect(treeOfDefault(text), text).toEqual(parseValue(text));
});

test("a default of any other form is left to the grammar", () => {
	const left = [...texts].filter((text) => treeOfDefault(text) === undefined);
	expect(left).toContain("${stress?{10}:{300}}s");
	for (const text of left) expect(text).toMatch(/\{/);
	for (const text of ["${a?b}", "${{$a} == {b} ? {c} : {d}}", "${{$compatibility_level} <level {1} ? {${a}} : {b}}", "x${a:b}"])
		expect(treeOfDefault(text), text).toBeUndefined();
});
