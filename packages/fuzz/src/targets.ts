import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { run } from "@relaylint/cli/run";
import { generatedFiles } from "@relaylint/conformance/generate";
import { dialects } from "@relaylint/dialects";
import { misplacedIn, parserTargets } from "@relaylint/dialects/testing/parsers";
import {
	type CheckResult,
	check,
	checkReport,
	fix,
	memoryFileSystem,
	probe,
	probeReport,
	readConfig,
	readProbes,
} from "@relaylint/linter";
import type { CaseFiles, Target } from "./case.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Every file and every whole input that relaylint reads, with the fixtures of all dialects to begin with. */
export function targetsOf(fixtures: string, seed: number): readonly Target[] {
	const cases = casesBelow(fixtures);
	const files = cases.flatMap(({ path, files }) =>
		[...files].map(([name, content]) => ({ path: `${path}/${name}`, name, content })),
	);
	const alone = (some: typeof files) =>
		some.map(({ name, content }) => new Map([[name.slice(name.lastIndexOf("/") + 1), content]]));
	const parsers = parserTargets.map((parser): Target => {
		const seeds = alone(files.filter(({ path }) => parser.isSeed(path)));
		return {
			name: parser.name,
			weight: 2,
			seeds,
			broken: (input) => [...input.values()].flatMap((bytes) => parser.broken(bytes)),
		};
	});
	const whole = cases.map((one) => one.files);
	const generated = Array.from({ length: 100 }, (_, at) => generatedFiles(seed + at));
	const present = dialects.filter(({ id }) => cases.some(({ path }) => path.startsWith(`${id}/`)));
	const ofDialects = present.flatMap(({ id }): readonly Target[] => {
		const own = cases.filter(({ path }) => path.startsWith(`${id}/`)).map((one) => one.files);
		const seeds = id === "postfix" ? [...own, ...generated] : own;
		return [
			{ name: `check of ${id}`, weight: 6, seeds, broken: brokenCheck },
			{ name: `fixes of ${id}`, weight: 2, seeds, broken: brokenFix },
			{ name: `probe of ${id}`, weight: 3, seeds: own, broken: brokenProbe },
		];
	});
	return [
		...parsers,
		...ofDialects,
		{ name: "the command", weight: 2, seeds: whole, broken: brokenCommand },
		{
			name: "relaylint.json",
			weight: 1,
			seeds: CONFIGS.map((text) => new Map([["relaylint.json", new TextEncoder().encode(text)]])),
			broken: brokenConfig,
		},
		{
			name: "probes.json",
			weight: 1,
			seeds: alone(files.filter(({ name }) => name.endsWith("probes.json"))),
			broken: (input) => {
				for (const bytes of input.values()) readProbes(decoder.decode(bytes));
				return [];
			},
		},
	];
}

const CONFIGS: readonly string[] = [
	'{ "$schema": "x", "include": ["**"], "exclude": ["a/*.cf"], "rules": { "open-relay": "warning", "auth-without-tls": "off" }, "hostname": "mx.example.com", "mtaVersion": "3.7", "root": "r" }',
	'{ "network": { "interfaces": ["192.0.2.1/24"], "natRouters": ["10.0.0.1"], "ownServers": ["10.0.0.0/8"] }, "overrides": [{ "files": ["b/**"], "mtaVersion": "3.4" }] }',
];

/** Every directory of the fixtures that holds a case, with its files. */
function casesBelow(fixtures: string): readonly { readonly path: string; readonly files: CaseFiles }[] {
	const folders = readdirSync(fixtures).filter((name) => statSync(join(fixtures, name)).isDirectory());
	return folders.flatMap((dialect) =>
		readdirSync(join(fixtures, dialect)).flatMap((name) => {
			const directory = join(fixtures, dialect, name);
			if (!statSync(directory).isDirectory()) return [];
			const names = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
			const files = names.map((entry): [string, Uint8Array] => {
				const path = join(entry.parentPath, entry.name);
				return [path.slice(directory.length + 1), readFileSync(path)];
			});
			return files.length === 0 ? [] : [{ path: `${dialect}/${name}`, files: new Map(files) }];
		}),
	);
}

function inMemory(files: CaseFiles) {
	return memoryFileSystem(Object.fromEntries(files));
}

/** What is wrong with a result, whatever was checked. */
function faultsOf(result: CheckResult): readonly string[] {
	const wrong = [...misplacedIn(result.findings)];
	for (const finding of result.findings) {
		if (finding.rule === "internal-error") wrong.push(`${finding.rule}: ${finding.message}`);
		for (const { edits, title } of finding.fixes ?? []) {
			const sorted = [...edits].sort((a, b) => a.span.start - b.span.start);
			for (const [index, { file, span }] of sorted.entries()) {
				if (span.start < 0 || span.end < span.start || span.end > file.text.length)
					wrong.push(`the fix "${title}" edits ${span.start}..${span.end} of ${file.text.length}`);
				const next = sorted[index + 1];
				if (next !== undefined && next.file === file && next.span.start < span.end)
					wrong.push(`the edits of the fix "${title}" overlap`);
			}
		}
	}
	for (const { configuration, analysis } of result.configurations) {
		wrong.push(...misplacedIn([configuration.policy, configuration.settings, configuration.diagnostics]));
		for (const { depends, listener } of analysis?.listeners ?? [])
			for (const { key, text } of depends) if (key.startsWith("fault:")) wrong.push(`${listener.name}: ${text}`);
	}
	JSON.stringify(checkReport(result, "0"));
	return wrong;
}

async function brokenCheck(files: CaseFiles): Promise<readonly string[]> {
	return faultsOf(await check(inMemory(files), ["/"]));
}

async function brokenFix(files: CaseFiles): Promise<readonly string[]> {
	const fileSystem = inMemory(files);
	const { result, changes, stable } = await fix(fileSystem, ["/"], {}, { unsafe: true });
	const before = (path: string) => decoder.decode(files.get(path.slice(1)) ?? new Uint8Array());
	return [
		...(stable ? [] : ["fixes ask for further fixes without end"]),
		...changes
			.filter((change) => change.before !== before(change.path))
			.map((change) => `${change.path} is not what stood there`),
		...faultsOf(result),
	];
}

async function brokenProbe(files: CaseFiles): Promise<readonly string[]> {
	const text = decoder.decode(files.get("probes.json") ?? new Uint8Array());
	const read = readProbes(text);
	const set = read.kind === "probes" ? read.set : undefined;
	if (set === undefined) return [];
	const outcome = await probe(inMemory(files), "/", { ...set, probes: set.probes.slice(0, 20) });
	if (outcome.kind === "bad") return [];
	return outcome.answers.flatMap((answer) => {
		JSON.stringify(probeReport(answer, "/"));
		const faults = answer.depends.filter(({ key }) => key.startsWith("fault:")).map(({ text: why }) => why);
		return [
			...faults,
			...misplacedIn(answer.trace),
			...(answer.outcome === "unknown" && answer.depends.length === 0 ? ["unknown without a reason"] : []),
		];
	});
}

const FORMATS = ["pretty", "compact", "json", "sarif", "github", "gitlab", "junit", "checkstyle", "rdjsonl"];

async function brokenCommand(files: CaseFiles): Promise<readonly string[]> {
	const wrong: string[] = [];
	let at = 0;
	for (const content of files.values()) at += content.length;
	const format = FORMATS[at % FORMATS.length] ?? "json";
	let out = "";
	const code = await run(["check", "--format", format, "/"], {
		fileSystem: inMemory(files),
		env: {},
		readStdin: () => "",
		stdout: (text) => {
			out += text;
		},
		stderr: () => {},
		stdoutIsTerminal: () => false,
		stderrIsTerminal: () => false,
		writeFile: () => undefined,
		createFile: () => undefined,
		whyNotWritable: () => undefined,
		replaceFile: () => undefined,
		rulePages: () => ({}),
		host: () => ({}) as never,
		git: () => undefined,
		now: () => 0,
	});
	if (out.includes("internal-error")) wrong.push(`--format ${format}: internal-error, exit ${code}`);
	if (["json", "sarif", "gitlab"].includes(format)) JSON.parse(out);
	return wrong;
}

function brokenConfig(files: CaseFiles): readonly string[] {
	return [...files.values()].flatMap((bytes) => {
		const text = decoder.decode(bytes);
		const lines = text.split("\n");
		const outcome = readConfig("/relaylint.json", text);
		const faults = outcome.kind === "bad" ? outcome.faults : [];
		return faults.flatMap(({ reason, position }) =>
			position === undefined || position.character <= (lines[position.line]?.length ?? -1)
				? []
				: [`"${reason}" stands outside the text`],
		);
	});
}
