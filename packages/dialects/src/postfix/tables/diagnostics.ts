import type { FileOrigin, Origin } from "@relaylint/core";
import { DIAGNOSTIC_LIMIT, type TableDiagnostic, type TableDiagnosticCode } from "./table.ts";

/** Collects what is said about a table, up to the limit; places are worked out only for what is kept. */
export interface DiagnosticList {
	readonly diagnostics: readonly TableDiagnostic[];
	/** True where the limit is reached, so that nothing more need be looked for. */
	readonly full: boolean;
	add(code: TableDiagnosticCode, message: string, origin: () => Origin, related?: Origin, suggestion?: string): void;
}

/** An empty list. */
export function diagnosticList(): DiagnosticList {
	const diagnostics: TableDiagnostic[] = [];
	return {
		diagnostics,
		get full() {
			return diagnostics.length >= DIAGNOSTIC_LIMIT;
		},
		add(code, message, origin, related, suggestion) {
			if (diagnostics.length >= DIAGNOSTIC_LIMIT) return;
			const place: FileOrigin | undefined = related?.kind === "file" ? related : undefined;
			diagnostics.push({
				code,
				message,
				origin: origin(),
				...(place === undefined ? {} : { related: place }),
				...(suggestion === undefined ? {} : { suggestion }),
			});
		},
	};
}
