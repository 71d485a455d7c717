import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../language-server/src/capabilities.ts";
import { DEFAULT_SETTINGS, readSettings } from "../../language-server/src/settings.ts";

const folder = join(import.meta.dirname, "..");
const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
const { contributes } = manifest;

describe("the extension's manifest", () => {
	it("sets by its defaults what the server takes without any", () => {
		const defaults = Object.fromEntries(
			Object.entries<{ default: unknown }>(contributes.configuration.properties).map(([name, { default: value }]) => [
				name.replace("relaylint.", ""),
				value,
			]),
		);
		expect(readSettings(defaults)).toEqual(DEFAULT_SETTINGS);
	});

	it("names settings that the server reads", () => {
		const other: Record<string, unknown> = {
			enable: false,
			severity: "error",
			mtaVersion: "3.7",
			hostname: "mx.example.com",
			root: "image",
			complete: true,
			select: ["open-relay"],
			ignore: ["open-relay"],
			maxDiagnostics: 7,
			"inlayHints.enable": false,
			"codeLens.enable": false,
		};
		const names = Object.keys(contributes.configuration.properties).map((name) => name.replace("relaylint.", ""));
		for (const name of names.filter((one) => one !== "trace.server")) {
			expect(other, name).toHaveProperty([name]);
			expect(readSettings({ [name]: other[name] }), name).not.toEqual(DEFAULT_SETTINGS);
		}
	});

	it("has commands that the server or the client runs", () => {
		const client = readFileSync(join(folder, "src/client.ts"), "utf8");
		for (const { command } of contributes.commands)
			expect((COMMANDS as readonly string[]).includes(command) || client.includes(`registerCommand("${command}"`), command).toBe(
				true,
			);
	});

	it("has the languages and grammars that the folder of grammars describes", () => {
		const grammars = join(folder, "../../grammars");
		const files = readdirSync(grammars, { withFileTypes: true })
			.filter((entry) => entry.isDirectory())
			.flatMap((entry) => readdirSync(join(grammars, entry.name)).map((name) => join(grammars, entry.name, name)))
			.filter((path) => path.endsWith(".tmLanguage.json"));
		const scopes = files.map((path) => JSON.parse(readFileSync(path, "utf8")).scopeName);
		for (const { scopeName } of contributes.grammars) expect(scopes).toContain(scopeName);
		const languages = contributes.languages.map(({ id }: { id: string }) => id);
		for (const { language } of contributes.grammars) expect(languages).toContain(language);
		const readme = readFileSync(join(grammars, "README.md"), "utf8");
		for (const id of languages) expect(readme).toContain(`\`${id}\``);
	});

	it("has the version of the package", () => {
		expect(manifest.version).toBe(JSON.parse(readFileSync(join(folder, "../../package.json"), "utf8")).version);
	});
});
