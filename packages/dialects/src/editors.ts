import type { DialectId, EditorSupport } from "@relaylint/core";

/** What each dialect knows for an editor; a dialect that is not here gives what every configuration has. Apart from the registry, since no check needs it. */
export const editors: Partial<Readonly<Record<DialectId, () => Promise<EditorSupport>>>> = {
	"apple-mail": async () => (await import("./apple-mail/editor/index.ts")).appleMailEditor,
	exim: async () => (await import("./exim/editor/index.ts")).eximEditor,
	"messaging-server": async () => (await import("./messaging-server/editor/index.ts")).messagingServerEditor,
	postcast: async () => (await import("./postcast/editor/index.ts")).postcastEditor,
	postfix: async () => (await import("./postfix/editor/index.ts")).postfixEditor,
	sendmail: async () => (await import("./sendmail/editor/index.ts")).sendmailEditor,
};
