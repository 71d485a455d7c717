import type { EditorSupport } from "@relaylint/core";
import { complete } from "./completion.ts";
import { format } from "./format.ts";
import { hints } from "./hints.ts";
import { hover } from "./hover.ts";
import { lenses, links, outline } from "./outline.ts";
import { signature } from "./signature.ts";
import { renaming, symbols } from "./symbols.ts";
import { tokens } from "./tokens.ts";

/** Postfix in an editor. */
export const postfixEditor: EditorSupport = {
	hover,
	complete,
	outline,
	symbols,
	renaming,
	links,
	tokens,
	hints,
	signature,
	lenses,
	format,
};
