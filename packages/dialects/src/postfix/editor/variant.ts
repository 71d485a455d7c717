import type { Completion, Configuration } from "@relaylint/core";
import { modelOf } from "../model.ts";
import { parameters } from "./completion.ts";

/** The door by which another vendor's build of Postfix has its settings shown in an editor. */
export { hover as shownHover } from "./hover.ts";
export { outline as shownOutline } from "./outline.ts";
export { tokens as shownTokens } from "./tokens.ts";

/** The parameters that may be set, with what they do. */
export function shownParameters(configuration: Pick<Configuration, "model">): readonly Completion[] {
	return parameters(modelOf(configuration), " = ");
}
