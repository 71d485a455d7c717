import { execFile, execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { captureLog, type Log } from "./log-capture.ts";
import type { Daemon } from "./mta-driver.ts";

/** The machine that a sandbox pretends to be. */
export interface Machine {
	readonly hostname: string;
	readonly address4: string;
	readonly address6: string;
	/** Further addresses with their prefix length. */
	readonly addresses: readonly string[];
	/** Accounts beside those of the layer. */
	readonly users: readonly string[];
}

/** A machine of its own: files, network and processes that nobody else sees. Paths are absolute, as on that machine. */
export interface Sandbox {
	readonly machine: Machine;
	readonly log: Log;
	/** The path by which this process reaches a path of the sandbox. */
	outside(path: string): string;
	exists(path: string): boolean;
	/** The text of a file; empty where there is none. */
	read(path: string): string;
	/** Writes a file, an hour old: daemons distrust what has just changed. */
	write(path: string, content: string | Uint8Array, mode?: number): void;
	/** Removes a file or directory with everything in it. */
	remove(path: string): void;
	/** Runs a program to its end; both outputs in one text. */
	run(words: readonly string[]): { readonly code: number; readonly output: string };
	/** Runs a program to its end while this process goes on answering it; both outputs in one text. */
	runServed(words: readonly string[], input?: string): Promise<{ readonly code: number; readonly output: string }>;
	/** Starts a program that goes on running. */
	start(words: readonly string[]): Daemon;
}

const ENVIRONMENT = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", HOME: "/root", LANG: "C", TZ: "UTC" };

/** Makes the sandbox's file system: the layer over the machine's own programs, everything written gone afterwards. */
const FILES = `set -e
root=$1 layer=$2
umount -l "$root" 2>/dev/null || :
mount -t tmpfs -o mode=755 tmpfs "$root"
cd "$root"
mkdir usr etc var run tmp root home proc dev .upper .work
chmod 1777 tmp
for name in bin sbin lib lib64; do ln -s usr/$name $name; done
for name in usr etc var run; do
	mkdir .upper/$name .work/$name
	lower=
	if [ -d "$layer/$name" ]; then lower=$layer/$name; fi
	case $name in usr | etc) lower=\${lower:+$lower:}/$name ;; esac
	mount -t overlay -o "lowerdir=$lower,upperdir=.upper/$name,workdir=.work/$name" overlay "$name"
done
mount -t proc proc proc
for device in null:3 zero:5 random:8 urandom:9; do mknod -m 666 dev/\${device%:*} c 1 \${device#*:}; done
mknod -m 666 dev/tty c 5 0
mkdir -p dev/shm var/log var/mail var/lib var/spool
chmod 1777 var/mail
[ -e var/run ] || ln -s ../run var/run
`;

/** Makes this process's namespaces into a fresh machine. Whatever ran in them before is killed. */
export async function freshSandbox(root: string, layer: string, machine: Machine): Promise<Sandbox> {
	killOthers();
	execFileSync("sh", ["-c", FILES, "sh", root, layer], { stdio: ["ignore", "inherit", "inherit"] });
	network(machine);
	execFileSync("hostname", [machine.hostname]);
	const outside = (path: string) => join(root, path);
	const write = (path: string, content: string | Uint8Array, mode = 0o644) => {
		const file = outside(path);
		mkdirSync(dirname(file), { recursive: true });
		rmSync(file, { force: true });
		writeFileSync(file, content);
		chmodSync(file, mode);
		const old = Date.now() / 1000 - 3600;
		utimesSync(file, old, old);
	};
	const read = (path: string) => (existsSync(outside(path)) ? readFileSync(outside(path), "latin1") : "");
	const { hostname, address4 } = machine;
	write("/etc/resolv.conf", "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n");
	write(
		"/etc/hosts",
		`127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n${[address4, machine.address6].map((address) => `${address} ${hostname} ${hostname.split(".")[0]}\n`).join("")}`,
	);
	for (const name of ["hostname", "mailname"]) write(`/etc/${name}`, `${hostname}\n`);
	write("/etc/host.conf", "multi on\n");
	if (machine.users.length > 0) addUsers(machine.users, read, write);
	const log = await captureLog(outside("/dev/log"));
	return {
		machine,
		log,
		outside,
		exists: (path) => existsSync(outside(path)),
		read,
		write,
		remove: (path) => rmSync(outside(path), { recursive: true, force: true }),
		run: (words) => {
			const { status, stdout, stderr } = spawnSync("chroot", [root, ...words], {
				env: ENVIRONMENT,
				encoding: "utf8",
				timeout: 30_000,
			});
			return { code: status ?? -1, output: (stdout ?? "") + (stderr ?? "") };
		},
		runServed: (words, input = "") =>
			new Promise((resolve) => {
				const child = execFile(
					"chroot",
					[root, ...words],
					{ env: ENVIRONMENT, encoding: "utf8", timeout: 30_000, maxBuffer: 2 ** 28 },
					(fault, stdout, stderr) => resolve({ code: fault === null ? 0 : Number(fault.code ?? -1), output: stdout + stderr }),
				);
				child.stdin?.on("error", () => {});
				child.stdin?.end(input);
			}),
		start: (words) => {
			const child = spawn("chroot", [root, ...words], { env: ENVIRONMENT, stdio: ["ignore", "ignore", "pipe"] });
			let said = "";
			child.stderr?.on("data", (data) => {
				said += data;
			});
			return { ended: new Promise((resolve) => child.once("exit", () => resolve())), said: () => said };
		},
	};
}

/** Ends every other process of the namespace, of which this process's parent is the first. */
function killOthers(): void {
	try {
		process.kill(-1, "SIGKILL");
	} catch {
		// Nobody else is there.
	}
}

/** Every address is local, so that a client comes from its true address; the server's own ones are on the loopback interface. */
function network({ address4, address6, addresses }: Machine): void {
	const lines = [
		"addr flush dev lo",
		"link set lo up",
		"addr replace 127.0.0.1/8 dev lo",
		"addr replace ::1/128 dev lo",
		`addr replace ${address4}/24 dev lo`,
		`addr replace ${address6}/64 dev lo nodad`,
		...addresses.map((one) => `addr replace ${one} dev lo${one.includes(":") ? " nodad" : ""}`),
		"route replace local 0.0.0.0/0 dev lo",
		"route replace local ::/0 dev lo",
	];
	for (const family of ["ipv4", "ipv6"]) writeFileSync(`/proc/sys/net/${family}/ip_nonlocal_bind`, "1");
	execFileSync("ip", ["-force", "-batch", "-"], { input: lines.join("\n"), stdio: ["pipe", "ignore", "inherit"] });
}

function addUsers(
	users: readonly string[],
	read: (path: string) => string,
	write: (path: string, content: string) => void,
): void {
	const known = new Set(
		read("/etc/passwd")
			.split("\n")
			.map((line) => line.split(":")[0]),
	);
	const added = users.filter((user) => !known.has(user));
	const lines = (of: (user: string, id: number) => string) => added.map((user, index) => of(user, 3000 + index)).join("");
	write("/etc/passwd", read("/etc/passwd") + lines((user, id) => `${user}:x:${id}:${id}::/home/${user}:/bin/sh\n`));
	write("/etc/group", read("/etc/group") + lines((user, id) => `${user}:x:${id}:\n`));
}
