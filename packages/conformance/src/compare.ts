import { type FileSystem, memoryFileSystem, type ProbeResult, probe, readProbes } from "@relaylint/linter";
import type { Case, CaseProbe } from "./case.ts";
import type { DaemonAnswer } from "./play.ts";
import type { Worker } from "./worker.ts";

/** Where a case's configuration stands on the server, by dialect. */
export const PLACES: Readonly<Record<string, string>> = {
	postfix: "/etc/postfix",
	exim: "/etc/exim4",
	sendmail: "/etc/mail",
};

/** One probe with both answers. */
export interface Compared {
	readonly case: Case;
	readonly index: number;
	readonly probe: CaseProbe;
	readonly daemon: DaemonAnswer;
	readonly ours: ProbeResult;
	/** `unanswered`: the daemon did not answer in time, or we do not know. */
	readonly outcome: "same" | "different" | "unknown" | "unanswered";
	/** What differs, in a few words; empty where nothing does. */
	readonly difference: string;
}

/** What `decide` says to every probe of a case; the files are the whole server. Throws where they are no configuration. */
export async function ask(one: Case, mta: string): Promise<readonly ProbeResult[]> {
	const read = readProbes(JSON.stringify(one.world));
	if (read.kind === "bad") throw new Error(`${one.name}: ${read.reason}`);
	const outcome = await probe(files(one, mta), PLACES[mta] ?? "/", read.set, { root: "/elsewhere" });
	if (outcome.kind === "bad") throw new Error(`${one.name}: ${outcome.path} ${outcome.reason}`);
	return outcome.answers;
}

/** The files of a case: the configuration in its own directory, what stands elsewhere below `/elsewhere`. */
export function files(one: Case, mta: string): FileSystem {
	const place = PLACES[mta] ?? "/";
	return memoryFileSystem(
		Object.fromEntries(
			Object.entries(one.files).map(([path, content]) => [
				path.startsWith("root/") ? `/elsewhere/${path.slice("root/".length)}` : `${place}/${path}`,
				Buffer.from(content, "base64"),
			]),
		),
	);
}

/** Plays a case and compares; where the daemon was given another form of the configuration, what that one says is compared as well. */
export async function playAndCompare(worker: Worker, one: Case, mta: string): Promise<readonly Compared[]> {
	const { answers, built } = await worker.play(one);
	const written = compare(one, answers, await ask(one, mta));
	if (built === undefined) return written;
	return [...written, ...compare({ ...one, name: built.name }, answers, await ask(built, mta))];
}

/** Both answers to every probe of a case side by side. */
export function compare(one: Case, daemon: readonly DaemonAnswer[], ours: readonly ProbeResult[]): readonly Compared[] {
	return one.world.probes.map((asked, index) => {
		const [real, said] = [daemon[index] as DaemonAnswer, ours[index] as ProbeResult];
		const compared = { case: one, index, probe: asked, daemon: real, ours: said };
		if (real.verdict === "timeout") return { ...compared, outcome: "unanswered", difference: "" };
		if (said.outcome === "unknown") return { ...compared, outcome: "unknown", difference: "" };
		const difference = differenceOf(real, said, one);
		return { ...compared, outcome: difference === "" ? "same" : "different", difference };
	});
}

function differenceOf(daemon: DaemonAnswer, ours: ProbeResult, one: Case): string {
	if (daemon.verdict !== ours.outcome) return `the daemon says ${daemon.verdict}, decide says ${ours.outcome}`;
	if (daemon.verdict !== "accept" || daemon.route === undefined || isRewrittenLater(one)) return "";
	const { to, how } = daemon.route;
	if (ours.relayed === "yes" && (to === "here" || to === null))
		return `the daemon keeps it (${how}), decide says that it is relayed`;
	// The router alone does not know that a list, or an entry of Sendmail's access map, keeps the message from leaving.
	const diverted = ours.trace.some(
		({ text, effect }) =>
			(effect === "assign" && text.startsWith("FEATURE(`")) ||
			/^(discard|hold|redirect|filter|control = freeze|the message is thrown away)\b|\b(DISCARD|QUARANTINE)\b/i.test(text),
	);
	if (ours.relayed === "no" && to === "elsewhere" && !diverted) return `the daemon relays it (${how}), decide says that it stays`;
	return "";
}

/** Where a table rewrites recipients after they are accepted, the router's answer is about another one. */
function isRewrittenLater({ files }: Case): boolean {
	const main = Buffer.from(files["main.cf"] ?? "", "base64").toString();
	return /^(virtual_alias_maps|(recipient_)?canonical_maps|masquerade_domains)\s*=/m.test(main);
}
