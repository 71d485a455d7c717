import type { EditorSupport } from "@relaylint/core";

/** Postfix in an editor. */
export const postfixEditor: EditorSupport = {};
