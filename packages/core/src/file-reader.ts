import type { SourceFile } from "./source/source-file.ts";

/**
 * What became of a file that a configuration names. `missing`: no such file beside the configuration or below the root;
 * `outside`: found, but not below a named path or the root (a symbolic link, `../`), so it was not opened;
 * `unreadable`: there but a directory, a FIFO, without permission, or too large.
 */
export type FileOutcome =
	| { readonly kind: "text"; readonly file: SourceFile }
	| { readonly kind: "missing"; readonly path: string }
	| { readonly kind: "outside"; readonly path: string }
	| { readonly kind: "unreadable"; readonly path: string; readonly reason: string };

/**
 * The files of one configuration by their path on the server (`/etc/postfix/access`) or relative to the configuration
 * (`main.cf`, `../aliases`). Total and stable: the same path gives the same outcome for the whole analysis.
 */
export interface FileReader {
	read(serverPath: string): FileOutcome;
	/** The names in a directory of the server, or undefined where it is not there. */
	list(serverPath: string): readonly string[] | undefined;
}
