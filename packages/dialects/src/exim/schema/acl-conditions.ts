/** Conditions of an ACL, with what they ask in a few words (specification, 44.21 and 44.22). */
export const CONDITIONS: Readonly<Record<string, string>> = {
	acl: "another ACL accepts",
	authenticated: "the client has logged in, by one of these authenticators",
	condition: "a string expands to yes, true or a number that is not zero",
	decode: "a part of the message was decoded",
	dkim_signers: "a signature is by one of these",
	dkim_status: "a signature has one of these results",
	dmarc_status: "the message has one of these results of DMARC",
	bmi_optin: "the recipient has opted in to Brightmail",
	dnslists: "the client or a name is in one of these lists of the DNS",
	domains: "the recipient's domain is in the list",
	encrypted: "the session is encrypted, by one of these ciphers",
	hosts: "the client is in the list",
	local_parts: "the recipient's local part is in the list",
	malware: "a scanner finds something",
	mime_regex: "an expression matches in a part of the message",
	ratelimit: "the client is faster than a limit",
	recipients: "the recipient's address is in the list",
	regex: "an expression matches in the message",
	seen: "the same was asked before",
	sender_domains: "the sender's domain is in the list",
	senders: "the sender's address is in the list",
	spam: "a scanner takes the message for spam",
	spf: "SPF has one of these results",
	spf_guess: "SPF has one of these results, with a guessed policy",
	verify: "a check of the client, the sender, the recipient or the message succeeds",
};

/** Modifiers of an ACL, with what they do. */
export const MODIFIERS: Readonly<Record<string, string>> = {
	add_header: "adds a header to the message",
	continue: "expands a string and goes on",
	control: "changes how the message or the session is treated",
	delay: "waits",
	dscp: "sets a mark on the connection's packets",
	endpass: "what follows in the statement refuses instead of passing on",
	log_message: "words of the log for a refusal",
	log_reject_target: "the logs that a refusal is written to",
	logwrite: "writes to the log",
	message: "words of the answer",
	queue: "the queue in which the message is put",
	remove_header: "removes a header from the message",
	set: "sets a variable",
	udpsend: "sends a datagram",
};

/** Whether a word is a condition or a modifier. */
export function isKnownCondition(name: string): boolean {
	return Object.hasOwn(CONDITIONS, name) || Object.hasOwn(MODIFIERS, name);
}

/** Whether a word is a modifier, which is always true and cannot be negated. */
export function isModifier(name: string): boolean {
	return Object.hasOwn(MODIFIERS, name);
}

/** The points of the dialogue whose ACLs may ask something; what is not named may stand in all of them. */
const PLACES: Readonly<Record<string, readonly AclPoint[]>> = {
	add_header: ["mail", "rcpt", "predata"],
	authenticated: ["starttls", "auth", "mail", "rcpt", "predata"],
	decode: [],
	dkim_signers: [],
	dkim_status: [],
	dmarc_status: [],
	domains: ["rcpt"],
	encrypted: ["connect", "starttls", "auth", "mail", "rcpt", "predata"],
	local_parts: ["rcpt"],
	malware: [],
	mime_regex: [],
	recipients: ["rcpt"],
	regex: [],
	remove_header: ["mail", "rcpt", "predata"],
	sender_domains: ["mail", "rcpt", "predata"],
	senders: ["mail", "rcpt", "predata"],
	spam: [],
	spf: ["mail", "rcpt", "predata"],
	spf_guess: ["mail", "rcpt", "predata"],
	"control=allow_auth_unadvertised": ["connect", "helo"],
	"control=caseful_local_part": ["rcpt"],
	"control=caselower_local_part": ["rcpt"],
	"control=fakedefer": ["mail", "rcpt", "predata"],
	"control=fakereject": ["mail", "rcpt", "predata"],
	"control=freeze": ["mail", "rcpt", "predata"],
	"control=queue": ["mail", "rcpt", "predata"],
	"control=queue_only": ["mail", "rcpt", "predata"],
	"control=submission": ["mail", "rcpt", "predata"],
	"control=suppress_local_fixups": ["mail", "rcpt", "predata"],
	"control=utf8_downconvert": ["rcpt"],
	"verify=header_names_ascii": [],
	"verify=header_sender": [],
	"verify=header_syntax": [],
	"verify=not_blind": [],
	"verify=recipient": ["rcpt"],
	"verify=sender": ["mail", "rcpt", "predata"],
};

/** A point of the dialogue up to DATA at which an ACL is asked. */
export type AclPoint = "connect" | "helo" | "starttls" | "auth" | "mail" | "rcpt" | "predata";

/** Whether a condition or modifier may stand in the ACL of a point; elsewhere it is an error (specification, 44.21; each asked of the daemon). */
export function mayStandAt(name: string, value: string, point: AclPoint): boolean {
	const word = name === "control" || name === "verify" ? `${name}=${/^\s*\w*/.exec(value)?.[0].trim() ?? ""}` : name;
	return PLACES[word]?.includes(point) ?? true;
}
