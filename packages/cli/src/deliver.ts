import type { Output } from "./args.ts";
import { type Paint, paint, wantsColours } from "./format/style.ts";
import type { Io } from "./io.ts";

/** Writes a report to where it was asked for; false, with a message, where that fails. */
export function deliver(text: string, output: Output<string>, io: Io, to: "stdout" | "stderr" = "stdout"): boolean {
	if (output.file === undefined) {
		io[to](text);
		return true;
	}
	const reason = io.writeFile(output.file, text);
	if (reason !== undefined) io.stderr(`relaylint: ${output.file}: ${reason}\n`);
	return reason === undefined;
}

/** The colours of a report: a file gets none unless they are forced. */
export function paintFor(output: Output<string>, io: Io): Paint {
	return paint(wantsColours(io.env, () => output.file === undefined && io.stdoutIsTerminal()));
}
