import type { Rule } from "@relaylint/core";
import { accessKeyNeverMatches } from "./access-key-never-matches/rule.ts";
import { duplicateAccessKey } from "./duplicate-access-key/rule.ts";
import { featureAfterMailer } from "./feature-after-mailer/rule.ts";
import { textBehindAccessValue } from "./text-behind-access-value/rule.ts";
import { unclosedM4Quote } from "./unclosed-m4-quote/rule.ts";
import { unknownFeature } from "./unknown-feature/rule.ts";

/** The rules that make sense for Sendmail alone, by id. */
export const sendmailRules: readonly Rule[] = [
	accessKeyNeverMatches,
	duplicateAccessKey,
	featureAfterMailer,
	textBehindAccessValue,
	unclosedM4Quote,
	unknownFeature,
];
