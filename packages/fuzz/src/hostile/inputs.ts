import { eximInputs } from "./exim.ts";
import type { HostileInput } from "./input.ts";
import { postfixSettingInputs } from "./postfix.ts";
import { postfixTableInputs } from "./postfix-tables.ts";
import { sendmailInputs } from "./sendmail.ts";

/** Input built to take time or memory without end, by the dialect that reads it. */
export const hostileInputs: Readonly<Record<string, readonly HostileInput[]>> = {
	postfix: [...postfixSettingInputs, ...postfixTableInputs],
	exim: eximInputs,
	sendmail: sendmailInputs,
};
