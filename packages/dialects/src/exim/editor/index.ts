import type { EditorSupport } from "@relaylint/core";
import { complete } from "./completion.ts";
import { hover } from "./hover.ts";
import { lenses, links, outline } from "./outline.ts";
import { renaming, symbols } from "./symbols.ts";
import { hints, tokens } from "./tokens.ts";

/** Exim in an editor. */
export const eximEditor: EditorSupport = { hover, complete, outline, symbols, renaming, links, tokens, hints, lenses };
