import { type Case, type CaseProbe, type CaseWorld, encoded } from "../case.ts";

/** One setting whose value is a list; the parts can be taken away one by one. */
export interface DraftSetting {
	readonly name: string;
	readonly items: readonly string[];
	/** What stands between the items: a comma, a blank, a line end with an indent. */
	readonly separator: string;
}

/** A lookup table: its file's name and its lines. */
export interface DraftTable {
	readonly file: string;
	readonly lines: readonly string[];
}

/** A further SMTP port with settings of its own. */
export interface DraftService {
	/** The first word of its line in master.cf. */
	readonly endpoint: string;
	readonly port: number;
	readonly overrides: readonly DraftSetting[];
}

/** A configuration in parts, so that it can be made smaller. */
export interface Draft {
	readonly settings: readonly DraftSetting[];
	readonly tables: readonly DraftTable[];
	readonly services: readonly DraftService[];
	readonly world: Omit<CaseWorld, "probes">;
	readonly probes: readonly CaseProbe[];
}

const SERVICES = `pickup    unix  n       -       y       60      1       pickup
cleanup   unix  n       -       y       -       0       cleanup
qmgr      unix  n       -       n       300     1       qmgr
tlsmgr    unix  -       -       y       1000?   1       tlsmgr
rewrite   unix  -       -       y       -       -       trivial-rewrite
bounce    unix  -       -       y       -       0       bounce
defer     unix  -       -       y       -       0       bounce
trace     unix  -       -       y       -       0       bounce
verify    unix  -       -       y       -       1       verify
proxymap  unix  -       -       n       -       -       proxymap
proxywrite unix -       -       n       -       1       proxymap
smtp      unix  -       -       y       -       -       smtp
relay     unix  -       -       y       -       -       smtp
error     unix  -       -       y       -       -       error
retry     unix  -       -       y       -       -       error
discard   unix  -       -       y       -       -       discard
local     unix  -       n       n       -       -       local
virtual   unix  -       n       n       -       -       virtual
lmtp      unix  -       -       y       -       -       lmtp
anvil     unix  -       -       y       -       1       anvil
scache    unix  -       -       y       -       1       scache
`;

/** The files of a draft; a table that nothing names is left out. */
export function caseOf(draft: Draft, name: string): Case {
	const main = draft.settings.map((setting) => `${setting.name} =${joined(setting)}\n`).join("");
	const services = draft.services
		.map(
			({ endpoint, overrides }) =>
				`${endpoint} inet n - y - - smtpd\n${overrides.map((one) => `  -o { ${one.name} =${joined(one).replaceAll("\n", "")} }\n`).join("")}`,
		)
		.join("");
	const files: Record<string, string> = { "main.cf": encoded(main) };
	if (services !== "") files["master.cf"] = encoded(`smtp inet n - y - - smtpd\n${services}${SERVICES}`);
	let text = main + services;
	const waiting = new Set(draft.tables);
	for (let found = true; found; ) {
		found = false;
		for (const table of waiting) {
			if (!names(text, table.file)) continue;
			files[table.file] = encoded(table.lines.map((line) => `${line}\n`).join(""));
			text += table.lines.join("\n");
			waiting.delete(table);
			found = true;
		}
	}
	return { name, files, world: { ...draft.world, probes: draft.probes } };
}

/** Whether a text names a table's file: `t1` is not named where `t12` is. */
function names(text: string, file: string): boolean {
	return new RegExp(`${file}(?![\\w.])`).test(text);
}

function joined({ items, separator }: DraftSetting): string {
	return items.length === 0 ? "" : ` ${items.join(separator)}`;
}
