import type { Configuration } from "@relaylint/core";
import type { PostcastFile } from "./ast.ts";
import type { PostcastSettings } from "./resolve.ts";

/** What PostCast's own rules read of a configuration. */
export interface PostcastModel {
	readonly file: PostcastFile;
	readonly settings: PostcastSettings;
}

/** The model of a configuration that PostCast's dialect has read. */
export function modelOf(configuration: Pick<Configuration, "model">): PostcastModel {
	return configuration.model as PostcastModel;
}
