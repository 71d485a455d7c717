import { expect, it } from "vitest";
import { matchesGlob } from "./glob.ts";

it.each([
	["*.cf", "a/b/main.cf", true],
	["main.cf", "x/main.cf", true],
	["main.cf", "x/main.cf.j2", false],
	["a/*.cf", "a/main.cf", true],
	["a/*.cf", "a/b/main.cf", false],
	["a/**/main.cf", "a/main.cf", true],
	["a/**/main.cf", "a/b/c/main.cf", true],
	["**/test/**", "x/test/main.cf", true],
	["build/", "x/build/main.cf", true],
	["{a,b}/main.cf", "b/main.cf", true],
	["{a,b}/main.cf", "c/main.cf", false],
	["ma?n.cf", "main.cf", true],
	["a+(b).cf", "a+(b).cf", true],
	["[main.cf", "[main.cf", true],
	["{a", "{a", true],
])("%s on %s: %s", (pattern, path, expected) => {
	expect(matchesGlob(pattern, path)).toBe(expected);
});
