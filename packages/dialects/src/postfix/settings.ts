import { byDefault, type FileOrigin, originText } from "@relaylint/core";
import { appleDefault } from "./apple.ts";
import { parseValue } from "./ast.ts";
import { compatibilityLevel } from "./comparison.ts";
import { type ExpandedText, expandValue, literalText, type NameLookup, type SourcedValue, unknownText } from "./expand.ts";
import { hostDefault } from "./host-defaults.ts";
import { type Assignment, lastAssignments, type MainCf } from "./main-cf.ts";
import { type MasterService, type Override, processName, servicesInForce, standardServices } from "./master.ts";
import { isRawParameter, registrationOf } from "./registration.ts";
import { treeOfDefault } from "./schema/default-tree.ts";
import { compareRelease, defaultText, findParameter, type Release } from "./schema/schema.ts";
import type { Settings, SettingsInput, SettingValue, TypedValue } from "./setting-types.ts";
import { splitWords } from "./words.ts";

/** Resolves the settings of a configuration; every value is worked out when it is first asked for, and nothing throws. */
export function resolveSettings(input: SettingsInput): Settings {
	const main = lastAssignments(input.mainCf);
	const services = servicesInForce(input.masterCf?.services ?? standardServices());
	const assumptions = new Set<string>();
	if (input.masterCf === undefined) assumptions.add("no master.cf was found: the standard one with smtpd on port 25 is assumed");
	const values = new Map<MasterService | undefined, Map<string, SettingValue>>();
	const active = new Set<string>();
	const functions = compareRelease(input.release, { major: 3, minor: 11, patch: 0 }) >= 0;

	const written = (name: string, service: MasterService | undefined): Assignment | Override | undefined =>
		service?.overrides.findLast((override) => override.name === name) ?? main.get(name);

	const value = (name: string, service?: MasterService): SettingValue => {
		const known = values.get(service) ?? new Map<string, SettingValue>();
		values.set(service, known);
		let found = known.get(name);
		if (found === undefined) {
			found = evaluate(name, service);
			known.set(name, found);
		}
		return found;
	};

	const evaluate = (name: string, service: MasterService | undefined): SettingValue => {
		const place = written(name, service);
		const hidden = hiddenBy(input.mainCf, place);
		if (place !== undefined && !isFixed(name, service)) {
			const source = service?.overrides.includes(place as Override) ? "master.cf" : "main.cf";
			const raw = place.value.tree.text;
			const origin = place.valueOrigin;
			if (hidden !== undefined) return { name, raw, expanded: unknownText(hidden.reason, hidden.origin), origin, source };
			const expanded = isRawParameter(name)
				? verbatim(place.value)
				: expandValue(place.value, lookupFor(name, service), functions);
			return { name, raw, expanded, origin, source };
		}
		if (hidden !== undefined)
			return { name, raw: "", expanded: unknownText(hidden.reason, hidden.origin), origin: hidden.origin, source: "default" };
		return defaultOf(name, service);
	};

	const defaultOf = (name: string, service: MasterService | undefined): SettingValue => {
		const { release } = input;
		const schema = findParameter(name);
		const fixed = fixedValue(name, service, release);
		const label = schema?.computed || fixed !== undefined ? name : `${name} (default of ${releaseText(release)})`;
		if (fixed !== undefined)
			return { name, raw: fixed, expanded: literalText(fixed, label), origin: byDefault(label), source: "default" };
		const computed = hostDefault(name, service, settings, assumptions) ?? appleDefault(name, service, settings);
		if (computed !== undefined) return { name, raw: "", expanded: computed, origin: computed.origin, source: "default" };
		const text = schema && defaultText(schema, release);
		if (text === undefined)
			return {
				name,
				raw: "",
				expanded: literalText("", `${name} (not set)`),
				origin: byDefault(`${name} (not set)`),
				source: "unset",
			};
		if (!text.includes("$"))
			return { name, raw: text, expanded: literalText(text, label), origin: byDefault(label), source: "default" };
		const sourced: SourcedValue = { tree: treeOfDefault(text) ?? parseValue(text), source: { kind: "default", text: label } };
		const raw = isRawParameter(name);
		const expanded = raw ? verbatim(sourced) : expandValue(sourced, lookupFor(name, service), functions);
		return { name, raw: text, expanded, origin: byDefault(label), source: "default" };
	};

	/** What `$name` finds while the program reads `reading`. */
	const lookupFor = (reading: string, service: MasterService | undefined) => {
		const rank = registrationOf(reading)?.rank ?? Number.POSITIVE_INFINITY;
		return (name: string): NameLookup => {
			const place = isFixed(name, service) ? undefined : written(name, service);
			const hidden = hiddenBy(input.mainCf, place);
			if (hidden !== undefined) return { kind: "unknown", reason: hidden.reason };
			if (place !== undefined) return { kind: "value", value: place.value };
			if (name === "process_name" && service === undefined)
				return { kind: "unknown", reason: "the name of the program that reads main.cf" };
			const key = `${name} ${service === undefined ? "" : services.indexOf(service)}`;
			if (!isVisibleDefault(name, rank, service) || active.has(key)) {
				if (/^[A-Z][A-Z0-9_]*$/.test(name)) return { kind: "unknown", reason: `the template hole "\${${name}}"` };
				return { kind: "undefined" };
			}
			active.add(key);
			const { expanded } = value(name, service);
			active.delete(key);
			if (name === "stress") assumptions.add("stress is empty: the server is not overloaded");
			return { kind: "expanded", expanded };
		};
	};

	const isVisibleDefault = (name: string, rank: number, service: MasterService | undefined): boolean => {
		if (fixedValue(name, service, input.release) !== undefined) return true;
		const schema = findParameter(name);
		if (schema === undefined || (!schema.computed && defaultText(schema, input.release) === undefined)) return false;
		if (rank === Number.POSITIVE_INFINITY) return true;
		const registration = registrationOf(name);
		return registration !== undefined && registration.rank < rank;
	};

	const settings: Settings = {
		input,
		services,
		get assumptions() {
			return [...assumptions];
		},
		service: (name, type) =>
			services.findLast((service) => service.name.text === name && (type === undefined || service.type.text === type)),
		value,
		isSet: (name, service) => written(name, service) !== undefined,
		words: (name, service, mode) => splitWords(value(name, service).expanded, mode),
		boolean: (name, service) => typed(value(name, service), parseBoolean),
		integer: (name, service) => typed(value(name, service), parseInteger),
		time: (name, service) => typed(value(name, service), (text) => parseTime(text, defaultUnit(name))),
		level: (service) => {
			const set = value("compatibility_level", service);
			if (set.source === "unset") return { kind: "value", value: 0, origin: set.origin };
			if (set.source === "default") assumptions.add("compatibility_level is not set: defaults of level 0");
			return typed(set, (text) => parseLevel(text, input.release));
		},
	};

	const defaultUnit = (name: string): string => {
		const schema = findParameter(name);
		return /[a-zA-Z]/.exec((schema && defaultText(schema, input.release)) ?? "")?.[0] ?? "s";
	};

	return settings;
}

/** A release as people write it. */
export function releaseText(release: Release): string {
	return `${release.major}.${release.minor}${release.patch === undefined ? "" : `.${release.patch}`}`;
}

/** A template that may hide the assignment in force: its own condition, or a later line that may hold any assignment. */
function hiddenBy(main: MainCf, place: Assignment | Override | undefined): { reason: string; origin: FileOrigin } | undefined {
	if (place?.condition !== undefined)
		return { reason: `the template statement "${originText(place.condition)}"`, origin: place.condition };
	if (main.opaque.length === 0 || (place !== undefined && !("line" in place))) return undefined;
	const index = place === undefined ? -1 : main.assignments.indexOf(place as Assignment);
	const later = main.opaque.find((line) => line.after > index);
	return later && { reason: `the template hole "${originText(later.origin)}"`, origin: later.origin };
}

/** service_name is set after main.cf and the overrides were read: nothing can change it. */
function isFixed(name: string, service: MasterService | undefined): boolean {
	return name === "service_name" && service !== undefined;
}

/** What a program sets by itself before it reads its parameters. */
function fixedValue(name: string, service: MasterService | undefined, release: Release): string | undefined {
	if (name === "mail_version") return releaseText(release);
	if (name === "config_directory") return "/etc/postfix";
	if (service === undefined) return undefined;
	if (name === "service_name") return service.name.text;
	if (name === "process_name") return processName(service);
	return name === "stress" ? "" : undefined;
}

function verbatim(value: SourcedValue): ExpandedText {
	const { text } = value.tree;
	return expandValue(
		{ tree: { text, nodes: [{ kind: "text", span: { start: 0, end: text.length }, text }] }, source: value.source },
		() => ({ kind: "undefined" }),
	);
}

function typed<T>(value: SettingValue, parse: (text: string) => T | undefined): TypedValue<T> {
	const { expanded, name, origin } = value;
	if (expanded.fatal !== undefined) return { kind: "fatal", ...expanded.fatal };
	const [unknown] = expanded.unknown;
	if (unknown !== undefined) return { kind: "unknown", reason: unknown.reason, origin: unknown.origin };
	const parsed = parse(expanded.text);
	if (parsed === undefined) return { kind: "fatal", reason: `"${expanded.text}" is no value for ${name}`, origin };
	return { kind: "value", value: parsed, origin };
}

function parseBoolean(text: string): boolean | undefined {
	const lower = text.toLowerCase();
	return lower === "yes" ? true : lower === "no" ? false : undefined;
}

/** strtol() in base 10, with nothing after the digits. */
function parseInteger(text: string): number | undefined {
	if (!/^[\t-\r ]*[+-]?\d+$/.test(text)) return undefined;
	const number = Number(text);
	return Math.abs(number) > 0x7fffffffffff ? undefined : number;
}

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86400, w: 604800 };

/** conv_time(): a number and one unit letter, of which everything behind is ignored. */
function parseTime(text: string, defaultUnit: string): number | undefined {
	const found = /^[\t-\r ]*\+?(\d+)([\s\S]?)/.exec(text);
	const seconds = found === null ? undefined : unitSeconds[found[2] || defaultUnit];
	if (found === null || seconds === undefined) return undefined;
	const total = Number(found[1]) * seconds;
	return total < 0x7fffffff ? total : undefined;
}

/** Before 3.6 the level was a plain integer. */
function parseLevel(text: string, release: Release): number | undefined {
	const old = compareRelease(release, { major: 3, minor: 6, patch: 0 }) < 0;
	return old && !/^\d+$/.test(text) ? undefined : compatibilityLevel(text);
}
