import type { Diagnostic, FileOrigin, Fix } from "@relaylint/core";

/** Words that an earlier part of the same list or table keeps from ever counting. */
export interface Shadow {
	readonly origin: FileOrigin;
	readonly severity: Diagnostic["severity"];
	readonly message: string;
	/** The earlier part. */
	readonly cause: FileOrigin | undefined;
	readonly fixes: readonly Fix[];
}
