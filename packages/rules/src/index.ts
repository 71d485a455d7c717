import type { Rule } from "@relaylint/core";
import { authWithoutTls } from "./auth-without-tls/rule.ts";
import { openRelay } from "./open-relay/rule.ts";
import { relayByForgeableSender } from "./relay-by-forgeable-sender/rule.ts";
import { relayByHelo } from "./relay-by-helo/rule.ts";
import { relayByUnverifiedName } from "./relay-by-unverified-name/rule.ts";
import { relayDependsOnUnknown } from "./relay-depends-on-unknown/rule.ts";
import { relayingByMxRecord } from "./relaying-by-mx-record/rule.ts";
import { suppressionOfUnknownRule } from "./suppression-of-unknown-rule/rule.ts";
import { suppressionWithoutReason } from "./suppression-without-reason/rule.ts";
import { trustedNatRouter } from "./trusted-nat-router/rule.ts";
import { trustedNetworkTooWide } from "./trusted-network-too-wide/rule.ts";
import { unusedSuppression } from "./unused-suppression/rule.ts";

/** The rules that hold for every dialect, by id. */
export const rules: readonly Rule[] = [
	authWithoutTls,
	openRelay,
	relayByForgeableSender,
	relayByHelo,
	relayByUnverifiedName,
	relayDependsOnUnknown,
	relayingByMxRecord,
	suppressionOfUnknownRule,
	suppressionWithoutReason,
	trustedNatRouter,
	trustedNetworkTooWide,
	unusedSuppression,
];
