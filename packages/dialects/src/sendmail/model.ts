import type { Configuration } from "@relaylint/core";
import type { MacroConfiguration } from "./mc.ts";
import type { Server } from "./server.ts";

/** What Sendmail's own rules read. */
export interface SendmailModel {
	/** The m4 source, where the configuration is one. */
	readonly mc: MacroConfiguration | undefined;
	readonly server: Server;
}

/** The model of a configuration of this dialect. */
export function modelOf({ model }: Configuration): SendmailModel {
	return model as SendmailModel;
}
