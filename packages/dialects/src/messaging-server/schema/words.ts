import type { FieldName } from "../policy/probe-strings.ts";

/** What the fields of probe strings are, for a reader (Administration Guide, access control mapping tables). */
export const FIELD_WORDS: Readonly<Record<FieldName, string>> = {
	transport: "transport",
	server: "server's address",
	"server-port": "server's port",
	client: "client's address",
	"client-port": "client's port",
	application: "application",
	"submit-type": "kind of submission",
	source: "source channel",
	from: "sender",
	"auth-from": "login's address",
	destination: "destination channel",
	to: "recipient",
	appended: "appended field",
};

/** What the tables are for, in our words. */
export const TABLE_DOCS: Readonly<Record<string, string>> = {
	PORT_ACCESS: "Asked when a client connects: who may talk to the server at all",
	FROM_ACCESS: "Asked at MAIL FROM: which senders may be named",
	ORIG_SEND_ACCESS:
		"Asked for each recipient as it was rewritten, before aliases: which channel may send to which. It decides who relays",
	SEND_ACCESS: "Asked for each recipient after rewriting and aliases: which channel may send to which",
	ORIG_MAIL_ACCESS: "As ORIG_SEND_ACCESS, with the connection before it",
	MAIL_ACCESS: "As SEND_ACCESS, with the connection before it",
	INTERNAL_IP: "Asked by rewriting with the client's address: whose mail counts as internal. `$Y` says yes; no match says no",
	IP_ACCESS: "Asked before an outgoing connection; no matter for relaying",
	DEQUEUE_ACCESS: "Asked when a message leaves its queue; no matter for relaying",
};

/** What the flags of an access table's template do, in our words (Administration Guide, access mapping table flags). */
export const FLAG_DOCS: Readonly<Record<string, string>> = {
	Y: "permits",
	N: "refuses; the text that is left is the answer",
	F: "refuses, as $N does",
	B: "takes the message and throws it away",
	V: "takes the message and discards it",
	Z: "takes the message and jettisons it",
	H: "takes the message and holds it",
	D: "makes the answer wait, for so many hundredths of a second",
	T: "gives the message a tag",
	A: "adds a header",
	U: "sets how much is written to the debug log",
	J: "replaces the envelope sender",
	K: "replaces the Sender header",
	I: "checks a user or an identifier",
	"<": "writes a line to the system log where the entry matches",
	">": "writes a line to the system log where it refuses",
};

/** How a table goes on behind an entry (Administration Guide, mapping entry templates). */
export const CONTROL_DOCS: Readonly<Record<string, string>> = {
	C: "goes on with the next entry, with what the template made",
	L: "goes on with the next entry, and from the end begins once more",
	R: "begins again at the first entry, with what the template made",
	E: "ends the table, with what the template made",
};
