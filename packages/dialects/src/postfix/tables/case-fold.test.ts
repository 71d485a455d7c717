import { expect, test } from "vitest";
import { foldKey } from "./case-fold.ts";

// Compared once with `postmap -s` for every code point up to U+1EFFF: only letters newer than its Unicode tables differed.
test("keys fold as the tables of Postfix do", () => {
	expect(foldKey("Foo.EXAMPLE", true)).toBe("foo.example");
	expect(["É", "ß", "ẞ", "ΣΑΣ", "ς", "K", "ı", "İ", "ﬀ", "Ꭰ", "ꭰ", "ᏸ"].map((key) => foldKey(key, true))).toEqual([
		"é",
		"ss",
		"ss",
		"σασ",
		"σ",
		"k",
		"ı",
		"i̇",
		"ff",
		"Ꭰ",
		"Ꭰ",
		"Ᏸ",
	]);
	expect(foldKey("É.COM", false)).toBe("É.com");
});
