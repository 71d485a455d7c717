import { type Rewritten, rewritingEngine } from "@relaylint/dialects/testing/sendmail-rewriting";
import { type Case, encoded } from "./case.ts";
import type { RewritePair } from "./mta-driver.ts";
import { type Random, randomFrom } from "./random.ts";
import type { Worker } from "./worker.ts";

/** How often the engine and `sendmail -bt` made the same of a text. */
export interface RewritingResult {
	readonly same: number;
	/** Pairs that hang on something outside, or on a fact of a connection. */
	readonly unknown: ReadonlyMap<string, number>;
	/** Pairs for which `-bt` gave no result. */
	readonly unanswered: number;
	/** One text for each pair whose results differ. */
	readonly different: readonly string[];
}

/** Gives random texts to every rule set of a configuration's sendmail.cf, here and in `sendmail -bt`. */
export async function compareRewriting(worker: Worker, one: Case, seed: number, pairs: number): Promise<RewritingResult> {
	const cf = one.files["sendmail.cf"] === undefined ? (await worker.rewrite(one, [])).built : one;
	if (cf === undefined) throw new Error(`${one.name}: no sendmail.cf`);
	const text = Buffer.from(cf.files["sendmail.cf"] ?? "", "base64").toString("latin1");
	const whole = withClassFiles(cf, text);
	const engine = rewritingEngine(text, { hostname: "mx.example.com", address: "192.0.2.25", files: pathsOf(whole) });
	const random = randomFrom(seed);
	const asked = Array.from({ length: pairs }, (): RewritePair => {
		return { ruleset: random.pick(engine.rulesets), text: textFor(random, wordsOf(text)) };
	});
	const { results } = await worker.rewrite(whole, asked);
	const unknown = new Map<string, number>();
	const different: string[] = [];
	let same = 0;
	let unanswered = 0;
	for (const [index, pair] of asked.entries()) {
		const theirs = results[index] ?? undefined;
		const ours: Rewritten = engine.run(pair.ruleset, pair.text);
		if (theirs === undefined) unanswered++;
		else if (ours.kind === "unknown") unknown.set(ours.because, (unknown.get(ours.because) ?? 0) + 1);
		else if (ours.text === theirs) same++;
		else different.push(`${one.name}: ${pair.ruleset} ${pair.text}\n  sendmail -bt: ${theirs}\n  the engine:   ${ours.text}`);
	}
	return { same, unknown, unanswered, different };
}

/** A class file that is named and not there keeps `-bt` from starting: an empty one is put there. */
function withClassFiles(one: Case, text: string): Case {
	const files: Record<string, string> = { ...one.files };
	for (const [, path = ""] of text.matchAll(/^F(?:\w|\{\w+\})\s*(?:-o\s*)?(\/[^\s%]+)/gm)) {
		const name = path.startsWith("/etc/mail/") ? path.slice("/etc/mail/".length) : `root${path}`;
		files[name] ??= encoded("");
	}
	return { ...one, files };
}

function pathsOf(one: Case): Readonly<Record<string, string>> {
	return Object.fromEntries(
		Object.entries(one.files).map(([name, content]) => [
			name.startsWith("root/") ? name.slice("root".length) : `/etc/mail/${name}`,
			Buffer.from(content, "base64").toString("latin1"),
		]),
	);
}

/** Words that rules and classes of a file spell out. */
function wordsOf(text: string): readonly string[] {
	const words = new Set<string>([
		"example.com",
		"mx.example.com",
		"victim.example",
		"nowhere.invalid",
		"mx",
		"localhost",
		"uucp",
		"UUCP",
	]);
	for (const [line] of text.matchAll(/^[RC].*$/gm))
		for (const [word] of line.slice(1).matchAll(/(?<![$\w{&])[A-Za-z][\w-]*(?:\.[\w-]+)*/g)) words.add(word);
	return [...words];
}

/** A text as rules meet it: an address in one of its forms, canonical or not, or a few tokens. */
function textFor(random: Random, words: readonly string[]): string {
	const host = () =>
		random.weigh<() => string>([
			[
				6,
				() =>
					random.pick(["example.com", "mx.example.com", "victim.example", "nowhere.invalid", "sub.victim.example", "host", "mx"]),
			],
			[4, () => random.pick(words)],
			[1, () => random.pick(["[192.0.2.25]", "[203.0.113.9]", "[IPv6:2001:db8::1]", "host.UUCP", "a.b.BITNET", "localhost"])],
		])();
	const user = () =>
		random.weigh<() => string>([
			[6, () => random.pick(["alice", "bob", "x", "alice+news", "first.last", '"a b"', "postmaster", "nosuch"])],
			[1, () => random.pick(words)],
		])();
	return random.weigh<() => string>([
		[8, () => `${user()}@${host()}`],
		[3, () => `${user()}%${host()}@${host()}`],
		[3, () => `${host()}!${user()}`],
		[2, () => `${host()}!${host()}!${user()}@${host()}`],
		[2, () => `@${host()}:${user()}@${host()}`],
		[5, () => `${user()} < @ ${host()} >`],
		[5, () => `${user()} < @ ${host()} . >`],
		[2, () => `<${user()}@${host()}>`],
		[2, user],
		[2, host],
		[1, () => `${user()}@${host()}.`],
		[1, () => `<> ${user()}`],
		[1, () => `${random.pick(words)} ${random.pick(words)}`],
		[1, () => `< ${host()} > ${user()}`],
		[1, () => random.pick(["<>", "@", "a@b@c", "x@", "< @ >", ":include:/x", "a::b", "10.1.2.3", "IPv6:2001:db8::1"])],
	])();
}
