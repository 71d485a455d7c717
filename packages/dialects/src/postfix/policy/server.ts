import type { Dependency, Environment, FileReader, Origin, Truth } from "@relaylint/core";
import { dependsOn, truthOf } from "@relaylint/core";
import type { AddressSettings, ParentStyle } from "../address/settings.ts";
import type { ExpandedText } from "../expand.ts";
import { HOLE } from "../holes.ts";
import type { Release } from "../schema/schema.ts";
import type { LookupTable } from "../tables/table.ts";
import type { OpenOptions } from "../tables/table-store.ts";
import { splitWords, type Word, type WordMode } from "../words.ts";
import type { Carrier } from "./transports.ts";

/** The effective parameters of one service, or of main.cf alone. */
export interface Parameters {
	/** The value in force, after every expansion. */
	text(name: string): ExpandedText;
	/** False where the default holds. */
	isSet(name: string): boolean;
}

/** Everything that the lists of one smtpd service are lowered from. */
export interface Server {
	/** smtpd's own parameters: main.cf with the service's overrides. */
	readonly own: Parameters;
	/** The parameters of trivial-rewrite and cleanup, which no override of smtpd reaches. */
	readonly shared: Parameters;
	readonly address: AddressSettings<Dependency>;
	readonly environment: Environment;
	readonly release: Release;
	readonly reader: FileReader;
	/** `environment.complete`: a file that is not there is missing. */
	readonly complete: boolean;
	/** Opens a lookup table; the same name gives the same table. */
	openTable(name: string, origin: Origin, how?: Pick<OpenOptions, "keepsCase">): LookupTable;
	/** Where a transport takes mail to its next hop. */
	carrierOf(transport: string, nexthop: string): Carrier;
	/** How access(5) tables find parent domains: whether `smtpd_access_maps` is in `parent_domain_matches_subdomains`. */
	readonly accessStyle: ParentStyle;
	/** Everything of which the conditions of the service are functions, beside what they name themselves. */
	identity(): string;
	/** The restriction classes of `smtpd_restriction_classes`, by name. */
	readonly classes: ReadonlyMap<string, RestrictionClass>;
}

/** One restriction class with its definition split into words. */
export interface RestrictionClass {
	readonly name: string;
	readonly words: readonly Word[];
	readonly origin: Origin;
}

/** The words of a list parameter. */
export function wordsOf(parameters: Parameters, name: string, mode: WordMode = "plain"): readonly Word[] {
	return splitWords(parameters.text(name), mode);
}

/** What a template hole or another unknown part of a value leaves open. */
export function holeIn(expanded: ExpandedText, what: string): Dependency | undefined {
	const [part] = expanded.unknown;
	if (part === undefined) return undefined;
	return {
		kind: part.limit === true ? "limit" : "outside",
		key: `hole:${part.reason}`,
		text: `${what} depends on ${part.reason}`,
		origin: part.origin,
	};
}

/** The dependency of a word that is not fully known. */
export function holeInWord(word: Word, what: string): Dependency | undefined {
	const [part] = word.unknown;
	if (part === undefined && !word.text.includes(HOLE)) return undefined;
	const reason = part?.reason ?? "a template hole";
	const kind = part?.limit === true ? "limit" : "outside";
	return { kind, key: `hole:${reason}`, text: `${what} depends on ${reason}`, origin: part?.origin ?? word.origin };
}

/** A yes-or-no parameter; any other word stops the daemon, which {@link badBoolean} reports, and counts as no here. */
export function yes(parameters: Parameters, name: string): Truth {
	const expanded = parameters.text(name);
	const hole = holeIn(expanded, name);
	return hole === undefined ? truthOf(expanded.text.trim().toLowerCase() === "yes") : dependsOn(hole);
}

/** The value of a boolean parameter that is neither yes nor no: smtpd does not start (postconf(5)). */
export function badBoolean(parameters: Parameters, name: string): boolean {
	const expanded = parameters.text(name);
	return expanded.unknown.length === 0 && !/^(yes|no)$/i.test(expanded.text.trim());
}

/** A whole number, or the fallback where the text is none. */
export function integer(parameters: Parameters, name: string, fallback: number): number {
	const text = parameters.text(name).text.trim();
	return /^-?\d+$/.test(text) ? Number(text) : fallback;
}

/** What a reply code leads to: smtpd answers 450 in place of a code that is neither 4xx nor 5xx; `soft_bounce` turns 5xx into 4xx. */
export function outcomeOfCode(code: number, server: Server): "reject" | "defer" {
	return code >= 500 && code <= 599 && yes(server.own, "soft_bounce").kind !== "true" ? "reject" : "defer";
}
