import type { Configuration, Environment, FileReader, Setting, SourceFile } from "@relaylint/core";
import { appleReleaseOf } from "./apple.ts";
import type { MainCf } from "./main-cf.ts";
import { parseMasterCf } from "./master.ts";
import type { PostfixModel } from "./model.ts";
import { lower } from "./policy/lower.ts";
import { plainLogins } from "./rules/plain-logins.ts";
import { NEWEST_RELEASE, parseRelease, type Release } from "./schema/schema.ts";
import type { Settings } from "./setting-types.ts";
import { releaseText, resolveSettings } from "./settings.ts";
import { isProxiedBy } from "./tables/proxied.ts";
import { createTableStore } from "./tables/table-store.ts";

const newest = parseRelease(NEWEST_RELEASE) as Release;

/** Reads a configuration from the assignments of main.cf, wherever those were found. */
export function readConfiguration(
	mainCf: MainCf,
	reader: FileReader,
	environment: Environment,
	apple = appleReleaseOf(mainCf, environment),
): Configuration {
	const masterFile = reader.read("master.cf");
	const masterCf = masterFile.kind === "text" ? parseMasterCf(masterFile.file) : undefined;
	const said = environment.release === undefined ? undefined : (parseRelease(environment.release) ?? apple?.postfix);
	const release = said ?? apple?.postfix ?? newest;
	const settings = resolveSettings({
		mainCf,
		release,
		environment,
		...(masterCf === undefined ? {} : { masterCf }),
		...(apple === undefined ? {} : { apple }),
	});
	const tables = createTableStore(reader, environment, {
		unicode: settings.value("smtputf8_enable").expanded.text.trim().toLowerCase() !== "no",
		queueDirectory: settings.value("queue_directory").expanded.text,
		aliasDatabases: () => ["alias_database", "alias_maps"].flatMap((name) => settings.words(name).map((word) => word.text)),
		isProxied: isProxiedBy(settings),
	});
	const listed = new Set<SourceFile>();
	const listReader: FileReader = {
		list: (path) => reader.list(path),
		read(path) {
			const outcome = reader.read(path);
			if (outcome.kind === "text") listed.add(outcome.file);
			return outcome;
		},
	};
	const { policy, servers } = lower({ settings, tables, reader: listReader, environment });
	const model: PostfixModel = { mainCf, masterCf, settings, tables, servers, reader, environment, release, apple };
	const files = new Set<SourceFile>([mainCf.file, ...(masterCf === undefined ? [] : [masterCf.file])]);
	return {
		dialect: "postfix",
		get files() {
			for (const table of tables.opened) if (table.file !== undefined) files.add(table.file);
			// The files whose lines are elements of lists: `mynetworks = /etc/postfix/networks`.
			for (const file of listed) files.add(file);
			return [...files];
		},
		get settings() {
			return settingsOf(mainCf, settings);
		},
		policy,
		diagnostics: [],
		get assumptions() {
			return [...versions(said !== undefined, model), ...settings.assumptions];
		},
		model,
		plainLogins: () => plainLogins({ policy, model }),
	};
}

/** Which release's defaults hold, where nobody says it or it is one of Apple's. */
function versions(said: boolean, { apple, release }: PostfixModel): readonly string[] {
	if (apple !== undefined && said)
		return [`Mac OS X Server ${apple.name} has Postfix ${releaseText(release)}: by the dates of Apple's sources`];
	if (apple !== undefined) return [`the release is not said: defaults of ${releaseText(release)}, the newest that Apple has`];
	return said ? [] : [`the release is not said: defaults of ${NEWEST_RELEASE}`];
}

/** The parameters that main.cf sets, with the values in force. */
function settingsOf(mainCf: MainCf, settings: Settings): readonly Setting[] {
	const names = new Set(mainCf.assignments.map((assignment) => assignment.name));
	return [...names].map((name) => {
		const value = settings.value(name);
		return {
			name,
			value: value.expanded.unknown.length > 0 ? undefined : value.expanded.text,
			raw: value.raw,
			origin: value.origin,
		};
	});
}
