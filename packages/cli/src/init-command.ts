import { CONFIG_NAME, CONFIG_SCHEMA, resolvePath } from "@relaylint/linter";
import { printable } from "./format/printable.ts";
import type { ExitCode, Io } from "./io.ts";

/** `relaylint init`: writes a `relaylint.json` that changes nothing yet; with `--host` it says what this machine says of itself. */
export function initCommand(directory: string, host: boolean, io: Io): ExitCode {
	const path = resolvePath(resolvePath(io.fileSystem.workingDirectory, directory), CONFIG_NAME);
	const facts = host ? io.host() : undefined;
	const config = {
		$schema: CONFIG_SCHEMA,
		exclude: [],
		...(facts === undefined ? {} : { hostname: facts.hostname }),
		network: { ...(facts === undefined ? {} : { interfaces: facts.interfaces }), natRouters: [], ownServers: [] },
		rules: {},
		overrides: [],
	};
	const reason = io.createFile(path, `${JSON.stringify(config, undefined, 2)}\n`);
	io.stderr(`relaylint: ${printable(directory === "." ? CONFIG_NAME : `${directory}/${CONFIG_NAME}`)}: ${reason ?? "written"}\n`);
	return reason === undefined ? 0 : 2;
}
