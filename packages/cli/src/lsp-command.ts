import { serveProcess } from "@relaylint/language-server/node";
import type { Transport } from "./args.ts";
import type { ExitCode, Io } from "./io.ts";

/** Runs the language server, which ends the process itself when its client says so or goes away. */
export function lspCommand(transport: Transport, io: Io): Promise<ExitCode> {
	serveProcess(transport, { rulePage: (id) => io.rulePages()[id] });
	return new Promise(() => undefined);
}
