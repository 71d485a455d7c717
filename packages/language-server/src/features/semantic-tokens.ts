import type { SemanticToken } from "@relaylint/core";
import type { SemanticTokens, SemanticTokensParams, SemanticTokensRangeParams } from "vscode-languageserver";
import { TOKEN_MODIFIERS, TOKEN_TYPES } from "../capabilities.ts";
import type { Session } from "../session.ts";
import type { ConfiguredFile } from "../workspace.ts";

/** Answers `textDocument/semanticTokens/full` and `/range`. */
export async function semanticTokens(
	session: Session,
	params: SemanticTokensParams | SemanticTokensRangeParams,
): Promise<SemanticTokens> {
	const view = await session.view(params.textDocument.uri);
	if (view === undefined) return { data: [] };
	const within = "range" in params ? session.positions.span(view.file, params.range) : undefined;
	const tokens = (view.editor.tokens?.(view) ?? []).filter(
		({ span }) => within === undefined || (span.start < within.end && span.end > within.start),
	);
	return { data: encoded(tokens, view, session) };
}

/** Five numbers a token, as the protocol wants them; a token of several lines is one for each, and of two that overlap the first stays. */
function encoded(tokens: readonly SemanticToken[], { file }: ConfiguredFile, { positions }: Session): number[] {
	const data: number[] = [];
	let line = 0;
	let character = 0;
	let end = 0;
	for (const token of [...tokens].sort((a, b) => a.span.start - b.span.start)) {
		const type = TOKEN_TYPES.indexOf(token.type);
		const modifiers = (token.modifiers ?? []).reduce((bits, one) => bits | (1 << TOKEN_MODIFIERS.indexOf(one)), 0);
		for (let at = Math.max(end, token.span.start); at < token.span.end; ) {
			const feed = file.text.indexOf("\n", at);
			const stop = feed === -1 || feed > token.span.end ? token.span.end : feed;
			if (stop > at) {
				const from = positions.position(file, at);
				const to = positions.position(file, stop);
				data.push(from.line - line, from.line === line ? from.character - character : from.character);
				data.push(to.character - from.character, type, modifiers);
				({ line, character } = from);
			}
			at = stop + 1;
			while (at < token.span.end && /\s/.test(file.text.charAt(at))) at++;
		}
		end = Math.max(end, token.span.end);
	}
	return data;
}
