import { appleRows } from "./parameters-apple.ts";
import { contentRows } from "./parameters-content.ts";
import { deliveryRows } from "./parameters-delivery.ts";
import { lmtpRows } from "./parameters-lmtp.ts";
import { postscreenRows } from "./parameters-postscreen.ts";
import { routingRows } from "./parameters-routing.ts";
import { smtpRows } from "./parameters-smtp.ts";
import { smtpdRows } from "./parameters-smtpd.ts";
import { systemRows } from "./parameters-system.ts";
import { tlsRows } from "./parameters-tls.ts";

/**
 * The rows of postconf(5), by subsystem, as text that costs nothing until it is asked for. Six fields separated by ` | `:
 * 1. name
 * 2. type, with the words of an `enum` or `enum-list` after a colon
 * 3. life: `+` the releases that brought it (newest branch first, then backports), `~` the release that made it obsolete,
 *    `-` the release that removed it, `>` what replaces it, `ro` set by Postfix itself, `computed` its default comes from the machine,
 *    `apple` Apple's Postfix alone has it
 * 4. support state: `m` modelled, `i` irrelevant, `u` unmodelled
 * 5. default; where it changed, ` ;; 3.0: ` begins the one that holds from 3.0 on. Paths and table types are those of Debian's build
 * 6. one line saying what it does, or `=` and the parameter whose line it shares
 */
export const parameterRows: readonly (readonly string[])[] = [
	appleRows,
	contentRows,
	deliveryRows,
	lmtpRows,
	postscreenRows,
	routingRows,
	smtpRows,
	smtpdRows,
	systemRows,
	tlsRows,
];
