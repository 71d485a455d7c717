import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const oniguruma = require("vscode-oniguruma") as typeof import("vscode-oniguruma");
const textmate = require("vscode-textmate") as typeof import("vscode-textmate");

/** The folder of a dialect's grammars. */
export function grammarFolder(dialect: string): string {
	return fileURLToPath(new URL(`../../../../grammars/${dialect}/`, import.meta.url));
}

/** A piece of a line with the scopes that colour it, outermost first, without the grammar's own. */
export interface Coloured {
	readonly line: number;
	/** In UTF-16 units of the line. */
	readonly start: number;
	readonly end: number;
	readonly text: string;
	readonly scopes: readonly string[];
}

/** Colours a text as an editor does. */
export type Highlighter = (text: string) => readonly Coloured[];

/** The grammars of a dialect by the last word of their scope name, in the engine of VS Code. */
export async function highlighters(dialect: string): Promise<ReadonlyMap<string, Highlighter>> {
	const wasm = readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm"));
	await oniguruma.loadWASM(new Uint8Array(wasm).buffer);
	const folder = grammarFolder(dialect);
	const pathOf = (scope: string) => `${folder}${scope.replace(/^source\./, "")}.tmLanguage.json`;
	const registry = new textmate.Registry({
		onigLib: Promise.resolve({
			createOnigScanner: (patterns) => oniguruma.createOnigScanner(patterns),
			createOnigString: (text) => oniguruma.createOnigString(text),
		}),
		loadGrammar: async (scope) =>
			existsSync(pathOf(scope)) ? textmate.parseRawGrammar(readFileSync(pathOf(scope), "utf8"), pathOf(scope)) : null,
	});
	const found = new Map<string, Highlighter>();
	for (const file of readdirSync(folder).filter((name) => name.endsWith(".tmLanguage.json"))) {
		const id = file.replace(".tmLanguage.json", "");
		const grammar = await registry.loadGrammar(`source.${id}`);
		if (grammar === null) throw new Error(`no grammar for source.${id}`);
		found.set(id, (text) => {
			let stack = textmate.INITIAL;
			return text.split("\n").flatMap((line, number) => {
				const { tokens, ruleStack } = grammar.tokenizeLine(line, stack);
				stack = ruleStack;
				// The engine adds a line feed to each line: its last token may end behind it.
				return tokens
					.map(({ startIndex, endIndex, scopes }) => ({ startIndex, endIndex: Math.min(endIndex, line.length), scopes }))
					.filter(({ startIndex, endIndex }) => endIndex > startIndex)
					.map(({ startIndex: start, endIndex: end, scopes }) => ({
						line: number,
						start,
						end,
						text: line.slice(start, end),
						scopes: scopes.slice(1),
					}));
			});
		});
	}
	return found;
}

/** The scope that gives a piece its colour: the innermost that is neither a mere region nor the sign that opens a thing; "" for plain text. */
function colour({ scopes }: Coloured): string {
	const found = scopes.findLast((scope) => !scope.startsWith("meta.") && !scope.startsWith("punctuation.definition."));
	return found?.replace(/\.[^.]+$/, "") ?? "";
}

/** A stretch of a text in one colour. */
export interface Run {
	/** A scope without the dialect's name at its end. */
	readonly colour: string;
	readonly text: string;
	/** In offsets of the whole text. */
	readonly start: number;
	readonly end: number;
}

/** The coloured stretches of a text in order, neighbours of one colour joined; plain text is left out. */
export function colouredRuns(highlight: Highlighter, text: string): readonly Run[] {
	const starts = [0];
	for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
	const found: Run[] = [];
	for (const piece of highlight(text)) {
		const base = starts[piece.line] ?? 0;
		const run = { colour: colour(piece), text: piece.text, start: base + piece.start, end: base + piece.end };
		const last = found.at(-1);
		if (last !== undefined && last.colour === run.colour && last.end === run.start) {
			found[found.length - 1] = { ...last, text: last.text + run.text, end: run.end };
		} else found.push(run);
	}
	return found.filter((run) => run.colour !== "");
}
