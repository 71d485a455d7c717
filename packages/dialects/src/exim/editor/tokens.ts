import type { FileOrigin, FileView, InlineHint, SemanticToken, Span, TokenType } from "@relaylint/core";
import { networkOf } from "../../editor/network-text.ts";
import { splitList } from "../lists/split-list.ts";
import { modelOf } from "../model.ts";
import { mainOptions } from "../schema/main-options.ts";
import { addressesText, endsEveryWalk } from "./acl-text.ts";
import { isSettings } from "./outline.ts";
import { symbols } from "./symbols.ts";
import { exactPlace, valuesOf } from "./values.ts";

const OF_SYMBOL: Readonly<Record<string, TokenType>> = {
	macro: "variable",
	acl: "class",
	router: "namespace",
	transport: "namespace",
	authenticator: "namespace",
	variable: "variable",
	domainlist: "type",
	hostlist: "type",
	addresslist: "type",
	localpartlist: "type",
	file: "string",
};

/** The words of a file by what they are. */
export function tokens(view: FileView): readonly SemanticToken[] {
	const { document } = modelOf(view.configuration);
	if (isSettings(view)) return [];
	const found: SemanticToken[] = [];
	const add = (origin: FileOrigin | undefined, type: TokenType, modifiers?: SemanticToken["modifiers"]) => {
		if (origin?.file === view.file && origin.span.end > origin.span.start)
			found.push({ span: origin.span, type, ...(modifiers === undefined ? {} : { modifiers }) });
	};
	for (const { symbol, origin, role } of symbols(view)) {
		const type = OF_SYMBOL[symbol.split(" ", 1)[0] ?? ""];
		if (type !== undefined) add(origin, type, role === "definition" ? ["definition"] : undefined);
	}
	for (const { name, nameOrigin } of document.allOptions)
		add(nameOrigin, "property", mainOptions().get(name)?.support === "irrelevant" ? undefined : ["defaultLibrary"]);
	for (const { statements } of document.acls.values())
		for (const { verbOrigin, conditions } of statements) {
			add(verbOrigin, "keyword");
			for (const { nameOrigin } of conditions) add(nameOrigin, "function");
		}
	for (const { options } of [...document.routers, ...document.transports, ...document.authenticators])
		for (const { nameOrigin } of options.values()) add(nameOrigin, "property");
	for (const { value, list } of valuesOf(document)) {
		if (value.origin.file !== view.file || list !== "host") continue;
		for (const { text, start, end } of splitList(value.text))
			if (networkOf(text) !== undefined) add(exactPlace(value, start, end), "number");
	}
	return found;
}

/** The sizes of networks in lists of hosts, and statements that nothing reaches. */
export function hints(view: FileView, within: Span): readonly InlineHint[] {
	const { document } = modelOf(view.configuration);
	if (isSettings(view)) return [];
	const found: InlineHint[] = [];
	const add = (origin: FileOrigin, offset: number, hint: Omit<InlineHint, "offset">) => {
		if (origin.file === view.file && offset >= within.start && offset <= within.end) found.push({ offset, ...hint });
	};
	for (const { value, list } of valuesOf(document)) {
		const text = list === "host" ? addressesText(value.text) : undefined;
		if (text !== undefined && exactPlace(value, 0, value.text.length) !== undefined)
			add(value.origin, value.origin.span.end, {
				label: text,
				tooltip: "Addresses that the networks written here hold together",
			});
	}
	for (const { statements } of document.acls.values()) {
		const end = statements.findIndex(endsEveryWalk);
		const next = end === -1 ? undefined : statements[end + 1];
		if (next !== undefined)
			add(next.verbOrigin, next.verbOrigin.span.start, {
				label: "unreachable:",
				tooltip: `The ${statements[end]?.verb} before it holds for everybody`,
			});
	}
	return found;
}
