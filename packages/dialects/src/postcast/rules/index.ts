import type { Rule } from "@relaylint/core";
import { accessListsOverlap } from "./access-lists-overlap/rule.ts";
import { ambiguousAddressPrefix } from "./ambiguous-address-prefix/rule.ts";
import { contentCheckAsProtection } from "./content-check-as-protection/rule.ts";
import { denyListAlone } from "./deny-list-alone/rule.ts";
import { exposureNotSaid } from "./exposure-not-said/rule.ts";
import { portChangeAsProtection } from "./port-change-as-protection/rule.ts";
import { repeatedScreenSetting } from "./repeated-screen-setting/rule.ts";
import { undocumentedAccessValue } from "./undocumented-access-value/rule.ts";
import { unknownScreenSetting } from "./unknown-screen-setting/rule.ts";

/** The rules of PostCast Server alone, by id. */
export const postcastRules: readonly Rule[] = [
	accessListsOverlap,
	ambiguousAddressPrefix,
	contentCheckAsProtection,
	denyListAlone,
	exposureNotSaid,
	portChangeAsProtection,
	repeatedScreenSetting,
	undocumentedAccessValue,
	unknownScreenSetting,
];
