import type { Dependency, Environment } from "@relaylint/core";
import { type ExpandedText, literalText } from "./expand.ts";
import type { MainCf } from "./main-cf.ts";
import type { MasterService } from "./master.ts";
import { type AppleRelease, findParameter, NEWEST_OF_APPLE, parseAppleRelease, parseRelease } from "./schema/schema.ts";
import type { Settings } from "./setting-types.ts";

/**
 * Apple's release, where the server has Apple's Postfix: because somebody says so, or because main.cf sets what that alone has and nobody says that
 * it is another.
 */
export function appleReleaseOf(mainCf: MainCf, { release }: Environment): AppleRelease | undefined {
	if (release !== undefined && parseRelease(release) !== undefined) return undefined;
	const said = release === undefined ? undefined : parseAppleRelease(release);
	if (said !== undefined) return said;
	return mainCf.assignments.some(({ name }) => findParameter(name)?.apple === true) ? NEWEST_OF_APPLE : undefined;
}

/** Apple's release for a file that only Apple's server shows, whether its release, or the one of its Postfix, is said or not. */
export function appleBuild({ release }: Environment): AppleRelease {
	const upstream = release === undefined ? undefined : parseRelease(release);
	if (release !== undefined && upstream !== undefined) return { name: `with Postfix ${release}`, postfix: upstream };
	return (release === undefined ? undefined : parseAppleRelease(release)) ?? NEWEST_OF_APPLE;
}

/** Ways to log in through Apple's password server. */
const MECHANISMS = /^(?:login|plain|cram-md5|digest-md5|gssapi)$/i;

/** Those of them in which the password is sent as it is. */
const IN_CLEAR = /^(?:login|plain)$/i;

/** What another setting of Apple's makes of a parameter that is not set: `smtpd_use_pw_server` offers AUTH with the ways that are named. */
export function appleDefault(name: string, service: MasterService | undefined, settings: Settings): ExpandedText | undefined {
	if (name !== "smtpd_sasl_auth_enable" || settings.input.apple === undefined) return undefined;
	const server = settings.value("smtpd_use_pw_server", service);
	const options = settings.value("smtpd_pw_server_security_options", service);
	for (const { expanded } of [server, options]) if (expanded.unknown.length > 0) return expanded;
	const offers = settings.words("smtpd_pw_server_security_options", service).some((word) => MECHANISMS.test(word.text));
	if (!/^yes$/i.test(server.expanded.text.trim()) || !offers) return undefined;
	return { ...literalText("yes", "smtpd_use_pw_server"), origin: server.origin };
}

/** Whether Apple's password server takes no password as it is; undefined where it is not asked. */
export function passwordServerHidesPasswords(settings: Settings, service: MasterService): boolean | undefined {
	if (
		settings.isSet("smtpd_sasl_auth_enable", service) ||
		appleDefault("smtpd_sasl_auth_enable", service, settings) === undefined
	)
		return undefined;
	return !settings.words("smtpd_pw_server_security_options", service).some((word) => IN_CLEAR.test(word.text));
}

/** The directory whose configuration is in force in place of this one: Apple's `server_config_directory`, where it is not this one's. */
export function configurationElsewhere(settings: Settings): Dependency | undefined {
	const { expanded, origin, source } = settings.value("server_config_directory");
	const directory = expanded.text.trim().replace(/\/+$/, "");
	if (settings.input.apple === undefined || source !== "main.cf" || directory === "" || directory === "disabled")
		return undefined;
	const { path } = settings.input.mainCf.file;
	const own = path.slice(0, Math.max(0, path.lastIndexOf("/")));
	if (`/${own}`.endsWith(`/${directory.replace(/^\//, "")}`)) return undefined;
	return {
		kind: "outside",
		key: "reading:server_config_directory",
		text: `the configuration in ${directory}, which is in force in place of this one`,
		origin,
	};
}
