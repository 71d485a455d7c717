import type { Rule } from "@relaylint/core";
import { openRelay } from "./open-relay/rule.ts";
import { suppressionOfUnknownRule } from "./suppression-of-unknown-rule/rule.ts";
import { suppressionWithoutReason } from "./suppression-without-reason/rule.ts";
import { trustedNatRouter } from "./trusted-nat-router/rule.ts";
import { trustedNetworkTooWide } from "./trusted-network-too-wide/rule.ts";
import { unusedSuppression } from "./unused-suppression/rule.ts";

/** The rules that hold for every dialect, by id. */
export const rules: readonly Rule[] = [
	openRelay,
	suppressionOfUnknownRule,
	suppressionWithoutReason,
	trustedNatRouter,
	trustedNetworkTooWide,
	unusedSuppression,
];
