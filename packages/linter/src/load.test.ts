import { describe, expect, it } from "vitest";
import { memoryFileSystem } from "./file-system.ts";
import { fileReader, type Whereabouts } from "./load.ts";

const files = memoryFileSystem({
	"/repo/conf/main.cf": "main",
	"/repo/conf/access": "beside",
	"/repo/conf/maps/virtual": "below",
	"/repo/aliases": "above",
	"/repo/conf/passwd": "not the one in /etc",
	"/image/etc/aliases": "in the image",
	"/image/etc/postfix/relay": "in the image's directory",
	"/image/etc/postfix/access": "hidden by the one beside",
	"/etc/passwd": "this machine's",
});

function reader(more: Partial<Whereabouts> = {}) {
	const whereabouts = { main: "/repo/conf/main.cf", named: "/repo/conf", serverDirectories: ["etc/postfix"], complete: false };
	return fileReader(files, { ...whereabouts, ...more });
}

function text(path: string, more: Partial<Whereabouts> = {}): string {
	const outcome = reader(more).read(path);
	return outcome.kind === "text" ? outcome.file.text : outcome.kind;
}

describe("where the files of a configuration are looked for", () => {
	it("takes a path below the server's configuration directory beside the main file", () => {
		expect(text("/etc/postfix/access")).toBe("beside");
		expect(text("/usr/local/etc/postfix/access")).toBe("beside");
		expect(text("/etc/postfix/maps/virtual")).toBe("below");
		expect(text("/repo/conf/access")).toBe("beside");
	});

	it("takes a file by its name where its directory is not there, unless the tree is the whole server", () => {
		expect(text("/etc/postfix/tables/access")).toBe("beside");
		expect(text("/etc/postfix/tables/access", { complete: true })).toBe("missing");
	});

	it("takes any absolute path below the root, and what is beside the main file first", () => {
		expect(text("/etc/aliases")).toBe("missing");
		expect(text("/etc/aliases", { root: "/image" })).toBe("in the image");
		expect(text("/etc/postfix/relay", { root: "/image" })).toBe("in the image's directory");
		expect(text("/etc/postfix/access", { root: "/image" })).toBe("beside");
	});

	it("never opens this machine's file, nor a namesake from another directory", () => {
		expect(text("/etc/passwd")).toBe("missing");
		expect(text("/var/lib/passwd")).toBe("missing");
	});

	it("opens what a relative path names only below the named directory", () => {
		expect(text("access")).toBe("beside");
		expect(text("../aliases")).toBe("outside");
		expect(text("../aliases", { named: "/repo" })).toBe("above");
		expect(text("/etc/postfix/../../../etc/passwd")).toBe("missing");
		expect(text("../../etc/passwd")).toBe("outside");
	});

	it("cannot leave the root by climbing", () => {
		expect(text("/../../etc/aliases", { root: "/image" })).toBe("in the image");
	});

	it("gives the same outcome each time", () => {
		const one = reader();
		expect(one.read("access")).toBe(one.read("access"));
	});

	it("lists a directory", () => {
		expect(reader().list("/etc/postfix/maps")).toEqual(["virtual"]);
		expect(reader().list("/etc/postfix")).toContain("main.cf");
		expect(reader().list("/etc")).toBeUndefined();
	});
});
