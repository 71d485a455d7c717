import { spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { buildCommand } from "../../build.mjs";

export interface Ran {
	readonly code: number | null;
	readonly out: string;
	readonly err: string;
}

export interface BuiltCommand {
	/** The path of the command's script. */
	readonly script: string;
	/** Starts the command and gives its exit code once it ends. */
	start(args: readonly string[]): Promise<number | null>;
	/** A new folder with these files. */
	folder(files?: Readonly<Record<string, string | Uint8Array>>): string;
	/** Runs the command as a process. */
	run(cwd: string, args: readonly string[], options?: { input?: string; env?: Record<string, string>; uid?: number }): Ran;
}

/** The command as users have it, built before the tests of a file and removed after them. */
export function builtCommand(): BuiltCommand {
	const base = mkdtempSync(join(tmpdir(), "relaylint-cli-"));
	const bin = join(base, "bin");
	let folders = 0;
	beforeAll(async () => {
		chmodSync(base, 0o755);
		mkdirSync(bin);
		await buildCommand(bin);
	}, 60_000);
	afterAll(() => rmSync(base, { recursive: true, force: true }));
	const script = join(bin, "relaylint.cjs");
	return {
		script,
		start: (args) => new Promise((resolve) => spawn(process.execPath, [script, ...args]).once("exit", resolve)),
		folder(files = {}) {
			const path = join(base, `case-${folders++}`);
			mkdirSync(path);
			for (const [name, text] of Object.entries(files)) {
				mkdirSync(join(path, name, ".."), { recursive: true });
				writeFileSync(join(path, name), text);
			}
			return path;
		},
		run(cwd, args, { env, ...more } = {}) {
			const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
				cwd,
				encoding: "utf8",
				timeout: 60_000,
				maxBuffer: 1 << 28,
				env: { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, ...env },
				...more,
			});
			return { code: status, out: stdout, err: stderr };
		},
	};
}
