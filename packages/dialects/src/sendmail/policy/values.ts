/** What a value of the access map does where the rules ask for it. */
export type AccessValue = "relay" | "ok" | "skip" | "reject" | "defer" | "discard" | "hold";

/**
 * The meaning of a value: cf/README, "ACCESS DATABASE". A word counts only alone: anything behind it makes the whole a text of refusal, which is
 * permanent unless it begins with a code of the 400s.
 */
export function meaningOf(value: string): AccessValue {
	const text = value.trim();
	switch (text.toUpperCase()) {
		case "RELAY":
			return "relay";
		case "OK":
			return "ok";
		case "REJECT":
			return "reject";
		case "DISCARD":
			return "discard";
	}
	// Without a reason as well: the rules take for one the address that stands behind the value.
	if (/^quarantine\s*:/i.test(text)) return "hold";
	const error = /^error\s*:\s*(?:\w+\s*\.\s*\w+\s*\.\s*\w+\s*:)?\s*(.*)$/is.exec(text);
	const words = (error?.[1] ?? text).replace(/^"/, "");
	return /^4\d\d(?:[ \t-]|$)/.test(words) && /^4\d\d\s+\S/.test(words) ? "defer" : "reject";
}

/** The meaning of a value for a connection, where nothing stands behind it: a quarantine without a reason is a text of refusal. */
export function meaningAtConnection(value: string): AccessValue {
	return /^\s*quarantine\s*:\s*$/i.test(value) ? "reject" : meaningOf(value);
}
