import { describe, expect, it } from "vitest";
import { baseName, directoryOf, isInside, normalizePath, relativePath, resolvePath } from "./path.ts";

describe("paths", () => {
	it("loses dots, doubled slashes and climbs", () => {
		expect(normalizePath("/a/./b//c/../d/")).toBe("/a/b/d");
		expect(normalizePath("/../../a")).toBe("/a");
		expect(normalizePath("../a/../../b")).toBe("../../b");
		expect(normalizePath("a/..")).toBe(".");
		expect(normalizePath("C:/x/../y")).toBe("C:/y");
	});

	it("resolves against a directory unless absolute", () => {
		expect(resolvePath("/etc/postfix", "../aliases")).toBe("/etc/aliases");
		expect(resolvePath("/etc/postfix", "/x")).toBe("/x");
		expect(resolvePath("/", "main.cf")).toBe("/main.cf");
	});

	it("splits", () => {
		expect([directoryOf("/a/b"), directoryOf("/a"), directoryOf("a")]).toEqual(["/a", "/", "."]);
		expect(baseName("/a/b.cf")).toBe("b.cf");
	});

	it("knows what lies below a directory, and not by its letters alone", () => {
		expect(isInside("/a", "/a/b")).toBe(true);
		expect(isInside("/", "/a")).toBe(true);
		expect(isInside("/a", "/ab")).toBe(false);
	});

	it("says a path from elsewhere", () => {
		expect(relativePath("/home/me", "/home/me/x/main.cf")).toBe("x/main.cf");
		expect(relativePath("/home/me", "/etc/main.cf")).toBe("../../etc/main.cf");
		expect(relativePath("/home/me", "/home/me")).toBe(".");
	});
});
