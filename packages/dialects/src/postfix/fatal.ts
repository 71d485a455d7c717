import { isHostname } from "./address/hostname.ts";
import { ownInterfaces, SYMBOLIC_DOMAIN, SYMBOLIC_HOSTNAME } from "./host-defaults.ts";
import type { MasterService } from "./master.ts";
import { type Registration, registrationOf } from "./registration.ts";
import type { FatalSetting, Settings, SettingValue, TypedValue } from "./setting-types.ts";

/**
 * Why an smtpd service, or without a service every Postfix program, stops with a fatal error while it reads its parameters; undefined where it
 * does not, or where that depends on something outside the files. Restrictions, tables and certificates are not looked at here.
 */
export function fatalOf(settings: Settings, service?: MasterService): FatalSetting | undefined {
	const { mainCf, masterCf } = settings.input;
	const [broken] = [...mainCf.problems, ...(masterCf?.problems ?? [])].filter((problem) => problem.effect === "fatal");
	if (broken !== undefined) return { reason: broken.message, origin: broken.origin };
	const level = settings.level(service);
	if (level.kind === "fatal") return level;
	const last = registrationOf("mynetworks")?.rank ?? 0;
	const set = new Set([...mainCf.assignments, ...(service?.overrides ?? [])].map(({ name }) => name));
	const read = [...set].flatMap((name) => {
		const registration = registrationOf(name);
		return registration === undefined ? [] : [{ name, registration }];
	});
	for (const { name, registration } of read.sort((a, b) => a.registration.rank - b.registration.rank)) {
		if (service === undefined && registration.rank > last) break;
		if (!settings.isSet(name, service)) continue;
		const found = fatalValue(settings, name, registration, service);
		if (found !== undefined) return found;
	}
	for (const name of ["myhostname", "mydomain"]) {
		const { expanded, origin } = settings.value(name, service);
		const known = expanded.unknown.length === 0 && expanded.text !== SYMBOLIC_HOSTNAME && expanded.text !== SYMBOLIC_DOMAIN;
		if (known && !isHostname(expanded.text)) return { reason: `${name} is "${expanded.text}", which is no host name`, origin };
	}
	return settings.value("mynetworks", service).expanded.fatal ?? ownInterfaces(settings, service).fatal;
}

/** What is wrong with one parameter that smtpd reads. */
function fatalValue(
	settings: Settings,
	name: string,
	registration: Registration,
	service: MasterService | undefined,
): FatalSetting | undefined {
	switch (registration.kind) {
		case "boolean":
			return fatalOnly(settings.boolean(name, service));
		case "integer":
			return outOfRange(settings.integer(name, service), name, registration);
		case "time":
			return outOfRange(settings.time(name, service), name, registration);
		case "raw":
		case "string":
			return fatalString(settings.value(name, service), registration);
	}
}

function fatalOnly(value: TypedValue<unknown>): FatalSetting | undefined {
	return value.kind === "fatal" ? value : undefined;
}

function outOfRange(value: TypedValue<number>, name: string, { min, max }: Registration): FatalSetting | undefined {
	if (value.kind !== "value") return fatalOnly(value);
	const bad = (min !== 0 && value.value < min) || (max !== 0 && value.value > max);
	return bad ? { reason: `${name} cannot be ${value.value}`, origin: value.origin } : undefined;
}

function fatalString({ name, expanded, origin }: SettingValue, { min, max }: Registration): FatalSetting | undefined {
	if (expanded.fatal !== undefined) return expanded.fatal;
	if (expanded.unknown.length > 0) return undefined;
	const { length } = expanded.text;
	if (length < min) return { reason: `${name} must not be empty`, origin };
	return max !== 0 && length > max ? { reason: `${name} is longer than ${max}`, origin } : undefined;
}
