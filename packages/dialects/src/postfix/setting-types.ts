import type { Environment, Origin } from "@relaylint/core";
import type { ExpandedText } from "./expand.ts";
import type { MainCf } from "./main-cf.ts";
import type { MasterCf, MasterService } from "./master.ts";
import type { AppleRelease, Release } from "./schema/schema.ts";
import type { Word, WordMode } from "./words.ts";

/** Where a value was set: `unset` is a name that neither the files nor the release know. */
export type SettingSource = "main.cf" | "master.cf" | "default" | "unset";

/** A parameter as one program sees it. */
export interface SettingValue {
	readonly name: string;
	/** As written, or the default's expression; empty where the default comes from the host. */
	readonly raw: string;
	readonly expanded: ExpandedText;
	readonly origin: Origin;
	readonly source: SettingSource;
}

/** A value read as a boolean, a number or a time: `fatal` stops the program that reads it, `unknown` depends on something outside the files. */
export type TypedValue<T> =
	| { readonly kind: "value"; readonly value: T; readonly origin: Origin }
	| { readonly kind: "unknown"; readonly reason: string; readonly origin: Origin }
	| { readonly kind: "fatal"; readonly reason: string; readonly origin: Origin };

/** Why a program does not run. */
export interface FatalSetting {
	readonly reason: string;
	readonly origin: Origin;
}

/** What a configuration's settings are made from. */
export interface SettingsInput {
	readonly mainCf: MainCf;
	/** Absent where no master.cf was found: then the release's standard one is assumed. */
	readonly masterCf?: MasterCf;
	readonly release: Release;
	/** Apple's release, where the server has Apple's Postfix. */
	readonly apple?: AppleRelease;
	readonly environment: Environment;
}

/**
 * The parameters in force. With a service they are those of that service's program: main.cf with the `-o` overrides of its line, each `$name`
 * looked up in the same place. Without one they are main.cf's alone, as a program without overrides sees them: trivial-rewrite(8), cleanup(8),
 * qmgr(8) and master(8) usually; ask with `service("rewrite")` to honour overrides of their own. Everything that says where mail goes
 * (mydestination, relay_domains, virtual_*, transport_maps, myorigin, rewriting, address classes, canonical and virtual alias maps) is read by
 * those, what says who may send it (mynetworks, smtpd_*) by smtpd, which reads mydestination and relay_domains once more for its own checks.
 */
export interface Settings {
	readonly input: SettingsInput;
	readonly services: readonly MasterService[];
	/** One sentence each, complete after the values that matter were asked for. */
	readonly assumptions: readonly string[];
	readonly service: (name: string, type?: string) => MasterService | undefined;
	readonly value: (name: string, service?: MasterService) => SettingValue;
	/** True where main.cf or the service's line sets it. */
	readonly isSet: (name: string, service?: MasterService) => boolean;
	/** The words of a list. */
	readonly words: (name: string, service?: MasterService, mode?: WordMode) => readonly Word[];
	/** `yes` or `no`, in any case. */
	readonly boolean: (name: string, service?: MasterService) => TypedValue<boolean>;
	readonly integer: (name: string, service?: MasterService) => TypedValue<number>;
	/** In seconds. */
	readonly time: (name: string, service?: MasterService) => TypedValue<number>;
	/** `compatibility_level` as a number that orders like it, see `compatibilityLevel`. */
	readonly level: (service?: MasterService) => TypedValue<number>;
}
