/** Builds the command into a directory. */
export function buildCommand(outdir: string): Promise<unknown>;
/** Builds the library into a directory. */
export function buildLibrary(
	outdir: string,
): Promise<{ readonly outputs: Readonly<Record<string, { readonly imports: readonly { readonly path: string }[] }>> }>;
