import type { Setting } from "@relaylint/core";
import { originText } from "@relaylint/core";
import { type Hover, type HoverParams, MarkupKind } from "vscode-languageserver";
import type { Session } from "../session.ts";
import type { ConfiguredFile } from "../workspace.ts";

/** Answers `textDocument/hover`: what the dialect says of the words, else what is in force of a setting. */
export async function hover(session: Session, { textDocument, position }: HoverParams): Promise<Hover | null> {
	const view = await session.view(textDocument.uri);
	if (view === undefined) return null;
	const offset = session.positions.offset(view.file, position);
	const said = view.editor.hover?.(view, offset) ?? settingAt(view, offset);
	if (said === undefined) return null;
	const value = session.agreement.markdown ? said.markdown : said.markdown.replace(/[*`_]|\]\([^)]*\)|\[/g, "");
	return {
		contents: { kind: session.agreement.markdown ? MarkupKind.Markdown : MarkupKind.PlainText, value },
		range: session.positions.range(view.file, said.span),
	};
}

function settingAt({ configuration, file }: ConfiguredFile, offset: number) {
	const setting = configuration.settings.find(
		({ origin }) => origin.kind === "file" && origin.file === file && origin.span.start <= offset && offset <= origin.span.end,
	);
	if (setting?.origin.kind !== "file") return undefined;
	return { span: setting.origin.span, markdown: settingText(setting) };
}

function settingText(setting: Setting): string {
	const value = setting.value ?? "not known: it depends on something outside the files";
	return `**${setting.name}**\n\nIn force${setting.listener === undefined ? "" : ` for ${setting.listener}`}: \`${value.replaceAll("`", "'")}\`\n\n${setting.origin.kind === "default" ? originText(setting.origin) : ""}`.trim();
}
