import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import type { LayerRecipe } from "./mta-driver.ts";

/** Accounts with a mailbox on every sandbox. */
const USERS: Readonly<Record<string, number>> = { alice: 7011, bob: 7012, user: 7013 };

/** Where unpacked packages are kept: `RELAYLINT_CONFORMANCE_CACHE`, else below the user's cache. */
export function cacheDirectory(): string {
	const { RELAYLINT_CONFORMANCE_CACHE: said, XDG_CACHE_HOME: cache } = process.env;
	if (said) return said;
	const home = homedir();
	return join(cache || (home === "/" || !existsSync(home) ? tmpdir() : join(home, ".cache")), "relaylint/conformance");
}

/** The directory with an MTA's unpacked packages, made if it is not there yet. Installs nothing; throws where a step fails. */
export function layerOf(recipe: LayerRecipe): string {
	const place = join(cacheDirectory(), `${recipe.id}-1`);
	const layer = join(place, "layer");
	if (existsSync(layer)) return layer;
	const building = join(place, `building-${process.pid}`);
	mkdirSync(building, { recursive: true });
	unpack(recipe, join(place, "packages"), building);
	accounts(recipe, building);
	certificate(building);
	execFileSync("sh", ["-ec", recipe.script], { cwd: building, stdio: ["ignore", "inherit", "inherit"] });
	if (existsSync(layer)) rmSync(building, { recursive: true });
	else renameSync(building, layer);
	return layer;
}

/** Fetches the packages, with those that they need and this machine lacks, and unpacks them. */
function unpack({ packages }: LayerRecipe, archives: string, into: string): void {
	mkdirSync(join(archives, "partial"), { recursive: true });
	const fetched = () => readdirSync(archives).filter((name) => name.endsWith(".deb"));
	const missing = () => packages.filter((name) => !fetched().some((file) => file.startsWith(`${name}_`)));
	const fetch = () => {
		quiet("apt-get", [
			"install",
			"-y",
			"-qq",
			"--no-install-recommends",
			"--download-only",
			"-o",
			`Dir::Cache::archives=${archives}`,
			...packages,
		]);
		// What this machine has installed is not among them.
		if (missing().length > 0) quiet("apt-get", ["download", "-qq", ...missing()], archives);
	};
	if (missing().length > 0) {
		try {
			fetch();
		} catch {
			quiet("apt-get", ["update", "-qq"]);
			fetch();
		}
	}
	for (const name of fetched()) quiet("dpkg", ["-x", join(archives, name), into]);
	// Debian's directories below / are links into /usr.
	for (const name of ["bin", "sbin", "lib", "lib64"]) {
		if (!existsSync(join(into, name))) continue;
		mkdirSync(join(into, "usr", name), { recursive: true });
		quiet("cp", ["-a", `${join(into, name)}/.`, join(into, "usr", name)]);
		rmSync(join(into, name), { recursive: true });
	}
}

/** The accounts of this machine, of the MTA, and of three people. */
function accounts(recipe: LayerRecipe, layer: string): void {
	mkdirSync(join(layer, "etc"), { recursive: true });
	const all = Object.entries({ ...recipe.accounts, ...USERS });
	const extend = (file: string, line: (name: string, id: number) => string) => {
		const text = readFileSync(`/etc/${file}`, "utf8");
		const names = new Set(all.map(([name]) => name));
		const kept = text.split("\n").filter((one) => one !== "" && !names.has(one.split(":")[0] ?? ""));
		writeFileSync(join(layer, "etc", file), `${[...kept, ...all.map(([name, id]) => line(name, id))].join("\n")}\n`);
	};
	extend("passwd", (name, id) => `${name}:x:${id}:${id}::/var/mail/${name}:/usr/sbin/nologin`);
	extend("group", (name, id) => `${name}:x:${id}:`);
	writeFileSync(
		join(layer, "etc/nsswitch.conf"),
		"passwd: files\ngroup: files\nshadow: files\nhosts: files dns\nnetworks: files\nprotocols: files\nservices: files\n",
	);
	for (const name of ["run/saslauthd", "run/dovecot"]) mkdirSync(join(layer, name), { recursive: true });
}

/** A certificate that no authority has signed, where Debian's packages make theirs. */
function certificate(layer: string): void {
	const [cert, key] = [join(layer, "etc/ssl/certs/ssl-cert-snakeoil.pem"), join(layer, "etc/ssl/private/ssl-cert-snakeoil.key")];
	for (const name of ["etc/ssl/certs", "etc/ssl/private"]) mkdirSync(join(layer, name), { recursive: true });
	const own = join(layer, "key.tmp");
	quiet("openssl", [
		"req",
		"-x509",
		"-newkey",
		"rsa:2048",
		"-nodes",
		"-days",
		"3650",
		"-subj",
		"/CN=mx.example.com",
		"-keyout",
		own,
		"-out",
		cert,
	]);
	copyFileSync(own, key);
	rmSync(own);
	quiet("chmod", ["644", key]);
}

function quiet(program: string, words: readonly string[], directory?: string): void {
	execFileSync(program, words, { stdio: ["ignore", "pipe", "pipe"], ...(directory === undefined ? {} : { cwd: directory }) });
}
