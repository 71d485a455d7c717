import { type FileSystem, overlayFileSystem } from "@relaylint/linter";
import { check } from "@relaylint/linter";
import type { Diagnostic } from "vscode-languageserver";
import { positionsIn } from "../positions.ts";
import { readSettings } from "../settings.ts";
import { diagnosticsOf } from "../to-lsp.ts";
import { uriOf } from "../uri.ts";
import type { Client } from "./client.ts";

/** Numbers from 0 to 1 that a seed settles. */
export function randomNumbers(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
}

/** One change of a text: the range it replaces, in offsets, and what stands there then. */
export interface RandomEdit {
	readonly start: number;
	readonly end: number;
	readonly text: string;
}

const WORDS = [
	"permit",
	"reject",
	"permit_mynetworks",
	"reject_unauth_destination",
	"permit_sasl_authenticated",
	"check_client_access hash:/etc/postfix/access",
	"smtpd_relay_restrictions",
	"smtpd_recipient_restrictions",
	"mynetworks",
	"mydestination",
	"relay_domains",
	"0.0.0.0/0",
	"192.0.2.0/24",
	"[::1]/128",
	"$mynetworks",
	"${mydomain?x:y}",
	"$",
	"{",
	"}",
	"=",
	" = ",
	",",
	":",
	"!",
	"#",
	"# relaylint-ignore open-relay: a test",
	"\n",
	"\n ",
	"\n\t",
	"\r\n",
	"\u0000",
	"é",
	"𝄞",
	"OK",
	"REJECT",
	"yes",
	"no",
	" -o ",
	"smtp inet n - y - - smtpd\n",
	"{{ x }}",
	"",
];

/** An edit as a person or a tool may make it: a few characters, a word, or lines. */
export function randomEdit(text: string, next: () => number): RandomEdit {
	const place = () => Math.floor(next() * (text.length + 1));
	const word = () => WORDS[Math.floor(next() * WORDS.length)] ?? "";
	const start = place();
	const kind = next();
	if (kind < 0.35) return { start, end: Math.min(text.length, start + Math.floor(next() * 4)), text: word() };
	if (kind < 0.5) return { start, end: Math.min(text.length, start + Math.floor(next() * 30)), text: "" };
	const line = text.lastIndexOf("\n", start - 1) + 1;
	const feed = text.indexOf("\n", line);
	const end = feed === -1 ? text.length : feed + 1;
	if (kind < 0.65) return { start: line, end: line, text: text.slice(line, end) };
	if (kind < 0.75) return { start: line, end, text: "" };
	if (kind < 0.9) {
		const words = [...text.slice(line, end).matchAll(/[^\s,=]+/g)];
		const chosen = words[Math.floor(next() * words.length)];
		if (chosen !== undefined) return { start: line + chosen.index, end: line + chosen.index + chosen[0].length, text: word() };
	}
	return { start: line, end: line, text: `${word()} = ${word()} ${word()}\n` };
}

/** A text with an edit made. */
export function withEdit(text: string, { start, end, text: instead }: RandomEdit): string {
	return text.slice(0, start) + instead + text.slice(end);
}

/** The position of an offset, counted line by line: not by the code that is tested. */
export function placeOf(text: string, offset: number): [number, number] {
	const before = text.slice(0, offset);
	const line = before.split("\n").length - 1;
	return [line, offset - (before.lastIndexOf("\n") + 1)];
}

/** What a fresh analysis says of files, with some texts laid over the disk, as the diagnostics of each. */
export async function freshDiagnostics(
	fileSystem: FileSystem,
	folder: string,
	texts: ReadonlyMap<string, string>,
): Promise<(path: string) => readonly Diagnostic[]> {
	const result = await check(overlayFileSystem(fileSystem, texts), [folder]);
	const settings = readSettings(undefined);
	const to = { positions: positionsIn("utf-16"), uri: uriOf };
	return (path) =>
		diagnosticsOf(
			path,
			{
				findings: result.findings.filter((finding) => finding.origin.file.path === path),
				problems: result.problems.filter((problem) => problem.path === path),
				settings,
			},
			to,
		);
}

/** Edits the files of a folder at random, and gives each difference between what the server says and a fresh analysis of the same texts. */
export async function editAtRandom(
	client: Client,
	fileSystem: FileSystem,
	folder: string,
	files: ReadonlyMap<string, string>,
	edits: number,
	next: () => number,
): Promise<readonly string[]> {
	const texts = new Map(files);
	const paths = [...files.keys()];
	const differences: string[] = [];
	const folders = (added: readonly string[], removed: readonly string[]) => {
		const named = (paths: readonly string[]) => paths.map((path) => ({ uri: uriOf(path), name: path }));
		return client.connection.sendNotification("workspace/didChangeWorkspaceFolders", {
			event: { added: named(added), removed: named(removed) },
		});
	};
	await folders([folder], []);
	for (const [path, text] of texts) client.open(path, text);
	for (let edit = 0; edit < edits; edit++) {
		const path = paths[Math.floor(next() * paths.length)] ?? "";
		const before = texts.get(path) ?? "";
		const made = randomEdit(before, next);
		client.change(path, made.text, { start: placeOf(before, made.start), end: placeOf(before, made.end) });
		texts.set(path, withEdit(before, made));
		await client.diagnostics(path);
		// What is said of other files has been sent when a later request is answered.
		await client.request("workspace/executeCommand", { command: "relaylint.verdicts" });
		const fresh = await freshDiagnostics(fileSystem, folder, texts);
		for (const each of paths) {
			const served = JSON.stringify(client.published.get(uriOf(each))?.diagnostics ?? []);
			const expected = JSON.stringify(fresh(each));
			if (served !== expected)
				differences.push(
					`${each} after ${JSON.stringify(made)}: ${served} and not ${expected} of ${JSON.stringify(texts.get(each))}`,
				);
		}
		if (differences.length > 0) break;
	}
	for (const path of paths)
		await client.connection.sendNotification("textDocument/didClose", { textDocument: { uri: uriOf(path) } });
	await folders([], [folder]);
	return differences;
}
