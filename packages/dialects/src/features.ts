import type { DialectId } from "@relaylint/core";

/** What the README tells of a dialect; nothing else reads it. */
export interface Features {
	/** The files that are read. */
	readonly reads: string;
	readonly releases: string;
	/** What its answers are held against. */
	readonly checked: "the real server" | "documents";
}

/** Every mail server that has an id; the README lists those that are in the registry. */
export const features: Readonly<Record<DialectId, Features>> = {
	postfix: {
		reads: "`main.cf`, `master.cf`, lookup tables; Apple's `main.cf`",
		releases: "2.1 to 3.11, Apple's of 10.3 and later",
		checked: "the real server",
	},
	exim: { reads: "`exim.conf`, includes, Debian's split tree", releases: "4.x", checked: "the real server" },
	sendmail: { reads: "`sendmail.mc`, `sendmail.cf`, `access` and other tables", releases: "8.x", checked: "the real server" },
	"messaging-server": { reads: "`mappings`, `imta.cnf`, `dispatcher.cnf`", releases: "6 to 8", checked: "documents" },
	"apple-mail": {
		reads: "dumps of NetInfo (Apple Mail Service), `serveradmin settings mail` (Postfix)",
		releases: "Mac OS X Server 10.1.3 and later",
		checked: "documents",
	},
	postcast: { reads: "`postcast.ini`, relaylint's own form of the settings screens", releases: "all", checked: "documents" },
};
