import { eximInputs } from "./exim.ts";
import type { HostileInput } from "./input.ts";
import { postfixInputs } from "./postfix.ts";
import { sendmailInputs } from "./sendmail.ts";

/** Input built to take time or memory without end, by the dialect that reads it. */
export const hostileInputs: Readonly<Record<string, readonly HostileInput[]>> = {
	postfix: postfixInputs,
	exim: eximInputs,
	sendmail: sendmailInputs,
};
