import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { VERSION } from "./version.ts";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");

/** What each package may import of the others. */
const DIRECTION: Readonly<Record<string, readonly string[]>> = {
	core: [],
	dialects: ["core"],
	rules: ["core"],
	linter: ["core", "dialects", "rules"],
	"language-server": ["core", "dialects", "linter"],
	cli: ["core", "dialects", "linter", "language-server"],
};

interface Source {
	/** Relative to the root, with `/`. */
	readonly path: string;
	readonly package: string;
	readonly text: string;
	readonly test: boolean;
	/** What it imports: a source's path, or the name of what is no source of ours. */
	readonly imports: readonly string[];
}

const sources: readonly Source[] = Object.keys(DIRECTION).flatMap((name) =>
	filesBelow(join(ROOT, "packages", name, "src"))
		.filter((path) => path.endsWith(".ts"))
		.map((path) => sourceOf(name, path)),
);
const shipped = sources.filter((source) => !source.test);

function sourceOf(name: string, path: string): Source {
	const text = readFileSync(path, "utf8");
	return {
		path: relative(ROOT, path).replaceAll("\\", "/"),
		package: name,
		text,
		test: /\.test\.ts$|\/testing\//.test(path),
		imports: specifiersIn(withoutComments(text)).map((specifier) => targetOf(path, specifier)),
	};
}

function specifiersIn(text: string): readonly string[] {
	const statements = text.matchAll(/^(?:import|export)\s[\w\s{},*$]*?\bfrom\s+"([^"\n]+)"/gm);
	const bare = text.matchAll(/^import\s+"([^"\n]+)"/gm);
	const calls = text.matchAll(/\bimport\("([^"\n]+)"\)/g);
	return [...statements, ...bare, ...calls].map((match) => match[1] ?? "");
}

function withoutComments(text: string): string {
	return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
}

function targetOf(importer: string, specifier: string): string {
	if (specifier.startsWith(".")) return relative(ROOT, resolve(dirname(importer), specifier)).replaceAll("\\", "/");
	const workspace = /^@relaylint\/([\w-]+)(\/.*)?$/.exec(specifier);
	if (workspace === null) return specifier;
	const name = workspace[1] ?? "";
	const { exports } = JSON.parse(readFileSync(join(ROOT, "packages", name, "package.json"), "utf8"));
	return `packages/${name}/${String(exports[`.${workspace[2] ?? ""}`]).replace(/^\.\//, "")}`;
}

function filesBelow(directory: string): readonly string[] {
	return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
		const path = join(directory, entry.name);
		return entry.isDirectory() ? filesBelow(path) : [path];
	});
}

/** The importers of a module, tests left out. */
function importersOf(pattern: RegExp): readonly string[] {
	return shipped
		.filter((source) => source.imports.some((target) => pattern.test(target)))
		.map((source) => source.path)
		.sort();
}

describe("imports", () => {
	it("finds the sources and what they import", () => {
		expect(sources.length).toBeGreaterThan(40);
		expect(importersOf(/^packages\/core\/src\/index\.ts$/)).toContain("packages/linter/src/lint.ts");
	});

	it("names files that are there", () => {
		const missing = sources.flatMap(({ path, imports }) =>
			imports
				.filter((target) => target.startsWith("packages/") && !existsSync(join(ROOT, target)))
				.map((target) => `${path}: ${target}`),
		);
		expect(missing).toEqual([]);
	});

	it("go from core to the command line and never back", () => {
		const wrong = sources.flatMap((source) =>
			source.imports
				.map((target) => /^packages\/([\w-]+)\//.exec(target)?.[1])
				.filter((name) => name !== undefined && name !== source.package && !DIRECTION[source.package]?.includes(name))
				.map((name) => `${source.path} imports ${name}`),
		);
		expect(wrong).toEqual([]);
	});

	it("cross a package's border by its exports alone", () => {
		const wrong = sources.flatMap((source) =>
			source.imports
				.filter((target) => target.startsWith("packages/") && !target.startsWith(`packages/${source.package}/`))
				.filter((target) => !isExported(target))
				.map((target) => `${source.path}: ${target}`),
		);
		expect(wrong).toEqual([]);
	});

	it("form no cycle", () => {
		expect(cycles(new Map(sources.map((source) => [source.path, source.imports])))).toEqual([]);
	});

	it("would find a cycle", () => {
		expect(cycles(new Map(Object.entries({ a: ["b"], b: ["c"], c: ["b"], d: ["a"] })))).toEqual([["b", "c"]]);
	});

	it("name only what the package depends on", () => {
		const { devDependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
		const wrong = shipped.flatMap((source) => {
			const { dependencies } = JSON.parse(readFileSync(join(ROOT, "packages", source.package, "package.json"), "utf8"));
			return (
				source.imports
					.filter((target) => !target.startsWith("packages/") && !target.startsWith("node:"))
					// Types without a package to run, such as those of a report format.
					.filter((target) => !Object.keys(devDependencies).includes(`@types/${target}`))
					.filter((target) => !Object.keys(dependencies ?? {}).includes(target.replace(/^((?:@[^/]+\/)?[^/]+).*$/, "$1")))
					.map((target) => `${source.path} imports ${target}`)
			);
		});
		expect(wrong).toEqual([]);
	});
});

function isExported(target: string): boolean {
	const name = target.split("/")[1] ?? "";
	const { exports } = JSON.parse(readFileSync(join(ROOT, "packages", name, "package.json"), "utf8"));
	return Object.values<string>(exports).some((path) => target === `packages/${name}/${path.replace(/^\.\//, "")}`);
}

/** The strongly connected components of more than one file, by Tarjan's algorithm. */
function cycles(graph: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
	const index = new Map<string, number>();
	const low = new Map<string, number>();
	const stack: string[] = [];
	const found: string[][] = [];
	const visit = (node: string): void => {
		index.set(node, index.size);
		low.set(node, index.get(node) ?? 0);
		stack.push(node);
		for (const next of graph.get(node) ?? []) {
			if (!graph.has(next)) continue;
			if (!index.has(next)) visit(next);
			if (stack.includes(next)) low.set(node, Math.min(low.get(node) ?? 0, low.get(next) ?? 0));
		}
		if (low.get(node) !== index.get(node)) return;
		const component = stack.splice(stack.indexOf(node));
		if (component.length > 1) found.push(component.sort());
	};
	for (const node of graph.keys()) if (!index.has(node)) visit(node);
	return found;
}

describe("who knows what", () => {
	it("only a file system knows the disk", () => {
		// Git, for `diff --git`, is run by the bin as well.
		expect(importersOf(/^(?:node:)?(?:fs|path|os|child_process|tty|process|url|module)(?:\/.*)?$/)).toEqual([
			"packages/cli/src/main.ts",
			"packages/linter/src/node-file-system.ts",
		]);
	});

	it("only the command line knows Node, but for that file system", () => {
		expect(importersOf(/^node:/).filter((path) => !path.startsWith("packages/cli/"))).toEqual([
			"packages/language-server/src/node.ts",
			"packages/linter/src/node-file-system.ts",
		]);
	});

	it("only the language server knows the Language Server Protocol", () => {
		expect(importersOf(/^vscode-(?:language|jsonrpc)/).filter((path) => !path.startsWith("packages/language-server/"))).toEqual(
			[],
		);
	});

	it("only the bin and what serves an editor from a process know the globals of Node", () => {
		const users = shipped.filter((source) => /\bprocess\.|(?<!\.)\bconsole\.|\bBuffer\b/.test(withoutComments(source.text)));
		expect(users.map((source) => source.path)).toEqual(["packages/language-server/src/node.ts", "packages/cli/src/main.ts"]);
	});

	it("only address-set.ts knows ipaddr.js", () => {
		expect(importersOf(/^ipaddr\.js$/).filter((path) => path !== "packages/core/src/network/address-set.ts")).toEqual([]);
	});

	it("only lexers, parsers, syntax trees and what they share know Chevrotain", () => {
		const strangers = importersOf(/^chevrotain$/).filter(
			(path) =>
				!/^packages\/dialects\/src\/(?:chevrotain\.ts|.*(?:^|[/-])(?:lexer|parser|ast)\.ts|.*cst\.generated\.ts)$/.test(path),
		);
		expect(strangers).toEqual([]);
	});

	it("only index.ts of a package exports what others hold", () => {
		const barrels = shipped.filter((source) => /^export \* from/m.test(source.text)).map((source) => source.path);
		expect(barrels.filter((path) => !/^packages\/[\w-]+\/src\/index\.ts$/.test(path))).toEqual([]);
	});
});

describe("every rule", () => {
	const homes = [
		"packages/rules/src",
		...readdirSync(join(ROOT, "packages/dialects/src")).map((name) => `packages/dialects/src/${name}/rules`),
	];
	const folders = homes
		.filter((home) => existsSync(join(ROOT, home)))
		.flatMap((home) =>
			readdirSync(join(ROOT, home), { withFileTypes: true })
				.filter((entry) => entry.isDirectory())
				.map((entry) => [entry.name, `${home}/${entry.name}`] as const),
		);

	it("is a folder with its code and its page", () => {
		const wanting = folders.filter(
			([, folder]) => !["rule.ts", "README.md"].every((file) => existsSync(join(ROOT, folder, file))),
		);
		expect(wanting).toEqual([]);
	});

	it("has the name of its folder", () => {
		const wrong = folders.filter(([id, folder]) => !readFileSync(join(ROOT, folder, "rule.ts"), "utf8").includes(`"${id}"`));
		expect(wrong).toEqual([]);
	});
});

describe("the repository", () => {
	const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));

	it("has one version, which the change log describes", () => {
		expect(VERSION).toBe(manifest.version);
		expect(readFileSync(join(ROOT, "CHANGELOG.md"), "utf8")).toContain(`## ${manifest.version}`);
	});

	it("installs what no registry but npm's own resolves", () => {
		const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8"));
		const resolved = Object.values<{ resolved?: string }>(lock.packages).flatMap((entry) => entry.resolved ?? []);
		expect(resolved.filter((place) => !place.startsWith("packages/"))).toEqual([]);
	});

	it("states the compiler's project references as the packages' dependencies", () => {
		for (const [name, allowed] of Object.entries(DIRECTION)) {
			const { references } = JSON.parse(readFileSync(join(ROOT, "packages", name, "tsconfig.json"), "utf8"));
			const named = references.map((reference: { path: string }) => reference.path.replace("../", ""));
			expect(named.filter((other: string) => !allowed.includes(other))).toEqual([]);
		}
	});

	it("keeps files short", () => {
		const long = shipped
			.filter((source) => !/schema|generated|\.data\./.test(source.path))
			.map((source) => [source.text.split("\n").length, source.path] as const)
			.filter(([lines]) => lines > 400);
		expect(long).toEqual([]);
	});

	it("speaks of no machine but the reader's", () => {
		const machine = new RegExp(["/wo", "rk/|/tm", "p/\\w"].join(""));
		expect(sources.filter((source) => machine.test(source.text)).map((source) => source.path)).toEqual([]);
	});
});
