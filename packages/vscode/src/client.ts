import { commands, type Disposable, env, type ExtensionContext, languages, Uri, window, workspace } from "vscode";
import type { BaseLanguageClient, LanguageClientOptions } from "vscode-languageclient";
import { tryEnvelope } from "./envelope.ts";
import { type Policy, showPolicy } from "./policy-view.ts";
import { createStatus, type Verdict } from "./status.ts";

/** A client that runs, and what it put up around itself. */
export interface RunningClient {
	readonly client: BaseLanguageClient;
}

/** Starts a client, with the commands that show what the server answers. */
export async function startClient(
	context: ExtensionContext,
	make: (options: LanguageClientOptions) => BaseLanguageClient,
): Promise<RunningClient> {
	const contributed: readonly { readonly id: string }[] = context.extension.packageJSON.contributes.languages;
	const client = make({
		documentSelector: [...contributed.map(({ id }) => ({ language: id })), { pattern: "**/relaylint.json" }],
		synchronize: { configurationSection: "relaylint" },
		initializationOptions: { diagnostics: "push", shows: true },
		middleware: {
			// The client registers the server's commands; here their answers are shown.
			executeCommand: async (command, args, next) => {
				const given = args.length > 0 ? args : [window.activeTextEditor?.document.uri.toString()];
				switch (command) {
					case "relaylint.showPolicy":
						return showPolicy(context, (await next(command, given)) as Policy);
					case "relaylint.tryEnvelope":
						return tryEnvelope(context, (envelope) => next(command, [given[0], envelope]));
					case "relaylint.copyWitness":
						return copyWitness(await next(command, given));
					case "relaylint.openRule":
						return openRule(await next(command, args));
					default:
						return next(command, args);
				}
			},
		},
	});
	const status = createStatus();
	const register = (...disposables: Disposable[]) => context.subscriptions.push(...disposables);
	register(
		status,
		commands.registerCommand("relaylint.restart", async () => {
			await client.stop();
			await client.start();
		}),
		commands.registerCommand("relaylint.showOutput", () => client.outputChannel.show()),
	);
	client.onNotification("relaylint/verdicts", ({ verdicts }: { verdicts: readonly Verdict[] }) => {
		status.update(verdicts);
		void nameTables(verdicts);
	});
	register(
		workspace.onDidOpenTextDocument(() => void nameTables(status.verdicts())),
		window.onDidChangeActiveTextEditor(() => status.update(status.verdicts())),
	);
	await client.start();
	return { client };
}

/** Stops a client that runs. */
export async function stopClient(running: RunningClient | undefined): Promise<void> {
	await running?.client.stop();
}

/** Main.cf names its tables, whatever their file names are: an open one gets their language. */
async function nameTables(verdicts: readonly Verdict[]): Promise<void> {
	const files = new Set(verdicts.flatMap(({ files }) => files));
	for (const document of workspace.textDocuments) {
		if (document.languageId === "plaintext" && files.has(document.uri.toString()))
			await languages.setTextDocumentLanguage(document, "postfix-table");
	}
}

async function copyWitness(answer: unknown): Promise<void> {
	const witness = answer as { readonly swaks: string; readonly transcript: readonly string[]; readonly listener: string } | null;
	if (witness === null) {
		void window.showInformationMessage("relaylint: nobody was shown to relay here, so there is no witness.");
		return;
	}
	const dialogue = "Copy the SMTP dialogue";
	await env.clipboard.writeText(witness.swaks);
	const chosen = await window.showInformationMessage(
		`The witness against ${witness.listener} is on the clipboard: ${witness.swaks}`,
		dialogue,
	);
	if (chosen === dialogue) await env.clipboard.writeText(witness.transcript.join("\n"));
}

async function openRule(answer: unknown): Promise<void> {
	const { url, page } = answer as { readonly url: string; readonly page?: string };
	if (page === undefined) {
		await env.openExternal(Uri.parse(url));
		return;
	}
	const document = await workspace.openTextDocument({ language: "markdown", content: page });
	await commands.executeCommand("markdown.showPreview", document.uri).then(undefined, () => window.showTextDocument(document));
}
