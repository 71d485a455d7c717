import type { Configuration, Dialect, Environment, FileReader, LineSyntax, Setting, SourceFile } from "@relaylint/core";
import { findHoles } from "./holes.ts";
import { type MainCf, parseMainCf } from "./main-cf.ts";
import { parseMasterCf } from "./master.ts";
import type { PostfixModel } from "./model.ts";
import { lower } from "./policy/lower.ts";
import { postfixRules } from "./rules/index.ts";
import { NEWEST_RELEASE, parseRelease, type Release } from "./schema/schema.ts";
import type { Settings } from "./setting-types.ts";
import { resolveSettings } from "./settings.ts";
import { isProxiedBy } from "./tables/proxied.ts";
import { createTableStore } from "./tables/table-store.ts";

const newest = parseRelease(NEWEST_RELEASE) as Release;

function read(main: SourceFile, reader: FileReader, environment: Environment): Configuration {
	const mainCf = parseMainCf(main);
	const masterFile = reader.read("master.cf");
	const masterCf = masterFile.kind === "text" ? parseMasterCf(masterFile.file) : undefined;
	const said = environment.release === undefined ? undefined : parseRelease(environment.release);
	const release = said ?? newest;
	const settings = resolveSettings({ mainCf, release, environment, ...(masterCf === undefined ? {} : { masterCf }) });
	const tables = createTableStore(reader, environment, {
		unicode: settings.value("smtputf8_enable").expanded.text.trim().toLowerCase() !== "no",
		queueDirectory: settings.value("queue_directory").expanded.text,
		aliasDatabases: () => ["alias_database", "alias_maps"].flatMap((name) => settings.words(name).map((word) => word.text)),
		isProxied: isProxiedBy(settings),
	});
	const { policy, servers } = lower({ settings, tables, reader, environment });
	const model: PostfixModel = { mainCf, masterCf, settings, tables, servers, reader, environment, release };
	const files = new Set<SourceFile>([main, ...(masterCf === undefined ? [] : [masterCf.file])]);
	return {
		dialect: "postfix",
		get files() {
			for (const table of tables.opened) if (table.file !== undefined) files.add(table.file);
			return [...files];
		},
		get settings() {
			return settingsOf(mainCf, settings);
		},
		policy,
		diagnostics: [],
		get assumptions() {
			const versions = said === undefined ? [`the release is not said: defaults of ${NEWEST_RELEASE}`] : [];
			return [...versions, ...settings.assumptions];
		},
		model,
	};
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

/** Postfix, by postconf(5), master(5) and access(5), checked against the daemon. */
export const postfix: Dialect = {
	id: "postfix",
	title: "Postfix",
	recognise(path, head) {
		const base = path.slice(path.lastIndexOf("/") + 1);
		const name = base.toLowerCase();
		if (PART_NAME.test(name)) {
			return { kind: "part", main: [base.replace(/master\.cf/i, "main.cf"), "main.cf"] };
		}
		if (MAIN_NAME.test(name)) return { kind: "main", main: [base] };
		return MAIN_HEAD.test(head) && !/\.(md|txt|rst|html?|sh|py|rb|js|ts|json|ya?ml)$/.test(name)
			? { kind: "main", main: [base] }
			: undefined;
	},
	lineSyntax: () => LINES,
	isTemplate: (text) => findHoles(text).length > 0,
	read,
	rules: postfixRules,
};

/** Of main.cf, master.cf and every text table: a line that begins with white space goes on with the one before it, comments and blank lines between them left out. */
const LINES: LineSyntax = { comments: ["#"], continues: (line) => /^[\t-\r ]/.test(line) };

/** `domain.cf` is neither. */
const MAIN_NAME = /(?:^|[^a-z])main\.cf/;
const PART_NAME = /(?:^|[^a-z])master\.cf/;

/** Two lines in the head of a file that nothing but a main.cf has. */
const MAIN_HEAD =
	/^(?:mynetworks|mydestination|relay_domains|smtpd_\w+_restrictions|inet_interfaces|compatibility_level|myorigin|queue_directory|mail_owner)\s*=[\s\S]*^(?:my\w+|relay_domains|smtpd_\w+|inet_interfaces|alias_maps|virtual_\w+|mail_owner|daemon_directory)\s*=/m;
