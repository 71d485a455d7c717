import { closeSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";
import { dialects } from "@relaylint/dialects";
import { describe, expect, it } from "vitest";

const CORPUS = "../shared/corpus";

/** What a file is by the manifest, and the dialect whose configuration it is or begins. */
const KINDS: Readonly<Record<string, string>> = {
	"main.cf": "postfix",
	"master.cf": "postfix",
	"exim.conf": "exim",
	"update-exim4": "exim",
	mc: "sendmail",
	cf: "sendmail",
	mappings: "messaging-server",
	"imta.cnf": "messaging-server",
};

/** Parts that a dialect may or may not know by themselves; that of another server is a mistake. */
const PARTS: Readonly<Record<string, string>> = {
	"main.cf-fragment": "postfix",
	"exim-fragment": "exim",
	"exim-testsuite": "exim",
	m4: "sendmail",
	access: "sendmail",
	mailertable: "sendmail",
	virtusertable: "sendmail",
	domaintable: "sendmail",
	"local-host-names": "sendmail",
	"relay-domains": "sendmail",
	"trusted-users": "sendmail",
};

interface Row {
	readonly kind: string;
	readonly file: string;
}

const rows: readonly Row[] = readFileSync(join(CORPUS, "MANIFEST.jsonl"), "utf8")
	.split("\n")
	.filter((line) => line !== "")
	.map((line) => JSON.parse(line) as Row);

/** The dialect that recognises a file by its name, without the mark of an earlier version, and its head; as the command offers it to them. */
async function detected(path: string): Promise<string | undefined> {
	const name = path.replace(/@[0-9a-f]{8}$/, "");
	const head = headOf(path);
	for (const entry of dialects) {
		if (!entry.mayRecognise(name.slice(name.lastIndexOf("/") + 1), head)) continue;
		if ((await entry.load()).recognise(name, head) !== undefined) return entry.id;
	}
	return undefined;
}

function headOf(path: string): string {
	const bytes = new Uint8Array(16384);
	const file = openSync(path, "r");
	const length = readSync(file, bytes);
	closeSync(file);
	return new TextDecoder().decode(bytes.subarray(0, length)).slice(0, 4096);
}

const known = new Set<string>(dialects.map((entry) => entry.id));

describe("a file of the corpus", async () => {
	const answers = await Promise.all(rows.map(async (row) => ({ ...row, found: await detected(join(CORPUS, row.file)) })));
	const shown = ({ file, kind, found }: (typeof answers)[number]) => `${file} (${kind}): ${found ?? "nobody's"}`;

	it.each([...new Set(Object.values(KINDS))].filter((id) => known.has(id)))(
		"of %s is known for what it is, in at least 98 of 100",
		(id) => {
			const own = answers.filter(({ kind }) => KINDS[kind] === id);
			const missed = own.filter(({ found }) => found !== id);
			console.info(`${id}: ${own.length - missed.length} of ${own.length} detected`);
			expect(own.length).toBeGreaterThan(10);
			expect(missed.length / own.length, missed.map(shown).join("\n")).toBeLessThanOrEqual(0.02);
		},
	);

	it("is never taken for another server's", () => {
		const wrong = answers.filter(({ kind, found }) => {
			const own = KINDS[kind] ?? PARTS[kind];
			return found !== undefined && own !== undefined && found !== own;
		});
		expect(wrong.map(shown)).toEqual([]);
	});

	it("that is a table is nobody's main file: the configuration that names it knows it", () => {
		// One that the manifest calls a table is the end of a main.cf, by its name and its text.
		const tables = answers.filter(({ kind, file }) => (kind === "table" || kind === "sql-ldap-map") && !file.includes("main.cf"));
		expect(tables.length).toBeGreaterThan(100);
		expect(tables.filter(({ found }) => found !== undefined).map(shown)).toEqual([]);
	});
});

describe("any other text", () => {
	const SKIPPED = new Set([".git", "dist", ".vite", ".cache"]);
	const TEXT =
		/(?:^|\/)(?:[A-Z]+|[^/.]+)$|\.(?:md|markdown|txt|json|jsonc|ya?ml|toml|ini|cfg|conf|cnf|js|cjs|mjs|ts|map|css|html|sh|py|lock|d\.ts|ebnf|c|h)$/;

	function textsBelow(directory: string): readonly string[] {
		return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
			const path = join(directory, entry.name);
			if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : textsBelow(path);
			return entry.isFile() && TEXT.test(path) ? [path] : [];
		});
	}

	it("of this repository and of the packages that it installs is nobody's", async () => {
		const texts = [...textsBelow("."), join(CORPUS, "README.md"), join(CORPUS, "MANIFEST.jsonl")].filter(
			(path) => !path.startsWith("fixtures/"),
		);
		expect(texts.length).toBeGreaterThan(2000);
		const wrong: string[] = [];
		for (const path of texts) {
			const found = await detected(path);
			if (found !== undefined) wrong.push(`${path}: ${found}`);
		}
		expect(wrong).toEqual([]);
	});
});
