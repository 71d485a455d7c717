import {
	type Configuration,
	type Dialect,
	type Environment,
	type FileReader,
	inFile,
	type LineSyntax,
	type SourceFile,
} from "@relaylint/core";
import { shownRules } from "../postfix/variant.ts";
import { type AppleDump, parseAppleDump } from "./ast.ts";
import { flagsOf, lowerNetInfo } from "./lower.ts";
import { type NetInfoModel, netInfoOf } from "./model.ts";
import { type NetInfoSettings, netInfoSettings } from "./netinfo.ts";
import { recogniseApple } from "./recognise.ts";
import { DESCRIBED, eraOf, macReleaseText, parseMacRelease } from "./release.ts";
import { appleRules } from "./rules/index.ts";
import { attributes } from "./schema.ts";
import { readServerAdmin } from "./server-admin.ts";

function read(main: SourceFile, reader: FileReader, environment: Environment): Configuration {
	const dump = parseAppleDump(main);
	return dump.kind === "settings" ? readServerAdmin(main, dump, reader, environment) : readNetInfo(main, dump, environment);
}

function readNetInfo(main: SourceFile, dump: AppleDump, environment: Environment): Configuration {
	const settings = netInfoSettings(dump);
	const said = environment.release === undefined ? undefined : parseMacRelease(environment.release);
	const release = said ?? DESCRIBED;
	const model: NetInfoModel = { kind: "netinfo", dump, settings, release, flags: flagsOf(settings, eraOf(release)) };
	return {
		dialect: "apple-mail",
		files: [main],
		settings: attributes.flatMap(({ name }) => {
			const { values, origin } = settings.of[name];
			if (values === undefined) return [];
			const value = values.map(({ text }) => text).join(" ");
			return [{ name, value, raw: value, origin }];
		}),
		policy: lowerNetInfo(settings, release, inFile(main, { start: 0, end: 0 })),
		diagnostics: [],
		assumptions: [
			...(said === undefined ? [`the release is not said: Mac OS X Server ${macReleaseText(DESCRIBED)}`] : []),
			...assumptionsOf(settings),
		],
		model,
	};
}

function assumptionsOf({ form, directory, of }: NetInfoSettings): readonly string[] {
	if (directory === undefined) return [];
	const networks = of.open_relay_addr_list.values?.some(({ text }) => text.includes("/")) === true;
	return [
		...(form === "listing" ? ["the lines are taken for the output of niutil -read, whose form no public document shows"] : []),
		...(form === "commands" ? ["the commands were run as they stand, and nothing else changed these attributes"] : []),
		...(networks ? ["a network with its prefix length is taken as one, as later releases document it"] : []),
		"the server was restarted, or sent a HUP, after the last change: it reads its settings then",
		"recipients with a route in them are judged by the domain behind the last @",
	];
}

/** The mail servers of Mac OS X Server: Apple Mail Service by its NetInfo attributes, and Postfix by the settings of Server Admin. */
export const appleMail: Dialect = {
	id: "apple-mail",
	title: "Apple mail",
	recognise: recogniseApple,
	lineSyntax: () => LINES,
	// A dump is what a command printed: nothing reads it, so nothing is gained by changing it.
	isTemplate: () => true,
	read,
	rules: appleRules,
	borrowedRules: (configuration) => (netInfoOf(configuration) === undefined ? shownRules : []),
};

/** Only a line that an administrator added is a comment. */
const LINES: LineSyntax = { comments: ["#", "//"], continues: () => false };
