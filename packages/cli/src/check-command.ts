import {
	allRules,
	type CheckOptions,
	type CheckResult,
	check,
	hasInternalError,
	isAtLeast,
	overlayFileSystem,
	problemText,
	relativePath,
	resolvePath,
	ruleIds,
} from "@relaylint/linter";
import type { CheckCommand } from "./args.ts";
import { deliver, paintFor } from "./deliver.ts";
import { printable } from "./format/printable.ts";
import type { ExitCode, Io } from "./io.ts";

/** `relaylint check`: prints the report and says by the exit code whether there is something to fail on. */
export async function checkCommand(command: CheckCommand, io: Io): Promise<ExitCode> {
	const { stdinFilename } = command;
	const unknown = await unknownRule([...(command.select ?? []), ...(command.ignore ?? [])]);
	if (unknown !== undefined) {
		io.stderr(`relaylint: there is no rule ${printable(unknown)}; relaylint rule lists them.\n`);
		return 2;
	}
	const working = io.fileSystem.workingDirectory;
	const fileSystem =
		stdinFilename === undefined
			? io.fileSystem
			: overlayFileSystem(io.fileSystem, new Map([[resolvePath(working, stdinFilename), io.readStdin()]]));
	const paths = stdinFilename === undefined ? command.paths : [stdinFilename];
	const progress = progressOf(io);
	const options = { ...optionsOf(command, io), progress: progress.step };
	const outcome =
		command.fix || command.diff
			? await (await import("./fix-command.ts")).fixCommand(command, fileSystem, paths, options, io)
			: ({ kind: "report", result: await check(fileSystem, paths, options), to: "stdout" } as const);
	const { result } = outcome;
	progress.end();
	complain(result, paths, io);
	const broken = result.problems.length > 0 || hasInternalError(result);
	if (outcome.kind === "done") return broken ? 2 : outcome.code;
	const delivered = deliver(await reportOf(command, result, io), command.output, io, outcome.to);
	if (!delivered || broken) return 2;
	const locks = command.locked ? await (await import("./lock-command.ts")).checkLocks(result, command, io) : 0;
	if (locks !== 0) return locks;
	return command.listFiles ? 0 : failsOn(command, result) ? 1 : 0;
}

async function unknownRule(ids: readonly string[]): Promise<string | undefined> {
	if (ids.length === 0) return undefined;
	const known = await ruleIds();
	return ids.find((id) => !known.includes(id));
}

function optionsOf(command: CheckCommand, io: Io): CheckOptions {
	const { dialect, root, mtaVersion, select, ignore } = command;
	return {
		complete: command.complete,
		filesOnly: command.listFiles,
		...(command.host ? io.host() : {}),
		...(dialect === undefined ? {} : { dialect }),
		...(root === undefined ? {} : { root }),
		...(mtaVersion === undefined ? {} : { mtaVersion }),
		...(select === undefined ? {} : { select }),
		...(ignore === undefined ? {} : { ignore }),
	};
}

async function reportOf(command: CheckCommand, result: CheckResult, io: Io): Promise<string> {
	if (command.listFiles) return (await import("./format/pretty.ts")).fileList(result);
	const shown = result.findings.filter((finding) => isAtLeast(finding.severity, command.severity));
	const active = shown.filter((finding) => finding.suppressed === undefined);
	const { workingDirectory } = result;
	switch (command.output.format) {
		case "compact":
			return (await import("./format/compact.ts")).compactReport(active, workingDirectory);
		case "json":
			return (await import("./format/json.ts")).jsonReport(result, shown);
		case "sarif":
			return (await import("./format/sarif.ts")).sarifReport(result, shown, { catalog: await allRules(), pages: io.rulePages() });
		case "github":
			return (await import("./format/github.ts")).githubReport(active, workingDirectory);
		case "gitlab":
			return (await import("./format/gitlab.ts")).gitlabReport(active, workingDirectory);
		case "junit":
			return (await import("./format/junit.ts")).junitReport(result, active);
		case "checkstyle":
			return (await import("./format/checkstyle.ts")).checkstyleReport(active, workingDirectory);
		case "rdjsonl":
			return (await import("./format/rdjsonl.ts")).rdjsonlReport(active, workingDirectory);
		case "pretty":
			return (await import("./format/pretty.ts")).prettyReport(result, active, paintFor(command.output, io));
	}
}

/** Says on standard error what could not be read, and which of the named files were left out. */
function complain(result: CheckResult, paths: readonly string[], io: Io): void {
	const shown = (path: string) => printable(relativePath(result.workingDirectory, path));
	for (const problem of result.problems) io.stderr(`relaylint: ${printable(problemText(problem, result.workingDirectory))}\n`);
	const named = new Set(paths.map((path) => resolvePath(result.workingDirectory, path)));
	const reasons = new Map<string, string[]>();
	for (const { path, reason } of result.skipped) {
		if (named.has(path)) reasons.set(reason, [...(reasons.get(reason) ?? []), shown(path)]);
	}
	for (const [reason, skipped] of reasons) {
		const more = skipped.length - MOST_SKIPPED;
		const list = skipped.slice(0, MOST_SKIPPED).join(", ");
		const names = more > 0 ? `${list} and ${more} more are` : skipped.length === 1 ? `${list} is` : `${list} are`;
		io.stderr(`relaylint: note: ${names} skipped: ${reason}\n`);
	}
	if (result.configurations.length === 0 && result.problems.length === 0 && result.findings.length === 0) {
		io.stderr("relaylint: note: no mail server configuration was found\n");
	}
}

/** Of the named files that are skipped for one reason, as many are named: a hook may be given every file of a repository. */
const MOST_SKIPPED = 3;

function failsOn(command: CheckCommand, result: CheckResult): boolean {
	const { failOn, requireClosed } = command;
	if (requireClosed && result.configurations.some((one) => one.verdict !== "closed")) return true;
	const counted = result.findings.filter((finding) => finding.suppressed === undefined);
	return failOn !== "never" && counted.some((finding) => isAtLeast(finding.severity, failOn));
}

/** Progress on a terminal, for runs of more than a second. */
function progressOf(io: Io): { step(done: number, all: number): void; end(): void } {
	const start = io.now();
	let shown = false;
	return {
		step(done, all) {
			if (!shown && (io.now() - start < 1000 || !io.stderrIsTerminal())) return;
			shown = true;
			io.stderr(`\r\u001b[Kchecking ${done + 1} of ${all}`);
		},
		end() {
			if (shown) io.stderr("\r\u001b[K");
		},
	};
}
