import { FALSE, TRUE, type Truth, truthOf } from "@relaylint/core";

/** What the text of a `condition` says (specification, 44.22): empty, `no`, `false` and zero are false, `yes`, `true` and other numbers true. */
export function conditionTruth(text: string): Truth {
	if (text === "") return FALSE;
	if (/^[-+]?\d+$/.test(text)) return truthOf(Number(text) !== 0);
	if (/^(?:no|false)$/i.test(text)) return FALSE;
	return /^(?:yes|true)$/i.test(text) ? TRUE : { kind: "error", reason: `"${text}" is neither true nor false` };
}
