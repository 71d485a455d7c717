import type { LensPlace } from "@relaylint/core";
import type { CodeLens, CodeLensParams } from "vscode-languageserver";
import { analysisOf, configurationGrants, listenerSummary, PATIENCE } from "../grants.ts";
import type { Session } from "../session.ts";
import type { ConfiguredFile } from "../workspace.ts";

/** Answers `textDocument/codeLens`: over each listener and each list that decides, what comes of it. */
export async function codeLenses(session: Session, { textDocument }: CodeLensParams): Promise<CodeLens[] | null> {
	const view = await session.view(textDocument.uri);
	if (view === undefined || !session.workspace.settingsOf(view.file.path).codeLens) return null;
	const main = session.to.uri(view.checked.main);
	const places = view.editor.lenses?.(view) ?? listenerPlaces(view);
	const grants = places.length === 0 ? [] : configurationGrants(view, session.host.now, PATIENCE.line);
	return places.flatMap(({ span, listeners }): CodeLens[] => {
		const range = session.positions.range(view.file, { start: span.start, end: span.start });
		const texts = new Map<string, string[]>();
		for (const name of listeners) {
			const analysis = analysisOf(view.checked, name);
			if (analysis === undefined) continue;
			const text = listenerSummary(
				analysis,
				grants.find(({ listener }) => listener.name === name),
			);
			texts.set(text, [...(texts.get(text) ?? []), name]);
		}
		const several = texts.size > 1;
		const lenses = [...texts].map(
			([text, names]): CodeLens => ({
				range,
				command: {
					title: several ? `${names.join(", ")}: ${text}` : text,
					command: "relaylint.showPolicy",
					arguments: [main],
				},
			}),
		);
		const open = listeners.find((name) => analysisOf(view.checked, name)?.verdict === "open");
		if (open !== undefined)
			lenses.push({ range, command: { title: "copy witness", command: "relaylint.copyWitness", arguments: [main, open] } });
		lenses.push({ range, command: { title: "try an envelope", command: "relaylint.tryEnvelope", arguments: [main] } });
		return texts.size === 0 ? [] : lenses;
	});
}

/** The words of each listener that stands in a file. */
function listenerPlaces({ configuration, file }: ConfiguredFile): readonly LensPlace[] {
	return configuration.policy.listeners.flatMap(({ name, origin }): readonly LensPlace[] =>
		origin.kind === "file" && origin.file === file ? [{ span: origin.span, listeners: [name] }] : [],
	);
}
