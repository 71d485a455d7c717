import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { sourceFromBytes } from "@relaylint/core";
import { afterAll, describe, expect, it } from "vitest";
import { lastAssignments, parseMainCf } from "./main-cf.ts";
import { parseMasterCf } from "./master.ts";
import { resolveSettings } from "./settings.ts";

/** An unpacked Postfix, which the set-up of these checks has made. */
const layer = process.env.RELAYLINT_POSTFIX_LAYER ?? "";
const corpus = "../shared/corpus";
const postconf = join(layer, "usr/sbin/postconf");
const scratch = mkdtempSync(join(tmpdir(), "relaylint-corpus-"));
afterAll(() => rmSync(scratch, { recursive: true }));

interface Entry {
	readonly mta: string;
	readonly kind: string;
	readonly templated: boolean;
	readonly file: string;
}

function entries(kinds: readonly string[]): readonly Entry[] {
	return readFileSync(join(corpus, "MANIFEST.jsonl"), "utf8")
		.split("\n")
		.filter((line) => line !== "")
		.map((line) => JSON.parse(line) as Entry)
		.filter((entry) => entry.mta === "postfix" && kinds.includes(entry.kind));
}

/** Asks the real postconf(1) about a directory. */
function ask(directory: string, ...options: string[]): { readonly out: string; readonly status: number | null } {
	const path = `${join(layer, "usr/lib/postfix")}:${join(layer, "usr/lib/x86_64-linux-gnu")}`;
	const run = spawnSync(postconf, ["-c", directory, ...options], { env: { LD_LIBRARY_PATH: path, PATH: "/usr/bin:/bin" } });
	return { out: run.stdout.toString("utf8"), status: run.status };
}

/** What it prints, by name; it joins continued lines, so white space is compared as one space. */
function byName(out: string): ReadonlyMap<string, string> {
	const found = new Map<string, string>();
	for (const line of out.split("\n")) {
		const equals = line.indexOf(" =");
		if (equals > 0) found.set(line.slice(0, equals), squeeze(line.slice(equals + 2)));
	}
	return found;
}

function squeeze(text: string): string {
	return text.replace(/[\t-\r ]+/g, " ").trim();
}

function directoryOf(entry: Entry, as: "main.cf" | "master.cf"): string {
	const directory = join(scratch, entry.file.replace(/[^a-zA-Z0-9]/g, "-"));
	mkdirSync(directory, { recursive: true });
	writeFileSync(join(directory, "main.cf"), "");
	writeFileSync(join(directory, "master.cf"), "smtp inet n - n - - smtpd\n");
	cpSync(join(corpus, entry.file), join(directory, as));
	// Postfix reads a file again and again while it is younger than a second.
	for (const name of ["main.cf", "master.cf"]) utimesSync(join(directory, name), 1, 1);
	return directory;
}

describe("main.cf files of the corpus, against postconf", () => {
	it.each(entries(["main.cf", "main.cf-fragment"]).filter((entry) => !entry.templated))("$file", (entry) => {
		const directory = directoryOf(entry, "main.cf");
		const main = parseMainCf(sourceFromBytes("main.cf", readFileSync(join(directory, "main.cf"))));
		const raw = ask(directory, "-n");
		expect(main.problems.filter((problem) => problem.effect === "fatal")).toEqual([]);
		expect(raw.status).toBe(0);
		const ours = lastAssignments(main);
		const theirs = byName(raw.out);
		expect(theirs.size).toBeGreaterThan(0);
		const differing = [...theirs].filter(([name, text]) => {
			const own = ours.get(name)?.value.tree.text;
			return name !== "config_directory" && squeeze(own ?? "(not set)") !== text;
		});
		expect(differing).toEqual([]);
		expect(main.opaque).toEqual([]);

		const settings = resolveSettings({
			mainCf: main,
			release: { major: 3, minor: 7, patch: 11 },
			environment: { complete: true, unbuilt: [], hostname: hostname(), interfaces: [] },
		});
		const networks = squeeze(ask(directory, "-xh", "mynetworks").out);
		const wrong = [...byName(ask(directory, "-nx").out)].filter(([name, text]) => {
			const { expanded } = settings.value(name);
			// postconf knows every default at once and no program's name; a daemon has read only those that come before.
			if (name === "config_directory" || expanded.undefinedNames.length > 0 || expanded.unknown.length > 0) return false;
			const own = squeeze(settings.value("mynetworks").expanded.text);
			const here = networks === "" ? text : text.replaceAll(`${networks} ,`, `${own},`).replaceAll(networks, own);
			return squeeze(expanded.text) !== here.replaceAll(directory, "/etc/postfix");
		});
		expect(wrong).toEqual([]);
	});
});

describe("master.cf files of the corpus, against postconf", () => {
	it.each(entries(["master.cf"]).filter((entry) => !entry.templated))("$file", (entry) => {
		const directory = directoryOf(entry, "master.cf");
		const master = parseMasterCf(sourceFromBytes("master.cf", readFileSync(join(directory, "master.cf"))));
		const services = ask(directory, "-M");
		const fatal = master.problems.filter((problem) => problem.effect === "fatal");
		if (services.status !== 0) {
			// A placeholder is refused by postconf and a hole to us.
			const fields = master.services.flatMap((service) => [service.name, service.wakeup, service.processLimit, service.command]);
			expect(fatal.length > 0 || fields.some((field) => field.hole)).toBe(true);
			return;
		}
		const theirs = services.out
			.split("\n")
			.filter((line) => /^\S/.test(line))
			.map((line) => line.trim().split(/\s+/).slice(0, 8).join(" "));
		const ours = master.services.map((service) =>
			[
				service.name,
				service.type,
				service.private,
				service.unprivileged,
				service.chroot,
				service.wakeup,
				service.processLimit,
				service.command,
			]
				.map((field) => field.text)
				.join(" "),
		);
		expect(ours.sort()).toEqual(theirs.sort());
		const overrides = byName(ask(directory, "-P").out);
		const own = new Map(
			master.services.flatMap((service) =>
				service.overrides.map((override) => [
					`${service.name.text}/${service.type.text}/${override.name}`,
					squeeze(override.value.tree.text),
				]),
			),
		);
		expect([...overrides].filter(([name, text]) => own.get(name) !== text)).toEqual([]);
	});
});

describe("templated files of the corpus", () => {
	it.each(entries(["main.cf"]).filter((entry) => entry.templated))("$file has no storm of problems", (entry) => {
		const main = parseMainCf(sourceFromBytes("main.cf", readFileSync(join(corpus, entry.file))));
		expect(main.problems.length).toBeLessThanOrEqual(2);
	});

	it.each(entries(["master.cf"]).filter((entry) => entry.templated))("$file has no storm of problems", (entry) => {
		const master = parseMasterCf(sourceFromBytes("master.cf", readFileSync(join(corpus, entry.file))));
		expect(master.problems.length).toBeLessThanOrEqual(2);
	});
});
