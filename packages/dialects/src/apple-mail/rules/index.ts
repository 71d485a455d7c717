import type { Rule } from "@relaylint/core";
import { emptyRelayList } from "./empty-relay-list/rule.ts";
import { netinfoNotInForce } from "./netinfo-not-in-force/rule.ts";
import { plainTextLogin } from "./plain-text-login/rule.ts";
import { relayByListedName } from "./relay-by-listed-name/rule.ts";
import { relayFlagValue } from "./relay-flag-value/rule.ts";
import { relayListEntry } from "./relay-list-entry/rule.ts";
import { relayListNotEnforced } from "./relay-list-not-enforced/rule.ts";
import { sendOnlyServer } from "./send-only-server/rule.ts";
import { settingsDifferFromMainCf } from "./settings-differ-from-main-cf/rule.ts";

/** The rules of Apple's mail servers alone, by id. */
export const appleRules: readonly Rule[] = [
	emptyRelayList,
	netinfoNotInForce,
	plainTextLogin,
	relayByListedName,
	relayFlagValue,
	relayListEntry,
	relayListNotEnforced,
	sendOnlyServer,
	settingsDifferFromMainCf,
];
