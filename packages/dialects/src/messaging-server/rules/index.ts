import type { Rule } from "@relaylint/core";
import { addressWithoutDollar } from "./address-without-dollar/rule.ts";
import { anchoredEntryWithAppendedFields } from "./anchored-entry-with-appended-fields/rule.ts";
import { blankAroundContinuation } from "./blank-around-continuation/rule.ts";
import { blankLineInTable } from "./blank-line-in-table/rule.ts";
import { columnTooLong } from "./column-too-long/rule.ts";
import { commentNotInFirstColumn } from "./comment-not-in-first-column/rule.ts";
import { continueWithoutEnd } from "./continue-without-end/rule.ts";
import { contradictoryFlags } from "./contradictory-flags/rule.ts";
import { deepInclude } from "./deep-include/rule.ts";
import { delayWithoutNumber } from "./delay-without-number/rule.ts";
import { duplicateTable } from "./duplicate-table/rule.ts";
import { entryInFirstColumn } from "./entry-in-first-column/rule.ts";
import { entryNeverMatches } from "./entry-never-matches/rule.ts";
import { entryOutsideTable } from "./entry-outside-table/rule.ts";
import { entryWithoutDecision } from "./entry-without-decision/rule.ts";
import { explicitRoutingNotRefused } from "./explicit-routing-not-refused/rule.ts";
import { fieldCountMismatch } from "./field-count-mismatch/rule.ts";
import { ignoredBitsAsPrefix } from "./ignored-bits-as-prefix/rule.ts";
import { internalChannelForEveryAddress } from "./internal-channel-for-every-address/rule.ts";
import { internalIpWithoutFinalEntry } from "./internal-ip-without-final-entry/rule.ts";
import { loginChannelSwitchable } from "./login-channel-switchable/rule.ts";
import { malformedDispatcherOption } from "./malformed-dispatcher-option/rule.ts";
import { malformedRewriteRule } from "./malformed-rewrite-rule/rule.ts";
import { matchAllChannelSwitchable } from "./match-all-channel-switchable/rule.ts";
import { missingBlankAfterTableName } from "./missing-blank-after-table-name/rule.ts";
import { missingInclude } from "./missing-include/rule.ts";
import { missingTcpLocalEntry } from "./missing-tcp-local-entry/rule.ts";
import { missingTemplate } from "./missing-template/rule.ts";
import { misspeltTableName } from "./misspelt-table-name/rule.ts";
import { networkWiderThanAddress } from "./network-wider-than-address/rule.ts";
import { sendAccessRefusesLocalMail } from "./send-access-refuses-local-mail/rule.ts";
import { senderEntryLetsRelay } from "./sender-entry-lets-relay/rule.ts";
import { shadowedEntry } from "./shadowed-entry/rule.ts";
import { switchByClientName } from "./switch-by-client-name/rule.ts";
import { tlsSwitchWithoutLogin } from "./tls-switch-without-login/rule.ts";
import { unclearSequence } from "./unclear-sequence/rule.ts";
import { unknownChannelKeyword } from "./unknown-channel-keyword/rule.ts";
import { unquotedBlank } from "./unquoted-blank/rule.ts";
import { unterminatedCall } from "./unterminated-call/rule.ts";
import { unterminatedIteration } from "./unterminated-iteration/rule.ts";

/** The rules that only Messaging Server and its forebears need, alphabetical. */
export const messagingServerRules: readonly Rule[] = [
	addressWithoutDollar,
	anchoredEntryWithAppendedFields,
	blankAroundContinuation,
	blankLineInTable,
	columnTooLong,
	commentNotInFirstColumn,
	continueWithoutEnd,
	contradictoryFlags,
	deepInclude,
	delayWithoutNumber,
	duplicateTable,
	entryInFirstColumn,
	entryNeverMatches,
	entryOutsideTable,
	entryWithoutDecision,
	explicitRoutingNotRefused,
	fieldCountMismatch,
	ignoredBitsAsPrefix,
	internalChannelForEveryAddress,
	internalIpWithoutFinalEntry,
	loginChannelSwitchable,
	malformedDispatcherOption,
	malformedRewriteRule,
	matchAllChannelSwitchable,
	missingBlankAfterTableName,
	missingInclude,
	missingTcpLocalEntry,
	missingTemplate,
	misspeltTableName,
	networkWiderThanAddress,
	sendAccessRefusesLocalMail,
	senderEntryLetsRelay,
	shadowedEntry,
	switchByClientName,
	tlsSwitchWithoutLogin,
	unclearSequence,
	unknownChannelKeyword,
	unquotedBlank,
	unterminatedCall,
	unterminatedIteration,
];
