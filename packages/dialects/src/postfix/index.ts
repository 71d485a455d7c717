import type { Dialect, LineSyntax } from "@relaylint/core";
import { findHoles } from "./holes.ts";
import { parseMainCf } from "./main-cf.ts";
import { readConfiguration } from "./read.ts";
import { postfixRules } from "./rules/index.ts";

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
		return MAIN_HEAD.test(head) && !PROSE_OR_CODE.test(name) ? { kind: "main", main: [base] } : undefined;
	},
	lineSyntax: () => LINES,
	isTemplate: (text) => findHoles(text).length > 0,
	read: (main, reader, environment) => readConfiguration(parseMainCf(main), reader, environment),
	rules: postfixRules,
};

/** Of main.cf, master.cf and every text table: a line that begins with white space goes on with the one before it, comments and blank lines between them left out. */
const LINES: LineSyntax = { comments: ["#"], continues: (line) => /^[\t-\r ]/.test(line) };

/** Texts in which settings are only told about, or written by a program. */
const PROSE_OR_CODE =
	/\.(?:md|markdown|txt|rst|adoc|html?|xml|tex|sh|bash|py|rb|pl|pm|php|[cm]?[jt]sx?|json|ya?ml|c|h|go|rs|java|patch|diff|log)$/;

/** `domain.cf` is neither. */
const MAIN_NAME = /(?:^|[^a-z])main\.cf/;
const PART_NAME = /(?:^|[^a-z])master\.cf/;

/** Two lines in the head of a file that nothing but a main.cf has. */
const MAIN_HEAD =
	/^(?:mynetworks|mydestination|relay_domains|smtpd_\w+_restrictions|inet_interfaces|compatibility_level|myorigin|queue_directory|mail_owner)\s*=[\s\S]*^(?:my\w+|relay_domains|smtpd_\w+|inet_interfaces|alias_maps|virtual_\w+|mail_owner|daemon_directory)\s*=/m;
