import { type DecorationOptions, type ExtensionContext, OverviewRulerLane, Range, ThemeColor, Uri, window } from "vscode";
import { type Step, showDecision } from "./policy-view.ts";

/** What becomes of an envelope, as the server answers. */
export interface Decision {
	readonly decision: string;
	readonly relayed: string;
	readonly stage: string;
	readonly listener: string | null;
	readonly depends: readonly string[];
	readonly trace: readonly Step[];
	/** Where the mail comes in and goes out, of a server with channels. */
	readonly sourceChannel?: string;
	readonly destinationChannel?: string;
	readonly deciding?: Step | null;
}

const deciding = window.createTextEditorDecorationType({
	backgroundColor: new ThemeColor("editor.findMatchHighlightBackground"),
	overviewRulerColor: new ThemeColor("editorOverviewRuler.findMatchForeground"),
	overviewRulerLane: OverviewRulerLane.Center,
});

/** Asks for client, sender and recipient, and shows what becomes of them, the lines that decide highlighted. */
export async function tryEnvelope(context: ExtensionContext, ask: (envelope: object) => unknown): Promise<void> {
	const question = (title: string, prompt: string, value: string) =>
		window.showInputBox({ title, prompt, value, ignoreFocusOut: true });
	const client = await question("Try an envelope (1 of 3)", "The client's IP address", "203.0.113.7");
	if (client === undefined) return;
	const from = await question("Try an envelope (2 of 3)", "The sender; empty for the null sender", "someone@sender.example");
	if (from === undefined) return;
	const to = await question("Try an envelope (3 of 3)", "The recipient", "x@victim.example");
	if (to === undefined) return;
	const decision = (await ask({ client, from, to })) as Decision;
	highlight(decision.trace);
	showDecision(context, { client, from, to }, decision);
}

function highlight(trace: readonly Step[]): void {
	for (const editor of window.visibleTextEditors) {
		const options = trace.flatMap(({ location, text, effect }, index): DecorationOptions[] => {
			if (location === undefined || Uri.parse(location.uri).toString() !== editor.document.uri.toString()) return [];
			const { start, end } = location.range;
			return [
				{
					range: new Range(start.line, start.character, end.line, end.character),
					hoverMessage: `${index + 1}. ${text}: ${effect}`,
				},
			];
		});
		editor.setDecorations(deciding, options);
	}
}
