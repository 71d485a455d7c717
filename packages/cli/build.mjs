// Builds what the package `relaylint` ships: the command as one file, the library for Node and browsers, its types, the
// schemas, the rules' pages, and the licences of what is bundled. `--bundle` leaves the types out.
import { execFileSync } from "node:child_process";
import {
	appendFileSync,
	chmodSync,
	copyFileSync,
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, posix, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const PACKAGES = join(ROOT, "packages");

/**
 * Chevrotain fills a table of 65,536 numbers at its start, a tenth of the time that Node needs for its own: here each number is
 * worked out when it is asked for, by the same formula. And it puts the methods with which it records a grammar on each parser and
 * deletes them one by one, for which V8 rebuilds the object: here a prototype between the parser and its own holds them meanwhile.
 * And it puts its methods on a class one by one, for each of which V8 makes a new description of all: an object that has lost a property
 * is a dictionary, which just grows. And it keeps a rule's lookahead in an array with room for 256 uses of each method, where its own
 * methods number ten (`OR`, `OR1` to `OR9`): here for 16. The build fails where the text is not the one known.
 */
const QUICK_START = {
	"scan/lexer.js": [
		[": charCodeToOptimizedIdxMap[charCode];", ": 255 + ~~(charCode / 255);"],
		['    tracer("initCharCodeToOptimizedIndexMap", () => {\n        initCharCodeToOptimizedIndexMap();\n    });\n', ""],
		// Left as it is: the formula that the first change repeats.
		["charCodeToOptimizedIdxMap[i] = i > 255 ? 255 + ~~(i / 255) : i;", "$&"],
	],
	"parse/grammar/keys.js": [["const BITS_FOR_OCCURRENCE_IDX = 8;", "const BITS_FOR_OCCURRENCE_IDX = 4;"]],
	"parse/parser/utils/apply_mixins.js": [
		[
			"export function applyMixins(derivedCtor, baseCtors) {\n",
			"$&    derivedCtor.prototype.mixed = derivedCtor.prototype.more = true;\n    delete derivedCtor.prototype.mixed;\n    delete derivedCtor.prototype.more;\n",
		],
	],
	"parse/parser/traits/gast_recorder.js": [
		[
			/(?<=\n {4}enableRecording\(\) \{\n)[\s\S]*?(?=\n {4}disableRecording\(\) \{\n)/,
			(body) =>
				`        const recorder = Object.create(Object.getPrototypeOf(this));\n${body.replace(/(?<= {12})this(?=\[`|\.(?:ACTION|BACKTRACK|LA) = )/g, "recorder").replace(/\n {4}\}\s*$/, "\n        Object.setPrototypeOf(this, recorder);\n    }\n")}`,
		],
		[
			/(?<=\n {4}disableRecording\(\) \{\n {8}this\.RECORDING_PHASE = false;\n)[\s\S]*?(?=\n {4}\}\n)/,
			() => "        Object.setPrototypeOf(this, Object.getPrototypeOf(Object.getPrototypeOf(this)));",
		],
	],
};

const quickStart = {
	name: "quick-start",
	setup({ onLoad }) {
		for (const [file, changes] of Object.entries(QUICK_START)) {
			const pattern = file.replace(/[/.]/g, (mark) => (mark === "/" ? "[\\\\/]" : "\\."));
			onLoad({ filter: new RegExp(`[\\\\/]chevrotain[\\\\/]lib[\\\\/]src[\\\\/]${pattern}$`) }, ({ path }) => {
				let contents = readFileSync(path, "utf8");
				for (const [known, instead] of changes) {
					if (contents.split(known).length !== 2) throw new Error(`${path} is not as known`);
					contents = contents.replace(known, instead);
				}
				return { contents, loader: "js" };
			});
		}
	},
};

/**
 * What few runs need stands in files of its own, so that no other run loads it: packages and report formats that nothing else imports. Each is
 * imported by a dynamic import of the name here.
 */
const RARE = {
	tldts: "tldts",
	"./format/sarif.ts": join(PACKAGES, "cli/src/format/sarif.ts"),
	"./format/junit.ts": join(PACKAGES, "cli/src/format/junit.ts"),
	"./format/checkstyle.ts": join(PACKAGES, "cli/src/format/checkstyle.ts"),
	"./format/diff.ts": join(PACKAGES, "cli/src/format/diff.ts"),
	"./lsp-command.ts": join(PACKAGES, "cli/src/lsp-command.ts"),
	"./working.ts": join(PACKAGES, "language-server/src/working.ts"),
	"./smtp-session.ts": join(PACKAGES, "cli/src/smtp-session.ts"),
	"./format/policy-diff.ts": join(PACKAGES, "cli/src/format/policy-diff.ts"),
	"./format/policy-html.ts": join(PACKAGES, "cli/src/format/policy-html.ts"),
	"./format/policy-markdown.ts": join(PACKAGES, "cli/src/format/policy-markdown.ts"),
	"./format/policy-pretty.ts": join(PACKAGES, "cli/src/format/policy-pretty.ts"),
};

const rareName = (path) => path.replace(/^.*\/|\.ts$/g, "");

const rareApart = (folder) => ({
	name: "rare-apart",
	setup({ onResolve }) {
		onResolve({ filter: /./ }, ({ path, kind }) =>
			kind === "dynamic-import" && path in RARE ? { path: `${folder}/${rareName(path)}.cjs`, external: true } : undefined,
		);
	},
});

/**
 * Each dialect is a script of its own, of which a run loads one; with a configuration in its files, to know which functions a check
 * needs. A dialect without one compiles for itself.
 */
const SAMPLES = {
	postfix: {
		"main.cf":
			"myhostname = mail.example.org\nmyorigin = $myhostname\nmydestination = $myhostname, localhost\nmynetworks = 127.0.0.0/8 [::1]/128 198.51.100.0/24\nsmtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination\nsmtpd_recipient_restrictions = reject_unknown_sender_domain\nalias_maps = hash:/etc/aliases\nrelay_domains =\n",
		"master.cf": "smtp inet n - y - - smtpd\n",
	},
	exim: {
		"exim.conf":
			"domainlist local_domains = @\nhostlist relay_from_hosts = <; 0.0.0.0/0\nacl_smtp_rcpt = acl_check_rcpt\nbegin acl\nacl_check_rcpt:\n  accept hosts = +relay_from_hosts\n  require message = relay not permitted\n          domains = +local_domains\n  accept\nbegin routers\ndnslookup:\n  driver = dnslookup\n  domains = ! +local_domains\n  transport = remote_smtp\nbegin transports\nremote_smtp:\n  driver = smtp\n",
	},
	sendmail: {
		"sendmail.mc":
			"OSTYPE(`linux')dnl\nFEATURE(`access_db')dnl\nFEATURE(`promiscuous_relay')dnl\nMAILER(`local')dnl\nMAILER(`smtp')dnl\n",
		access: "Connect:192.0.2\tRELAY\n",
	},
};

/**
 * Node puts a text of at least 1,031,913 characters outside of V8's heap, where it makes the collector of young objects run less
 * often: a large script is filled with blanks up to there.
 */
const FILLED_SCRIPT = 1_040_000;

const SHARED_CORE = "@relaylint/core";

const dialectNames = () =>
	readdirSync(join(PACKAGES, "dialects/src"), { withFileTypes: true })
		.filter((entry) => entry.isDirectory() && existsSync(join(PACKAGES, "dialects/src", entry.name, "index.ts")))
		.map((entry) => entry.name)
		.filter((name) => readFileSync(join(PACKAGES, "dialects/src/registry.ts"), "utf8").includes(`import("./${name}/index.ts")`));

const dialectsApart = {
	name: "dialects-apart",
	setup({ onResolve }) {
		onResolve({ filter: /^\.\/[\w-]+\/index\.ts$/ }, ({ path, kind, importer }) =>
			kind === "dynamic-import" && /[\\/]registry\.ts$/.test(importer)
				? { path: `./dialects/${path.split("/")[1]}.cjs`, external: true }
				: undefined,
		);
	},
};

const coreShared = {
	name: "core-shared",
	setup({ onResolve }) {
		onResolve({ filter: /^@relaylint\/core$/ }, () => ({ path: SHARED_CORE, external: true }));
	},
};

/** Files of packages that are there for other uses of them; none does more than to define things. */
const UNUSED = /^\.\/impl\/(?:format|edit)$/;

const unusedLeft = {
	name: "unused-left",
	setup({ onResolve, resolve }) {
		onResolve({ filter: UNUSED }, async ({ path, pluginData, ...where }) => {
			if (pluginData === "asked" || !/[\\/]jsonc-parser[\\/]/.test(where.importer)) return undefined;
			return { ...(await resolve(path, { ...where, pluginData: "asked" })), sideEffects: false };
		});
	},
};

const COMMON = {
	absWorkingDir: ROOT,
	bundle: true,
	minify: true,
	legalComments: "none",
	// A package that has both keeps its parts apart in its modules.
	mainFields: ["module", "main"],
	target: ["node20.19", "es2022"],
	// The loader reads the script as Latin-1, which is faster and takes half the memory.
	charset: "ascii",
	metafile: true,
	plugins: [quickStart, unusedLeft],
	logLevel: "warning",
};

/**
 * The bin: a small loader, the command as one CommonJS script, and the script's compiled code. The loader hands V8 the
 * compiled code where it was made by the same V8 for the same processor, and V8 ignores what it does not trust: compiling
 * half a megabyte costs more than checking a small configuration.
 */
export async function buildCommand(outdir) {
	const script = {
		...COMMON,
		outdir,
		outExtension: { ".js": ".cjs" },
		platform: "node",
		format: "cjs",
		// As calls of require(): the loader's script has no importer of its own.
		supported: { "dynamic-import": false },
		banner: { js: "(function (exports, require, module, __filename, __dirname) {" },
		footer: { js: "})" },
	};
	const command = await build({
		...script,
		stdin: {
			contents: `export * as core from "${SHARED_CORE}";\nimport "./main.ts";\n`,
			resolveDir: join(PACKAGES, "cli/src"),
			sourcefile: "relaylint.bundle.ts",
		},
		outdir: undefined,
		outfile: join(outdir, "relaylint.bundle.cjs"),
		plugins: [quickStart, unusedLeft, rareApart("./rare"), dialectsApart],
	});
	const dialects = await build({
		...script,
		entryPoints: Object.fromEntries(
			dialectNames().map((name) => [`dialects/${name}`, join(PACKAGES, "dialects/src", name, "index.ts")]),
		),
		plugins: [quickStart, unusedLeft, rareApart("../rare"), coreShared],
	});
	const rare = await build({
		...COMMON,
		entryPoints: Object.fromEntries(Object.entries(RARE).map(([path, file]) => [`rare/${rareName(path)}`, file])),
		outdir,
		outExtension: { ".js": ".cjs" },
		platform: "node",
		format: "cjs",
		plugins: [...COMMON.plugins, rareApart(".")],
		// As calls of require(), beside one another.
		supported: { "dynamic-import": false },
	});
	copyFileSync(join(PACKAGES, "cli/loader.cjs"), join(outdir, "relaylint.cjs"));
	chmodSync(join(outdir, "relaylint.cjs"), 0o755);
	writeFileSync(join(outdir, "rules.json"), `${JSON.stringify(rulePages())}\n`);
	for (const [dialect, files] of Object.entries(SAMPLES)) writeCompiledCode(outdir, dialect, files);
	return [command.metafile, dialects.metafile, rare.metafile];
}

/**
 * Runs the command once on a small configuration of a dialect, so that the functions a check needs are among the compiled ones; the
 * command's own compiled code is that of the first.
 */
function writeCompiledCode(outdir, dialect, files) {
	const folder = mkdtempSync(join(tmpdir(), "relaylint-build-"));
	try {
		for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
		const script = join(outdir, `dialects/${dialect}.cjs`);
		const { size } = statSync(script);
		if (size > FILLED_SCRIPT / 4) appendFileSync(script, " ".repeat(Math.max(0, FILLED_SCRIPT - size)));
		for (const about of dialect === "postfix" ? ["relaylint.bundle", "dialects/postfix"] : [`dialects/${dialect}`])
			execFileSync(process.execPath, [join(PACKAGES, "cli/compile.cjs"), outdir, about, Object.keys(files)[0]], {
				cwd: folder,
				stdio: ["ignore", "ignore", "inherit"],
			});
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** The library: modules that any browser's bundler takes, and the disk apart. */
export async function buildLibrary(outdir) {
	const result = await build({
		...COMMON,
		entryPoints: { index: join(PACKAGES, "linter/src/index.ts"), node: join(PACKAGES, "linter/src/node.ts") },
		outdir,
		platform: "neutral",
		conditions: ["import"],
		external: ["node:*"],
		format: "esm",
		splitting: true,
		chunkNames: "chunks/[name]-[hash]",
	});
	return result.metafile;
}

/** The page of each rule by its id. */
export function rulePages() {
	const dialects = readdirSync(join(PACKAGES, "dialects/src"), { withFileTypes: true });
	const homes = [join(PACKAGES, "rules/src"), ...dialects.map((entry) => join(PACKAGES, "dialects/src", entry.name, "rules"))];
	const pages = {};
	for (const home of homes.filter((path) => existsSync(path))) {
		for (const id of readdirSync(home).sort()) {
			const page = join(home, id, "README.md");
			if (existsSync(page)) pages[id] = readFileSync(page, "utf8");
		}
	}
	return pages;
}

/** Copies the declarations that the library's entries reach, with imports that any resolution follows. */
function buildTypes(outdir) {
	execFileSync(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), "-b"], { cwd: ROOT, stdio: "inherit" });
	const done = new Set();
	const take = (name, file) => {
		const key = `${name}/${file}`;
		if (done.has(key)) return;
		done.add(key);
		const text = readFileSync(join(PACKAGES, name, ".types", `${file}.d.ts`), "utf8");
		const rewritten = text.replace(/((?:from|import)\s*\(?\s*")([^"]+)"/g, (_whole, before, target) => {
			const workspace = /^@relaylint\/(\w+)$/.exec(target)?.[1];
			const [otherName, otherFile] = workspace
				? [workspace, workspace === "dialects" ? "registry" : "index"]
				: [name, posix.join(posix.dirname(file), target.replace(/\.ts$/, ""))];
			if (!workspace && !target.startsWith(".")) throw new Error(`${key} has ${target} in its types`);
			take(otherName, otherFile);
			const path = posix.relative(posix.dirname(key), `${otherName}/${otherFile}.js`);
			return `${before}${path.startsWith(".") ? path : `./${path}`}"`;
		});
		const target = join(outdir, "types", `${key}.d.ts`);
		mkdirSync(dirname(target), { recursive: true });
		writeFileSync(target, rewritten.replace(/^\/\/# sourceMappingURL.*$/m, ""));
	};
	for (const entry of ["index", "node"]) {
		take("linter", entry);
		writeFileSync(join(outdir, "types", `${entry}.d.ts`), `export * from "./linter/${entry}.js";\n`);
	}
}

/** The licence texts of the packages whose code is in a bundle. */
function writeLicences(metafiles, path) {
	const names = new Set();
	for (const metafile of metafiles) {
		for (const output of Object.values(metafile.outputs)) {
			for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
				const name = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(input)?.[1];
				if (name !== undefined && bytesInOutput > 0) names.add(name);
			}
		}
	}
	const parts = [...names].sort().map((name) => {
		const folder = join(ROOT, "node_modules", name);
		const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
		const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
		return `${name} ${version} (${license})\n\n${file === undefined ? "" : readFileSync(join(folder, file), "utf8").trim()}\n`;
	});
	writeFileSync(path, parts.join(`\n${"-".repeat(72)}\n\n`));
}

async function main() {
	const dist = join(ROOT, "dist");
	rmSync(dist, { recursive: true, force: true });
	mkdirSync(dist, { recursive: true });
	const metafiles = [...(await buildCommand(dist)), await buildLibrary(dist)];
	cpSync(join(PACKAGES, "linter/schemas"), dist, { recursive: true });
	writeLicences(metafiles, join(dist, "THIRD-PARTY-LICENSES.txt"));
	if (!process.argv.includes("--bundle")) buildTypes(dist);
}

if (process.argv[1] !== undefined && relative(fileURLToPath(import.meta.url), process.argv[1]) === "") await main();
