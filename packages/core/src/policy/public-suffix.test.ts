import { beforeAll, expect, test } from "vitest";
import { isPublicSuffix, loadPublicSuffixes } from "./public-suffix.ts";

beforeAll(loadPublicSuffixes);

test.each(["com", "uk", "co.uk", "example", "de", "com.au"])("anybody registers names below %s", (name) => {
	expect(isPublicSuffix(name)).toBe(true);
});

test.each(["example.com", "example.co.uk", "localhost", "mail.localdomain", "mailserver", "trusted", "github.io"])(
	"what is below %s belongs to its owner",
	(name) => {
		expect(isPublicSuffix(name)).toBe(false);
	},
);
