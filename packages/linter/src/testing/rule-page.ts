/** One mark of an example: from a column to a column of a line, all from 0, and the rule that must report it. */
export interface Mark {
	readonly file: string;
	readonly line: number;
	readonly start: number;
	readonly end: number;
	readonly rule: string;
}

/** One configuration of a rule's page. */
export interface Example {
	readonly kind: "firing" | "silent";
	readonly dialect: string;
	/** The texts without marker lines, by file name; an absolute name is one of the server outside the configuration. */
	readonly files: Readonly<Record<string, string | Uint8Array>>;
	/** Those of the files that are symbolic links to files elsewhere: the word `link` after a file's name. */
	readonly links?: readonly string[];
	readonly marks: readonly Mark[];
	/** True where the files are the whole server: the word `complete` after a file's name. */
	readonly complete: boolean;
	/** `release=3.4` after a file's name. */
	readonly release?: string;
	/** The line of the page on which it starts, from 1. */
	readonly line: number;
}

/** The headings that every page has, in this order. */
export const HEADINGS = [
	"What it does",
	"Why it matters",
	"Firing example",
	"Silent example",
	"How to fix",
	"References",
] as const;

/** The second-level headings of a page, in order. */
export function headingsOf(page: string): readonly string[] {
	return [...withoutFences(page).matchAll(/^## (.*)$/gm)].map((match) => (match[1] ?? "").trim());
}

/**
 * The examples of a page. Fenced blocks whose first line names a dialect and a file belong to the section *Firing example* or
 * *Silent example* they stand in; blocks of one section with different file names are one configuration, and a heading or
 * a name that comes again starts the next. After the word `escapes` behind a file's name `\xHH` in its text is a byte.
 */
export function examplesOf(page: string): readonly Example[] {
	const examples: Example[] = [];
	let kind: Example["kind"] | undefined;
	let open = false;
	const lines = page.split("\n");
	for (let at = 0; at < lines.length; at++) {
		const line = lines[at] ?? "";
		if (/^#{1,6} /.test(line)) {
			open = false;
			if (/^## /.test(line))
				kind = /^## Firing example/.test(line) ? "firing" : /^## Silent example/.test(line) ? "silent" : undefined;
		}
		const fence = /^```([\w-]*)\s*(.*)$/.exec(line);
		if (fence === null) continue;
		const end = lines.indexOf("```", at + 1);
		const body = lines.slice(at + 1, end);
		const [dialect = "", words = ""] = [fence[1], fence[2]];
		const [file, ...settings] = words.split(/\s+/).filter((word) => word !== "");
		if (kind !== undefined && file !== undefined) {
			const { text, marks } = unmarked(file, body);
			const content = settings.includes("escapes") ? withBytes(text) : text;
			const links = settings.includes("link") ? [file] : [];
			const last = examples.at(-1);
			const release = settings.find((word) => word.startsWith("release="))?.slice("release=".length);
			const more = {
				complete: settings.includes("complete"),
				...(release === undefined ? {} : { release }),
			};
			if (open && last !== undefined && !(file in last.files)) {
				examples[examples.length - 1] = {
					...last,
					...more,
					complete: last.complete || more.complete,
					files: { ...last.files, [file]: content },
					...(links.length === 0 ? {} : { links: [...(last.links ?? []), ...links] }),
					marks: [...last.marks, ...marks],
				};
			} else {
				const linked = links.length === 0 ? {} : { links };
				examples.push({ kind, dialect, files: { [file]: content }, ...linked, marks, line: at + 1, ...more });
			}
			open = true;
		}
		at = end < 0 ? lines.length : end;
	}
	return examples;
}

/** Takes marker lines out of a text: `#    ^^^^ rule-id` below the words it marks. */
function unmarked(file: string, body: readonly string[]): { text: string; marks: readonly Mark[] } {
	const kept: string[] = [];
	const marks: Mark[] = [];
	for (const line of body) {
		const marker = /^([#\s]*)(\^+) ([a-z0-9-]+(?: [a-z0-9-]+)*)\s*$/.exec(line);
		if (marker === null) {
			kept.push(line);
			continue;
		}
		const [, before = "", carets = "", rules = ""] = marker;
		for (const rule of rules.split(" ")) {
			marks.push({ file, line: kept.length - 1, start: before.length, end: before.length + carets.length, rule });
		}
	}
	return { text: kept.length === 0 ? "" : `${kept.join("\n")}\n`, marks };
}

/** A text as bytes, with `\xHH` for the byte of that value. */
function withBytes(text: string): Uint8Array {
	const parts = text.split(/\\x([0-9a-f]{2})/i);
	return Uint8Array.from(
		parts.flatMap((part, at) => (at % 2 === 0 ? [...new TextEncoder().encode(part)] : [Number.parseInt(part, 16)])),
	);
}

function withoutFences(page: string): string {
	return page.replace(/^```.*?^```$/gms, "");
}
