import type { FileView, SemanticToken, Span, TokenType } from "@relaylint/core";
import { modelOf, type PostfixModel } from "../model.ts";
import { restrictionClasses, typeOf, type Written } from "../rules/written.ts";
import { accessActions } from "../schema/access-actions.ts";
import { findMapType } from "../schema/map-types.ts";
import { findRestriction } from "../schema/restrictions.ts";
import { findParameter, isDeprecatedInRelease, isKnownInRelease } from "../schema/schema.ts";
import { networkOf } from "../../editor/network-text.ts";
import { rawReferences, rawWords } from "./raw-words.ts";
import { fieldsOf } from "./service-fields.ts";
import { roleOf, writtenIn } from "./view.ts";

/** Tables of more characters keep the colours of the lexical grammar. */
const MOST_CHARACTERS = 500_000;

/** What the words of a file are. */
export function tokens(view: FileView): readonly SemanticToken[] {
	const model = modelOf(view.configuration);
	const role = roleOf(model, view.file);
	if (role.kind === "table") return view.file.text.length > MOST_CHARACTERS ? [] : resultTokens(view, model);
	const found: SemanticToken[] = [];
	for (const written of writtenIn(view)) found.push(...tokensOf(written, model));
	if (role.kind === "master") {
		for (const service of model.masterCf?.services ?? []) {
			for (const [index, { origin, text }] of fieldsOf(service).entries()) {
				if (origin.kind !== "file" || text === "-") continue;
				const type: TokenType =
					index === 0 ? "namespace" : index === 1 ? "type" : index === 7 ? "function" : /^\d/.test(text) ? "number" : "keyword";
				found.push({ span: origin.span, type, ...(index === 0 ? { modifiers: ["definition"] as const } : {}) });
			}
		}
	}
	return found;
}

function tokensOf(written: Written, model: PostfixModel): readonly SemanticToken[] {
	const schema = findParameter(written.name);
	const old = schema !== undefined && (isDeprecatedInRelease(schema, model.release) || !isKnownInRelease(schema, model.release));
	const classes = restrictionClasses(model);
	const found: SemanticToken[] = [
		{
			span: written.nameOrigin.span,
			type: schema === undefined ? (classes.has(written.name) ? "class" : "variable") : "property",
			modifiers: [
				"definition",
				...(old ? (["deprecated"] as const) : []),
				...(schema === undefined ? [] : (["defaultLibrary"] as const)),
			],
		},
	];
	const references = rawReferences(written);
	for (const { origin } of references) found.push({ span: origin.span, type: "variable", modifiers: ["readonly"] });
	const type = typeOf(written.name);
	const isList = type === "restriction-list" || type === "class-list" || classes.has(written.name);
	for (const { text, origin } of rawWords(written)) {
		if (text.includes("$")) continue;
		const restriction = isList ? findRestriction(text) : undefined;
		const { span } = origin;
		if (restriction !== undefined)
			found.push({
				span,
				type: "function",
				...(isDeprecatedInRelease(restriction, model.release) ? { modifiers: ["deprecated"] as const } : {}),
			});
		else if (isList && classes.has(text)) found.push({ span, type: "class" });
		else if (type === "boolean" || type === "enum") found.push({ span, type: "keyword" });
		else if (/^\d+[smhdw]?$/.test(text)) found.push({ span, type: "number" });
		else if (networkOf(text) !== undefined) found.push({ span, type: "number" });
		else found.push(...tableTokens(text, span));
	}
	return found;
}

function tableTokens(text: string, span: Span): readonly SemanticToken[] {
	const marks = /^!*/.exec(text)?.[0].length ?? 0;
	const colon = text.indexOf(":");
	if (colon === -1 || findMapType(text.slice(marks, colon)) === undefined) return [];
	const start = span.start + marks;
	return [
		{ span: { start, end: span.start + colon }, type: "type" },
		{ span: { start: span.start + colon + 1, end: span.end }, type: "string" },
	];
}

const ACTIONS = new Set(accessActions.map(({ name }) => name));

function resultTokens({ file }: FileView, model: PostfixModel): readonly SemanticToken[] {
	const found: SemanticToken[] = [];
	const classes = restrictionClasses(model);
	for (const match of file.text.matchAll(/^([^\s#]\S*)([ \t]+)(\S+)/gm)) {
		const [, key = "", gap = "", word = ""] = match;
		const start = match.index + key.length + gap.length;
		const span = { start, end: start + word.length };
		if (ACTIONS.has(word.toUpperCase()) || /^[45]\d\d$/.test(word)) found.push({ span, type: "keyword" });
		else if (classes.has(word)) found.push({ span, type: "class" });
		else if (findRestriction(word) !== undefined) found.push({ span, type: "function" });
	}
	return found;
}
