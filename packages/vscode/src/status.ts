import { type Disposable, StatusBarAlignment, ThemeColor, window } from "vscode";

/** The verdict on one configuration, as the server tells it. */
export interface Verdict {
	readonly id: string;
	readonly main: string;
	readonly verdict: string;
	readonly files: readonly string[];
	readonly listeners: readonly { readonly name: string; readonly verdict: string }[];
}

/** The status bar item with the verdict on the configuration of the active editor. */
export interface Status extends Disposable {
	update(verdicts: readonly Verdict[]): void;
	verdicts(): readonly Verdict[];
}

const ICONS: Readonly<Record<string, string>> = {
	open: "$(error)",
	closed: "$(shield)",
	conditional: "$(question)",
	unknown: "$(question)",
};

/** Makes the item; it is hidden where the active editor holds no file of a configuration. */
export function createStatus(): Status {
	const item = window.createStatusBarItem("relaylint.verdict", StatusBarAlignment.Left, 10);
	item.name = "relaylint";
	item.command = "relaylint.showPolicy";
	let all: readonly Verdict[] = [];
	return {
		verdicts: () => all,
		update(verdicts) {
			all = verdicts;
			const uri = window.activeTextEditor?.document.uri.toString();
			const here = verdicts.find(({ files }) => uri !== undefined && files.includes(uri));
			if (here === undefined) {
				item.hide();
				return;
			}
			const word = here.verdict === "open" ? "OPEN RELAY" : `relay: ${here.verdict}`;
			item.text = `${ICONS[here.verdict] ?? ""} ${word}`;
			item.tooltip = here.listeners.map(({ name, verdict }) => `${name}: ${verdict}`).join("\n");
			item.accessibilityInformation = { label: `relaylint: ${word}` };
			item.backgroundColor = here.verdict === "open" ? new ThemeColor("statusBarItem.errorBackground") : undefined;
			item.show();
		},
		dispose: () => item.dispose(),
	};
}
