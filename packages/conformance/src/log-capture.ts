import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** The lines that the daemons of a sandbox have logged so far. */
export interface Log {
	readonly lines: readonly string[];
	/** Calls back at every further line, until the returned function is called. */
	watch(listener: (line: string) => void): () => void;
}

/** Node has no datagram sockets of the Unix domain; Perl is part of every Debian system. */
const RECEIVER = `use Socket; $| = 1; my $path = shift; unlink $path;
socket(my $s, PF_UNIX, SOCK_DGRAM, 0) or die "socket: $!"; bind($s, sockaddr_un($path)) or die "bind: $!"; chmod 0666, $path;
print "ready\\n"; while (defined recv($s, my $line, 65536, 0)) { $line =~ s/[\\n\\0]+$//; $line =~ tr/\\n/ /; print "$line\\n"; }`;

/** Receives what is sent to a log socket at `path`; settles when it listens. It ends with the sandbox. */
export async function captureLog(path: string): Promise<Log> {
	const lines: string[] = [];
	const listeners = new Set<(line: string) => void>();
	const child: ChildProcess = spawn("perl", ["-e", RECEIVER, path], { stdio: ["ignore", "pipe", "inherit"] });
	if (child.stdout === null) throw new Error("no output of the log receiver");
	const reader = createInterface({ input: child.stdout });
	await new Promise<void>((resolve, reject) => {
		child.once("error", reject);
		child.once("exit", () => reject(new Error("the log receiver ended")));
		reader.on("line", (raw) => {
			if (raw === "ready" && lines.length === 0) return resolve();
			const line = raw.replace(/^<\d+>\w{3} [ \d]\d \d\d:\d\d:\d\d /, "");
			lines.push(line);
			for (const listener of listeners) listener(line);
		});
	});
	return {
		lines,
		watch: (listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
}
