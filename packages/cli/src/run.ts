import { VERSION } from "@relaylint/linter";
import { readArguments } from "./args.ts";
import { HELP } from "./help.ts";
import type { ExitCode, Io } from "./io.ts";

/** Runs one command. Standard output carries the report alone; everything else goes to standard error. */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
	const command = readArguments(argv);
	switch (command.kind) {
		case "usage-error":
			io.stderr(`relaylint: ${command.message}\nTry relaylint --help.\n`);
			return 2;
		case "help":
			io.stdout(HELP[command.topic]);
			return 0;
		case "version":
			io.stdout(`relaylint ${VERSION}\n`);
			return 0;
		case "check":
			return (await import("./check-command.ts")).checkCommand(command, io);
		case "probe":
			return (await import("./probe-command.ts")).probeCommand(command, io);
		case "map":
			return (await import("./map-command.ts")).mapCommand(command, io);
		case "policy":
			return (await import("./policy-command.ts")).policyCommand(command, io);
		case "diff":
			return (await import("./diff-command.ts")).diffCommand(command, io);
		case "lock":
			return (await import("./lock-command.ts")).lockCommand(command.path, command.files, command.file, io);
		case "test":
			return (await import("./test-command.ts")).testCommand(command.path, command.files, command.output, io);
		case "verify":
			return (await import("./verify-command.ts")).verifyCommand(command, io);
		case "init":
			return (await import("./init-command.ts")).initCommand(command.directory, command.host, io);
		case "lsp":
			return (await import("./lsp-command.ts")).lspCommand(command.transport, io);
		case "rule":
			return (await import("./rule-command.ts")).ruleCommand(command.id, command.output, io);
	}
}
