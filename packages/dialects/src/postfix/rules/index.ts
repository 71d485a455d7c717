import type { Rule } from "@relaylint/core";
import { anonymousLoginAllowed } from "./anonymous-login-allowed/rule.ts";
import { authGrantsNothing } from "./auth-grants-nothing/rule.ts";
import { byteOrderMark } from "./byte-order-mark/rule.ts";
import { cidrInIndexedTable } from "./cidr-in-indexed-table/rule.ts";
import { clientCertificateFromAnyCa } from "./client-certificate-from-any-ca/rule.ts";
import { clientCertificateNeverAskedFor } from "./client-certificate-never-asked-for/rule.ts";
import { colonAfterTableKey } from "./colon-after-table-key/rule.ts";
import { commentInValue } from "./comment-in-value/rule.ts";
import { commentedHeadLiveTail } from "./commented-head-live-tail/rule.ts";
import { compatibilityLevelMissing } from "./compatibility-level-missing/rule.ts";
import { configurationInAnotherDirectory } from "./configuration-in-another-directory/rule.ts";
import { domainInTwoClasses } from "./domain-in-two-classes/rule.ts";
import { duplicateParameter } from "./duplicate-parameter/rule.ts";
import { duplicateService } from "./duplicate-service/rule.ts";
import { duplicateTableKey } from "./duplicate-table-key/rule.ts";
import { emptyTableResult } from "./empty-table-result/rule.ts";
import { flattenedSettings } from "./flattened-settings/rule.ts";
import { flattenedTableLine } from "./flattened-table-line/rule.ts";
import { includeOutside } from "./include-outside/rule.ts";
import { indentedFirstLine } from "./indented-first-line/rule.ts";
import { indentedSetting } from "./indented-setting/rule.ts";
import { invalidUtf8 } from "./invalid-utf8/rule.ts";
import { malformedExpression } from "./malformed-expression/rule.ts";
import { malformedOption } from "./malformed-option/rule.ts";
import { malformedReference } from "./malformed-reference/rule.ts";
import { malformedService } from "./malformed-service/rule.ts";
import { malformedTableName } from "./malformed-table-name/rule.ts";
import { missingEqualsSign } from "./missing-equals-sign/rule.ts";
import { missingParameterName } from "./missing-parameter-name/rule.ts";
import { missingRejectUnauthDestination } from "./missing-reject-unauth-destination/rule.ts";
import { missingRestrictionArgument } from "./missing-restriction-argument/rule.ts";
import { missingTable } from "./missing-table/rule.ts";
import { mynetworksStyleIgnored } from "./mynetworks-style-ignored/rule.ts";
import { networkHostBits } from "./network-host-bits/rule.ts";
import { noBreakSpace } from "./no-break-space/rule.ts";
import { nulByte } from "./nul-byte/rule.ts";
import { numericOrEmptyResultPermits } from "./numeric-or-empty-result-permits/rule.ts";
import { okWhereForbidden } from "./ok-where-forbidden/rule.ts";
import { overrideHasNoEffect } from "./override-has-no-effect/rule.ts";
import { placeholderValue } from "./placeholder-value/rule.ts";
import { policyServiceBeforeGuard } from "./policy-service-before-guard/rule.ts";
import { proxyProtocolUnguarded } from "./proxy-protocol-unguarded/rule.ts";
import { qmqpTrustsTooMuch } from "./qmqp-trusts-too-much/rule.ts";
import { recipientsNotValidated } from "./recipients-not-validated/rule.ts";
import { refusalCodeIgnored } from "./refusal-code-ignored/rule.ts";
import { reinjectionPortExposed } from "./reinjection-port-exposed/rule.ts";
import { relayDomainsTooWide } from "./relay-domains-too-wide/rule.ts";
import { removedParameter } from "./removed-parameter/rule.ts";
import { restrictionInIneffectiveList } from "./restriction-in-ineffective-list/rule.ts";
import { serviceWillNotRun } from "./service-will-not-run/rule.ts";
import { shadowedRestriction } from "./shadowed-restriction/rule.ts";
import { smtpForSmtpd } from "./smtp-for-smtpd/rule.ts";
import { submissionWithoutAuthentication } from "./submission-without-authentication/rule.ts";
import { subnetTrustedByDefault } from "./subnet-trusted-by-default/rule.ts";
import { tableResultIgnored } from "./table-result-ignored/rule.ts";
import { templateHole } from "./template-hole/rule.ts";
import { unbalancedBrace } from "./unbalanced-brace/rule.ts";
import { unbalancedTableBlock } from "./unbalanced-table-block/rule.ts";
import { undefinedParameterReference } from "./undefined-parameter-reference/rule.ts";
import { unexpectedArgument } from "./unexpected-argument/rule.ts";
import { unknownParameter } from "./unknown-parameter/rule.ts";
import { unknownRestriction } from "./unknown-restriction/rule.ts";
import { unknownTableType } from "./unknown-table-type/rule.ts";
import { unreadableFile } from "./unreadable-file/rule.ts";
import { unreadableNetwork } from "./unreadable-network/rule.ts";
import { unreadableTableLine } from "./unreadable-table-line/rule.ts";
import { unsupportedExpression } from "./unsupported-expression/rule.ts";
import { untrustedRoutingAllowed } from "./untrusted-routing-allowed/rule.ts";
import { warnIfRejectOnGuard } from "./warn-if-reject-on-guard/rule.ts";
import { wildcardInMatchList } from "./wildcard-in-match-list/rule.ts";
import { xclientTrustsTooMuch } from "./xclient-trusts-too-much/rule.ts";

/** The rules that make sense in Postfix alone, alphabetical. */
export const postfixRules: readonly Rule[] = [
	anonymousLoginAllowed,
	authGrantsNothing,
	byteOrderMark,
	cidrInIndexedTable,
	clientCertificateFromAnyCa,
	clientCertificateNeverAskedFor,
	colonAfterTableKey,
	commentInValue,
	commentedHeadLiveTail,
	compatibilityLevelMissing,
	configurationInAnotherDirectory,
	domainInTwoClasses,
	duplicateParameter,
	duplicateService,
	duplicateTableKey,
	emptyTableResult,
	flattenedSettings,
	flattenedTableLine,
	includeOutside,
	indentedFirstLine,
	indentedSetting,
	invalidUtf8,
	malformedExpression,
	malformedOption,
	malformedReference,
	malformedService,
	malformedTableName,
	missingEqualsSign,
	missingParameterName,
	missingRejectUnauthDestination,
	missingRestrictionArgument,
	missingTable,
	mynetworksStyleIgnored,
	networkHostBits,
	noBreakSpace,
	nulByte,
	numericOrEmptyResultPermits,
	okWhereForbidden,
	overrideHasNoEffect,
	placeholderValue,
	policyServiceBeforeGuard,
	proxyProtocolUnguarded,
	qmqpTrustsTooMuch,
	recipientsNotValidated,
	refusalCodeIgnored,
	reinjectionPortExposed,
	relayDomainsTooWide,
	removedParameter,
	restrictionInIneffectiveList,
	serviceWillNotRun,
	shadowedRestriction,
	smtpForSmtpd,
	submissionWithoutAuthentication,
	subnetTrustedByDefault,
	tableResultIgnored,
	templateHole,
	unbalancedBrace,
	unbalancedTableBlock,
	undefinedParameterReference,
	unexpectedArgument,
	unknownParameter,
	unknownRestriction,
	unknownTableType,
	unreadableFile,
	unreadableNetwork,
	unreadableTableLine,
	unsupportedExpression,
	untrustedRoutingAllowed,
	warnIfRejectOnGuard,
	wildcardInMatchList,
	xclientTrustsTooMuch,
];
