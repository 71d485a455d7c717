export const OPEN_BUT_FOR = "smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\n";

/** A `main.cf` with a few lines before it that are the same everywhere. */
export function main(text: string): string {
	return `compatibility_level = 3.6\nmyhostname = mx.example.com\n${text}`;
}

/** Sets asked by a table of that many lines. */
export function table(
	type: string,
	text: string,
	setting = "smtpd_recipient_restrictions = check_client_access",
): Readonly<Record<string, string>> {
	const list = `${setting} ${type}:/etc/postfix/table`;
	const rest = setting.startsWith("smtpd_relay") ? ", reject_unauth_destination\n" : `\n${OPEN_BUT_FOR}`;
	return { "main.cf": main(list + rest), table: text };
}

/** An expression in a table that lets in what it matches. */
export function expression(type: "pcre" | "regexp", pattern: string): Readonly<Record<string, string>> {
	return table(type, `/${pattern}/ OK\n`, "smtpd_relay_restrictions = check_recipient_access");
}

export const closedOnly = ["closed"] as const;
export const anyButClosed = ["open", "unknown", "conditional"] as const;
export const any = ["open", "unknown", "conditional", "closed"] as const;
