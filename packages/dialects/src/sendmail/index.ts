import type {
	Configuration,
	Dialect,
	Environment,
	FileReader,
	LineSyntax,
	Recognition,
	Setting,
	SourceFile,
} from "@relaylint/core";
import { serverOfCf } from "./cf-server.ts";
import { type MacroConfiguration, readMacroConfiguration } from "./mc.ts";
import { serverOfMc } from "./mc-server.ts";
import type { SendmailModel } from "./model.ts";
import { plainLogins } from "./plain-logins.ts";
import { lower } from "./policy/lower.ts";
import { sendmailRules } from "./rules/index.ts";

function read(main: SourceFile, reader: FileReader, environment: Environment): Configuration {
	const mc = macroSourceOf(main, reader);
	const server =
		isGenerated(main) || mc === undefined ? serverOfCf(main, reader, environment) : serverOfMc(mc, reader, environment);
	const model: SendmailModel = { mc, server };
	const files = new Set<SourceFile>([main, ...(mc === undefined ? [] : [mc.file, ...mc.included])]);
	for (const statement of server.statements) {
		if (statement.kind === "class-file")
			for (const { origin } of server.class(statement.name).words.values()) if (origin.kind === "file") files.add(origin.file);
		if (statement.kind !== "map") continue;
		const file = server.map(statement.name)?.table?.file;
		if (file !== undefined) files.add(file);
	}
	const policy = lower(server);
	return {
		dialect: "sendmail",
		files: [...files],
		settings: settingsOf(model),
		policy,
		diagnostics: [],
		assumptions: assumptionsOf(model, environment),
		model,
		plainLogins: (host) => plainLogins(policy, server, host),
	};
}

/** The m4 source: the main file itself, or the one beside a generated file. */
function macroSourceOf(main: SourceFile, reader: FileReader): MacroConfiguration | undefined {
	if (!isGenerated(main)) return readMacroConfiguration(main, reader);
	const beside = reader.read(main.path.slice(main.path.lastIndexOf("/") + 1).replace(/\.cf$/i, ".mc"));
	return beside.kind === "text" && beside.file !== main && MC_HEAD.test(beside.file.text)
		? readMacroConfiguration(beside.file, reader)
		: undefined;
}

function settingsOf({ server }: SendmailModel): readonly Setting[] {
	return server.statements.flatMap((statement): readonly Setting[] =>
		statement.kind === "option"
			? [{ name: statement.name, value: statement.value, raw: statement.value, origin: statement.origin }]
			: [],
	);
}

function assumptionsOf({ server }: SendmailModel, environment: Environment): readonly string[] {
	const said: string[] = [];
	if (environment.release === undefined) said.push("the release is not said: the rules of 8.17");
	if (!server.ownNameKnown) said.push("the host's name is not said: it is none that a stranger has");
	for (const name of ["R", "w"])
		for (const path of server.class(name).assumedEmpty) said.push(`${path} is not there: class ${name} has nothing from it`);
	return said;
}

/** A generated file rather than an m4 source: lines that only such a file has. */
function isGenerated({ path, text }: SourceFile): boolean {
	if (/\.mc$/i.test(path)) return false;
	if (/\.cf$/i.test(path)) return true;
	return CF_HEAD.test(text) && !MC_HEAD.test(text);
}

/** Words that only an m4 source has. */
const MC_HEAD = /^[^#\n]*\b(?:FEATURE|OSTYPE|MAILER|DOMAIN|VERSIONID|DAEMON_OPTIONS|MASQUERADE_AS|HACK)\(\s*`?[\w./-]/m;

/** Lines that only a generated file has. */
const CF_HEAD =
	/^(?:V\d+(?:\/\w+)?\s*$|DontBlameSendmail|O [A-Z][A-Za-z]+=|S(?:canonify|parse|check_|Basic_)|R\$[*+-@]|M(?:local|prog|smtp|ether),|Fw|Cw|D[jw][A-Za-z$])/m;

const PART =
	/^(?:local-host-names|relay-domains|virtusertable|mailertable|domaintable|genericstable|trusted-users|sendmail\.cw|userdb|bitdomain|uucpdomain)$/;

function recognise(path: string, head: string): Recognition | undefined {
	const base = path.slice(path.lastIndexOf("/") + 1);
	const name = base.toLowerCase();
	if (PART.test(name)) return { kind: "part", main: ["sendmail.mc", "sendmail.cf"] };
	if (/\.mc(?:\.in|\.tmpl|\.j2|\.erb)?$/.test(name))
		return MC_HEAD.test(head) || /divert\(-1\)|\bdnl\b/.test(head) ? { kind: "main", main: [base] } : undefined;
	if (/^(?:main|master)\.cf/.test(name)) return undefined;
	if (/\.cf$/.test(name)) {
		const named = /^(?:sendmail|submit)[\w.-]*\.cf$/.test(name);
		if (!(named ? CF_HEAD.test(head) || /sendmail/i.test(head) : speaksCf(head))) return undefined;
		return { kind: "main", main: [base] };
	}
	// A template of an m4 source, and a generated file that was put aside, have other names.
	if (/\.m4(?:\.\w+)?$/.test(name))
		return MC_HEAD.test(head) && CF_INCLUDED.test(head) ? { kind: "main", main: [base] } : undefined;
	return CF_BANNER.test(head) && speaksCf(head) ? { kind: "main", main: [base] } : undefined;
}

/** What every main m4 source includes, and no part of the library does. */
const CF_INCLUDED = /^[^#\n]*\binclude\(\s*`[^'\n]*\bcf\.m4'\s*\)/m;

/** The headline that the library puts into each file that it generates. */
const CF_BANNER = /^#{3,}[ \t]+SENDMAIL CONFIGURATION FILE[ \t]*$/m;

/** A line of the configuration language, which is hardly ever alone. */
const CF_LINE =
	/^(?:V\d+(?:\/\w+)?\s*$|D(?:[A-Za-z]|\{)|C(?:[A-Za-z]|\{)|O ?[A-Z]|F[A-Za-z{]|K[a-z]+ |H(?:\?\w*\?)?[\w-]+:|M[a-z]+,|S\w|R[^a-z\s]|P[a-z-]+=|T[a-z]+)/gm;

/** Whether a text is written in the language of sendmail.cf: its headline, or several lines of it. */
function speaksCf(head: string): boolean {
	return CF_BANNER.test(head) || (head.match(CF_LINE)?.length ?? 0) >= 5;
}

const LINES: LineSyntax = { comments: ["#", "dnl"], continues: () => false };

/** Sendmail, by cf/README and the Installation and Operation Guide (op.txt), checked against the daemon. */
export const sendmail: Dialect = {
	id: "sendmail",
	title: "Sendmail",
	recognise,
	lineSyntax: () => LINES,
	isTemplate: () => false,
	read,
	rules: sendmailRules,
};
