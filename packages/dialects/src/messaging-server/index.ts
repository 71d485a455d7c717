import type { Configuration, Dialect, Environment, FileReader, LineSyntax, Setting, SourceFile } from "@relaylint/core";
import { isListing } from "./imta.ts";
import { mapAnswer } from "./mapping/answer.ts";
import { type MessagingServerModel, modelOf } from "./model.ts";
import { lower } from "./policy/lower.ts";
import { looksLikeMappings, readModel } from "./read.ts";
import { messagingServerRules } from "./rules/index.ts";

function read(main: SourceFile, reader: FileReader, environment: Environment): Configuration {
	const { model, files, assumptions, unseen } = readModel(main, reader, environment);
	return {
		dialect: "messaging-server",
		files,
		get settings() {
			return settingsOf(model);
		},
		policy: lower(model.world, unseen),
		diagnostics: [],
		assumptions,
		model,
	};
}

/** The keywords of channels that decide who may relay, with what is in force. */
function settingsOf({ world, assumedImta }: MessagingServerModel): readonly Setting[] {
	if (assumedImta) return [];
	return world.channels.all.flatMap(({ name, said }) =>
		[...said.values()].map(({ keyword, argument, origin }) => ({
			name: `${name}.${keyword}`,
			value: argument ?? "",
			raw: argument ?? "",
			origin,
		})),
	);
}

/** Oracle Messaging Server and its forebears (Sun, iPlanet, PMDF), by their manuals: none of them can be run here. */
export const messagingServer: Dialect = {
	id: "messaging-server",
	title: "Messaging Server",
	recognise(path, head) {
		const base = path.slice(path.lastIndexOf("/") + 1);
		const name = base.toLowerCase();
		if (/\.(md|rst|html?|sh|py|rb|js|ts|json|ya?ml)$/.test(name) || (name.endsWith(".txt") && !looksLikeMappings(head)))
			return undefined;
		if (name === "imta.cnf") return { kind: "main", main: [base] };
		if (name === "mappings") return { kind: "part", main: ["imta.cnf", base] };
		if (name === "dispatcher.cnf" || name === "option.dat") return { kind: "part", main: ["imta.cnf", "mappings"] };
		if (/\.mappings?$/.test(name) || looksLikeMappings(head) || isListing(head)) return { kind: "main", main: [base] };
		return /\.cnf$|imta/.test(name) && IMTA_HEAD.test(head) ? { kind: "main", main: [base] } : undefined;
	},
	lineSyntax: () => LINES,
	isTemplate: () => false,
	read,
	map: (configuration, question) => mapAnswer(modelOf(configuration).world.tables, question),
	rules: messagingServerRules,
};

/** Of every file: `!` in the first column is a comment, a backslash at the end joins a line with the next. */
const LINES: LineSyntax = { comments: ["!"], continues: (_line, before) => before.endsWith("\\") };

/** What a rewrite rule or a channel block has: a template with `$U`, a keyword of switching. */
const IMTA_HEAD =
	/^\S+[ \t]+\S*\$U[^\n]*@|^(?:defaults[ \t]+\w|tcp_\w+[ \t][^\n]*\b(?:smtp|switchchannel|saslswitchchannel)\b)|^l[ \t]*\r?\n\S+[ \t]*\r?$/im;
