import { existsSync } from "node:fs";
import { layerOf } from "./layer.ts";
import { postfix } from "./postfix-driver.ts";

/** Before the checks over the shared folder: they fail where it is missing, and have a real postconf(1) to ask. */
export default function setup(): void {
	if (!existsSync("../shared")) throw new Error("there is no ../shared: these checks need it");
	process.env.RELAYLINT_POSTFIX_LAYER = layerOf(postfix.recipe);
}
