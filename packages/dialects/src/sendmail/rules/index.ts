import type { Rule } from "@relaylint/core";
import { accessKeyNeverMatches } from "./access-key-never-matches/rule.ts";
import { duplicateAccessKey } from "./duplicate-access-key/rule.ts";
import { featureAfterMailer } from "./feature-after-mailer/rule.ts";
import { looseRelayCheck } from "./loose-relay-check/rule.ts";
import { missingClassFile } from "./missing-class-file/rule.ts";
import { okTakenForRelay } from "./ok-taken-for-relay/rule.ts";
import { relayEntireDomainTooWide } from "./relay-entire-domain-too-wide/rule.ts";
import { relayEntryWithoutEffect } from "./relay-entry-without-effect/rule.ts";
import { senderSkipsClientCheck } from "./sender-skips-client-check/rule.ts";
import { textBehindAccessValue } from "./text-behind-access-value/rule.ts";
import { trustedMechanismMissing } from "./trusted-mechanism-missing/rule.ts";
import { unclosedM4Quote } from "./unclosed-m4-quote/rule.ts";
import { unknownFeature } from "./unknown-feature/rule.ts";
import { unqualifiedSendersAccepted } from "./unqualified-senders-accepted/rule.ts";
import { unresolvableSendersAccepted } from "./unresolvable-senders-accepted/rule.ts";
import { virtualDomainRelays } from "./virtual-domain-relays/rule.ts";
import { wrongM4Quotes } from "./wrong-m4-quotes/rule.ts";

/** The rules that make sense for Sendmail alone, by id. */
export const sendmailRules: readonly Rule[] = [
	accessKeyNeverMatches,
	duplicateAccessKey,
	featureAfterMailer,
	looseRelayCheck,
	missingClassFile,
	okTakenForRelay,
	relayEntireDomainTooWide,
	relayEntryWithoutEffect,
	senderSkipsClientCheck,
	textBehindAccessValue,
	trustedMechanismMissing,
	unclosedM4Quote,
	unknownFeature,
	unqualifiedSendersAccepted,
	unresolvableSendersAccepted,
	virtualDomainRelays,
	wrongM4Quotes,
];
