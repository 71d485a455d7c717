import { caseOf } from "./draft.ts";
import { caseOf as eximCaseOf } from "./exim/draft.ts";
import { generateExim } from "./exim/generate.ts";
import { smallerEximDrafts } from "./exim/shrink.ts";
import { generate } from "./generate.ts";
import { type Generator, sampleOf } from "./sample.ts";
import { sendmailCase, smallerSendmailDrafts } from "./sendmail/draft.ts";
import { generateSendmail } from "./sendmail/generate.ts";
import { smallerDrafts } from "./shrink.ts";

/** What makes configurations for an MTA; undefined where nothing does. */
export function generatorFor(mta: string): Generator | undefined {
	return GENERATORS[mta];
}

const GENERATORS: Readonly<Record<string, Generator>> = {
	exim: (seed, probes) => sampleOf(generateExim(seed, probes), eximCaseOf, smallerEximDrafts),
	postfix: (seed, probes) => sampleOf(generate(seed, probes), caseOf, smallerDrafts),
	sendmail: (seed, probes) => sampleOf(generateSendmail(seed, probes), sendmailCase, smallerSendmailDrafts),
};
