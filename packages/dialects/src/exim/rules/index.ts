import type { Rule } from "@relaylint/core";
import { aclAcceptsNothing } from "./acl-accepts-nothing/rule.ts";
import { aclFallsOffItsEnd } from "./acl-falls-off-its-end/rule.ts";
import { conditionInMessage } from "./condition-in-message/rule.ts";
import { emptyHostList } from "./empty-host-list/rule.ts";
import { encryptionTakenForLogin } from "./encryption-taken-for-login/rule.ts";
import { everybodyMayLogIn } from "./everybody-may-log-in/rule.ts";
import { eximWillNotStart } from "./exim-will-not-start/rule.ts";
import { forcedFailureIsTrue } from "./forced-failure-is-true/rule.ts";
import { ipv6ColonsNotDoubled } from "./ipv6-colons-not-doubled/rule.ts";
import { listEndsInNegation } from "./list-ends-in-negation/rule.ts";
import { lookupDataIgnored } from "./lookup-data-ignored/rule.ts";
import { messageNeverSaid } from "./message-never-said/rule.ts";
import { missingLocalPartGuard } from "./missing-local-part-guard/rule.ts";
import { modifierBeforeConditions } from "./modifier-before-conditions/rule.ts";
import { nameBeforeAddress } from "./name-before-address/rule.ts";
import { percentHackEnabled } from "./percent-hack-enabled/rule.ts";
import { proxyTrustOpen } from "./proxy-trust-open/rule.ts";
import { quotesInAclList } from "./quotes-in-acl-list/rule.ts";
import { statementNeverReached } from "./statement-never-reached/rule.ts";
import { undefinedAcl } from "./undefined-acl/rule.ts";
import { undefinedNamedList } from "./undefined-named-list/rule.ts";
import { unknownHostsIncluded } from "./unknown-hosts-included/rule.ts";
import { unreferencedAcl } from "./unreferenced-acl/rule.ts";
import { verificationTakenForRelayControl } from "./verification-taken-for-relay-control/rule.ts";
import { warningTakenForGuard } from "./warning-taken-for-guard/rule.ts";

/** The rules that make sense for Exim alone, in alphabetical order. */
export const eximRules: readonly Rule[] = [
	aclAcceptsNothing,
	aclFallsOffItsEnd,
	conditionInMessage,
	emptyHostList,
	encryptionTakenForLogin,
	everybodyMayLogIn,
	eximWillNotStart,
	forcedFailureIsTrue,
	ipv6ColonsNotDoubled,
	listEndsInNegation,
	lookupDataIgnored,
	messageNeverSaid,
	missingLocalPartGuard,
	modifierBeforeConditions,
	nameBeforeAddress,
	percentHackEnabled,
	proxyTrustOpen,
	quotesInAclList,
	statementNeverReached,
	undefinedAcl,
	undefinedNamedList,
	unknownHostsIncluded,
	unreferencedAcl,
	verificationTakenForRelayControl,
	warningTakenForGuard,
];
