import type { CheckOptions } from "@relaylint/linter";

/** What a user sets under `relaylint.*`; what is absent is left to `relaylint.json`. */
export interface ServerSettings {
	readonly enable: boolean;
	/** The least severity that is shown. */
	readonly severity: "error" | "warning" | "info";
	readonly check: Pick<CheckOptions, "root" | "complete" | "mtaVersion" | "hostname" | "select" | "ignore">;
	readonly inlayHints: boolean;
	readonly codeLens: boolean;
	/** The most diagnostics of one file. */
	readonly maxDiagnostics: number;
}

/** What holds where nothing is set. */
export const DEFAULT_SETTINGS: ServerSettings = {
	enable: true,
	severity: "info",
	check: {},
	inlayHints: true,
	codeLens: true,
	maxDiagnostics: 200,
};

/** Reads settings as a client sends them; total: what is none is as if it were not set. */
export function readSettings(sent: unknown): ServerSettings {
	const text = (...keys: string[]) => {
		const value = at(sent, keys);
		return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
	};
	const flag = (fallback: boolean, ...keys: string[]) => {
		const value = at(sent, keys);
		return typeof value === "boolean" ? value : fallback;
	};
	const list = (...keys: string[]) => {
		const value = at(sent, keys);
		const words = Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
		return words.length === 0 ? undefined : words;
	};
	const severity = text("severity");
	const most = at(sent, ["maxDiagnostics"]);
	const [root, mtaVersion, hostname, select, ignore] = [
		text("root"),
		text("mtaVersion"),
		text("hostname"),
		list("select"),
		list("ignore"),
	];
	const complete = at(sent, ["complete"]) === true;
	return {
		enable: flag(DEFAULT_SETTINGS.enable, "enable"),
		severity: severity === "error" || severity === "warning" || severity === "info" ? severity : DEFAULT_SETTINGS.severity,
		check: {
			...(root === undefined ? {} : { root }),
			...(mtaVersion === undefined ? {} : { mtaVersion }),
			...(hostname === undefined ? {} : { hostname }),
			...(select === undefined ? {} : { select }),
			...(ignore === undefined ? {} : { ignore }),
			...(complete ? { complete } : {}),
		},
		inlayHints: flag(DEFAULT_SETTINGS.inlayHints, "inlayHints", "enable"),
		codeLens: flag(DEFAULT_SETTINGS.codeLens, "codeLens", "enable"),
		maxDiagnostics: typeof most === "number" && most >= 1 ? Math.floor(most) : DEFAULT_SETTINGS.maxDiagnostics,
	};
}

/** A value in nested objects, whose keys may also be joined by dots. */
function at(sent: unknown, keys: readonly string[]): unknown {
	if (typeof sent !== "object" || sent === null) return undefined;
	const [first = "", ...rest] = keys;
	const joined = (sent as Record<string, unknown>)[keys.join(".")];
	if (joined !== undefined) return joined;
	const value = (sent as Record<string, unknown>)[first];
	return rest.length === 0 ? value : at(value, rest);
}
