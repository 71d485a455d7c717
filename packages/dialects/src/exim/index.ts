import type { Configuration, Dialect, Environment, FileReader, LineSyntax, Setting, SourceFile } from "@relaylint/core";
import { generateDebian, isDebianSettings } from "./debian/generate.ts";
import { type Document, readDocument } from "./document.ts";
import type { EximModel } from "./model.ts";
import { plainLogins } from "./plain-logins.ts";
import { lower } from "./policy/lower.ts";
import { eximRules } from "./rules/index.ts";
import { isTemplate } from "./template.ts";

function read(main: SourceFile, reader: FileReader, environment: Environment): Configuration {
	const debian = isDebianSettings(main.path);
	const document = readDocument(main, reader, debian ? { prepare: (lines) => generateDebian(main, reader, lines) } : {});
	const { policy, server, authenticators } = lower(document, reader, environment);
	const model: EximModel = {
		document,
		server,
		authenticators,
		lowered: (other) => lower(other, reader, environment).policy,
	};
	return {
		dialect: "exim",
		get files() {
			return [...new Set([...document.files, ...server.files.opened])];
		},
		get settings() {
			return settingsOf(document);
		},
		policy,
		diagnostics: [],
		get assumptions() {
			return [
				...(environment.release === undefined ? ["the release is not said: defaults of 4.96"] : []),
				"Exim is built with what Debian builds into it",
				...(server.hostname.kind === "text" ? [] : ["primary_hostname is not set: the name of the host is nobody else's"]),
			];
		},
		model,
		plainLogins: (host) => plainLogins(policy, authenticators, host),
	};
}

/** The options and lists that the files set. */
function settingsOf(document: Document): readonly Setting[] {
	const plain = (text: string): string | undefined => (/[$\\]/.test(text) ? undefined : text);
	return [
		...[...document.options.values()].map((option): Setting => {
			const raw = option.value?.text ?? (option.negated ? "false" : "true");
			return { name: option.name, value: plain(raw), raw, origin: option.value?.origin ?? option.nameOrigin };
		}),
		...document.lists.map(
			(list): Setting => ({
				name: `${list.kind}list ${list.name}`,
				value: plain(list.value.text),
				raw: list.value.text,
				origin: list.value.origin,
			}),
		),
	];
}

/** Exim, by its specification, checked against the daemon. */
export const exim: Dialect = {
	id: "exim",
	title: "Exim",
	recognise(path, head) {
		const base = path.slice(path.lastIndexOf("/") + 1);
		if (isDebianSettings(path) || MAIN_NAME.test(base)) return { kind: "main", main: [base] };
		const part = /(?:^|\/)conf\.d\/(?:main|acl|router|transport|retry|rewrite|auth)\/[^/]+$/.exec(path);
		if (part !== null) return { kind: "part", main: ["../../update-exim4.conf.conf"] };
		if (base === "exim4.conf.localmacros" || base === "exim4.conf.template") {
			return { kind: "part", main: ["update-exim4.conf.conf", ...(base.endsWith("template") ? [base] : [])] };
		}
		if (/\.(?:md|txt|rst|html?|sh|py|rb|js|ts|json|ya?ml)$/.test(base)) return undefined;
		return MAIN_HEAD.test(head) || BANNER.test(head) ? { kind: "main", main: [base] } : undefined;
	},
	lineSyntax: () => LINES,
	isTemplate,
	read,
	rules: eximRules,
};

/** A comment line inside a continued line is skipped. */
const LINES: LineSyntax = { comments: ["#"], continues: (_line, before) => /\\\s*$/.test(before) };

const MAIN_NAME = /^exim4?\.conf(?:$|[.@-])|^exim4?\.\w+\.conf$/;

/** The headline of the default configuration, whose first comments fill the head of a file. */
const BANNER = /^#\s+Runtime configuration file for Exim\s+#\s*$/m;

/** Two statements that nothing but a configuration of Exim has. */
const MAIN_HEAD =
	/^\s*(?:(?:domain|host|address|localpart)list\s+\w+\s*=|acl_smtp_\w+\s*=|begin\s+(?:acl|routers|transports|authenticators)\b|primary_hostname\s*=|qualify_domain\s*=|exim_path\s*=|never_users\s*=)[\s\S]*^\s*(?:(?:domain|host|address|localpart)list\s+\w+\s*=|acl_smtp_\w+\s*=|begin\s+(?:acl|routers|transports|authenticators)\b|trusted_users\s*=|tls_advertise_hosts\s*=|driver\s*=)/m;
