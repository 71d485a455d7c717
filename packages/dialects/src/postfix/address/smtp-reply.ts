/** A refusal of the SMTP server: reply code, enhanced status code (RFC 3463) and text. */
export interface SmtpReply {
	readonly code: number;
	readonly status: string;
	readonly text: string;
}

/** Makes a refusal. */
export function reply(code: number, status: string, text: string): SmtpReply {
	return { code, status, text };
}
