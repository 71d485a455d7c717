import type { Configuration } from "@relaylint/core";
import type { AppleDump } from "./ast.ts";
import type { Flags } from "./lower.ts";
import type { NetInfoSettings } from "./netinfo.ts";
import type { MacRelease } from "./release.ts";

/** What the rules of Apple Mail Service read of a NetInfo dump. */
export interface NetInfoModel {
	readonly kind: "netinfo";
	readonly dump: AppleDump;
	readonly settings: NetInfoSettings;
	readonly release: MacRelease;
	readonly flags: Flags;
}

/** The model of a configuration that shows NetInfo; undefined where it shows Server Admin's settings. */
export function netInfoOf(configuration: Pick<Configuration, "model">): NetInfoModel | undefined {
	const model = configuration.model as Partial<NetInfoModel>;
	return model.kind === "netinfo" ? (model as NetInfoModel) : undefined;
}
