import { type ExtensionContext, Range, Uri, ViewColumn, type WebviewPanel, window } from "vscode";
import type { Decision } from "./envelope.ts";

/** A place in a file, as the server tells it. */
export interface Place {
	readonly uri: string;
	readonly range: { readonly start: { line: number; character: number }; readonly end: { line: number; character: number } };
}

/** One line that decided. */
export interface Step {
	readonly text: string;
	readonly effect: string;
	readonly place?: string;
	readonly location?: Place;
}

/** Who may relay, as the server tells it. */
export interface Policy {
	readonly id: string;
	readonly main: string;
	readonly verdict: string;
	readonly assumptions: readonly string[];
	readonly listeners: readonly {
		readonly name: string;
		readonly verdict: string;
		readonly summary: string;
		readonly depends: readonly string[];
		readonly grants?: readonly Grant[];
		readonly witness?: { readonly swaks: string; readonly transcript: readonly string[] };
		readonly trace?: readonly Step[];
	}[];
}

/** One row of who may relay. */
export interface Grant {
	readonly who: string;
	readonly condition: string;
	readonly destination: string;
	readonly lines: readonly Step[];
}

let panel: WebviewPanel | undefined;
let places: Place[] = [];

/** Shows who may relay. */
export function showPolicy(context: ExtensionContext, policy: Policy): void {
	places = [];
	const listeners = policy.listeners.map(
		({ name, verdict, summary, depends, witness, trace, grants }) => `
<section aria-label="${escaped(name)}">
<h2>${escaped(name)} <span class="verdict ${escaped(verdict)}">${escaped(verdict)}</span></h2>
<p>${escaped(summary)}</p>
${grants === undefined ? "" : grantTable(grants)}
${depends.length === 0 ? "" : `<h3>Depends on</h3><ul>${depends.map((one) => `<li>${escaped(one)}</li>`).join("")}</ul>`}
${trace === undefined ? "" : `<h3>${verdict === "open" ? "Witness" : "Who is trusted, by example"}</h3>${steps(trace)}`}
${witness === undefined ? "" : `<pre tabindex="0" aria-label="Command that shows it">${escaped(witness.swaks)}</pre><details><summary>SMTP dialogue</summary><pre>${escaped(witness.transcript.join("\n"))}</pre></details>`}
</section>`,
	);
	const assumptions =
		policy.assumptions.length === 0
			? ""
			: `<h2>Taken for granted</h2><ul>${policy.assumptions.map((one) => `<li>${escaped(one)}</li>`).join("")}</ul>`;
	show(context, "Who may relay", `<h1>Who may relay: ${escaped(policy.id)}</h1>${listeners.join("")}${assumptions}`);
}

/** Shows what becomes of an envelope. */
export function showDecision(context: ExtensionContext, envelope: Readonly<Record<string, string>>, decision: Decision): void {
	places = [];
	const { client = "", from = "", to = "" } = envelope;
	const relayed =
		decision.decision === "accept"
			? decision.relayed === "yes"
				? ", and relayed to somebody else's server"
				: decision.relayed === "no"
					? ", and kept here"
					: ""
			: "";
	show(
		context,
		"Envelope",
		`<h1>${escaped(decision.decision)}${relayed}</h1>
<p>${escaped(client)}, from &lt;${escaped(from)}&gt;, to &lt;${escaped(to)}&gt;: decided at ${escaped(decision.stage)}${decision.listener === null ? "" : ` of ${escaped(decision.listener)}`}.</p>
${channelText(decision)}${decision.deciding ? `<p>Decided by <code>${escaped(decision.deciding.text)}</code> ${link(decision.deciding)}</p>` : ""}
${decision.depends.length === 0 ? "" : `<h2>Depends on</h2><ul>${decision.depends.map((one) => `<li>${escaped(one)}</li>`).join("")}</ul>`}
<h2>The lines that decide</h2>${steps(decision.trace)}`,
	);
}

function channelText({ sourceChannel, destinationChannel }: Decision): string {
	if (sourceChannel === undefined && destinationChannel === undefined) return "";
	return `<p>Source channel <code>${escaped(sourceChannel ?? "none")}</code>, destination channel <code>${escaped(destinationChannel ?? "none")}</code>.</p>`;
}

function grantTable(grants: readonly Grant[]): string {
	if (grants.length === 0) return "<p>Nobody may relay.</p>";
	const rows = grants.map(
		({ who, condition, destination, lines }) =>
			`<tr><th scope="row">${escaped(who)}</th><td>${escaped(condition)}</td><td>${escaped(destination)}</td><td>${lines.map(link).join("<br>")}</td></tr>`,
	);
	return `<table><thead><tr><th scope="col">Clients</th><th scope="col">On condition</th><th scope="col">To</th><th scope="col">Lines</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

function steps(trace: readonly Step[]): string {
	return `<ol>${trace.map((step) => `<li><code>${escaped(step.text)}</code> <em>${escaped(step.effect)}</em> ${link(step)}</li>`).join("")}</ol>`;
}

function link({ location, place }: Step): string {
	if (location === undefined || place === undefined) return "";
	places.push(location);
	return `<a href="#" data-place="${places.length - 1}">${escaped(place)}</a>`;
}

function show(context: ExtensionContext, title: string, body: string): void {
	if (panel === undefined) {
		panel = window.createWebviewPanel(
			"relaylint.policy",
			title,
			{ viewColumn: ViewColumn.Beside, preserveFocus: false },
			{ enableScripts: true, localResourceRoots: [] },
		);
		panel.onDidDispose(() => {
			panel = undefined;
		});
		panel.webview.onDidReceiveMessage((index: number) => void go(places[index]));
		context.subscriptions.push(panel);
	} else panel.reveal(undefined, false);
	panel.title = title;
	const nonce = Array.from({ length: 24 }, () => Math.floor(Math.random() * 36).toString(36)).join("");
	panel.webview.html = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'">
<style nonce="${nonce}">
body { font-family: var(--vscode-font-family); color: var(--vscode-foreground); padding: 0 1.5em 2em; line-height: 1.5; max-width: 70em; }
h1 { font-size: 1.5em; font-weight: 600; } h2 { font-size: 1.2em; margin-top: 1.6em; } h3 { font-size: 1em; }
code, pre { font-family: var(--vscode-editor-font-family); } pre { background: var(--vscode-textCodeBlock-background); padding: .8em; overflow-x: auto; }
a { color: var(--vscode-textLink-foreground); } a:focus-visible, pre:focus-visible, summary:focus-visible { outline: 1px solid var(--vscode-focusBorder); }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .4em .8em .4em 0; border-bottom: 1px solid var(--vscode-panel-border); }
.verdict { border-radius: .3em; padding: .1em .5em; font-size: .85em; background: var(--vscode-badge-background); color: var(--vscode-badge-foreground); }
.verdict.open { background: var(--vscode-statusBarItem-errorBackground); color: var(--vscode-statusBarItem-errorForeground); }
</style></head><body>${body}
<script nonce="${nonce}">
const vscode = acquireVsCodeApi();
for (const link of document.querySelectorAll("a[data-place]")) link.addEventListener("click", (event) => { event.preventDefault(); vscode.postMessage(Number(link.dataset.place)); });
</script></body></html>`;
}

async function go(place: Place | undefined): Promise<void> {
	if (place === undefined) return;
	const { start, end } = place.range;
	await window.showTextDocument(Uri.parse(place.uri), {
		viewColumn: ViewColumn.One,
		selection: new Range(start.line, start.character, end.line, end.character),
	});
}

function escaped(text: string): string {
	return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
