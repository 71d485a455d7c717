import { originText, type Setting, type Span } from "@relaylint/core";
import { type Hover, type HoverParams, MarkupKind } from "vscode-languageserver";
import { configurationGrants, PATIENCE, relayedBy } from "../grants.ts";
import type { Session } from "../session.ts";
import type { ConfiguredFile } from "../workspace.ts";

/** Answers `textDocument/hover`: what the dialect says of the words, else what is in force of a setting. */
export async function hover(session: Session, { textDocument, position }: HoverParams): Promise<Hover | null> {
	const view = await session.view(textDocument.uri);
	if (view === undefined) return null;
	const offset = session.positions.offset(view.file, position);
	const said = view.editor.hover?.(view, offset) ?? settingAt(view, offset);
	if (said === undefined) return null;
	const markdown = `${said.markdown}${relayText(view, said.span, session)}`;
	const value = session.agreement.markdown ? markdown : markdown.replace(/[*`_]|\]\([^)]*\)|\[/g, "");
	return {
		contents: { kind: session.agreement.markdown ? MarkupKind.Markdown : MarkupKind.PlainText, value },
		range: session.positions.range(view.file, said.span),
	};
}

/** Rows that are shown of those who are let in. */
const MOST_ROWS = 6;

/** Whom the words let relay. */
function relayText(view: ConfiguredFile, span: Span, { host }: Session): string {
	const rows = relayedBy(configurationGrants(view, host.now, PATIENCE.line), view, span);
	if (rows.length === 0) return "";
	const shown = rows.slice(0, MOST_ROWS).map((row) => `- ${row}`);
	if (rows.length > MOST_ROWS) shown.push(`- and ${rows.length - MOST_ROWS} more`);
	return `\n\nWho relays by it:\n\n${shown.join("\n")}`;
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
