/** What can be said on the two settings screens, and relaylint's own question. */
export interface PostcastParameter {
	readonly id: "hostName" | "port" | "allow" | "deny" | "senderMx" | "recipients" | "forwarded";
	/** As the screen has it. */
	readonly label: string;
	readonly screen: "System" | "Security" | "Network";
	readonly type: "host" | "port" | "prefix-list" | "recipient-list" | "boolean" | "answer";
	readonly default: string;
	/** One plain sentence without a full stop. */
	readonly doc: string;
	readonly manual: string;
}

const HELP = "http://www.postcastserver.com/help";

/** Every setting that the format knows. */
export const parameters: readonly PostcastParameter[] = [
	{
		id: "hostName",
		label: "Host Name",
		screen: "System",
		type: "host",
		default: "",
		doc: "The name or address on which the server listens",
		manual: `${HELP}/System.aspx`,
	},
	{
		id: "port",
		label: "Server Port",
		screen: "System",
		type: "port",
		default: "25",
		doc: "The port on which the server listens",
		manual: `${HELP}/System.aspx`,
	},
	{
		id: "allow",
		label: "Allow access ONLY for users with these IP addresses",
		screen: "Security",
		type: "prefix-list",
		default: "",
		doc: "Beginnings of the addresses that are served; everybody is where it is empty",
		manual: `${HELP}/Security.aspx`,
	},
	{
		id: "deny",
		label: "Deny access for users with the following IP addresses",
		screen: "Security",
		type: "prefix-list",
		default: "",
		doc: "Beginnings of the addresses that are not served",
		manual: `${HELP}/Security.aspx`,
	},
	{
		id: "senderMx",
		label: "Reject mail if sender has no MX record",
		screen: "Security",
		type: "boolean",
		default: "no",
		doc: "Whether the sender's domain has to have a mail exchanger, which protects nobody from relaying",
		manual: `${HELP}/Security.aspx`,
	},
	{
		id: "recipients",
		label: "Reject postings to following domains/e-mail addresses",
		screen: "Security",
		type: "recipient-list",
		default: "",
		doc: "Recipients to whom no mail is carried, which protects nobody else",
		manual: `${HELP}/Security.aspx`,
	},
	{
		id: "forwarded",
		label: "Port forwarded from Internet",
		screen: "Network",
		type: "answer",
		default: "unknown",
		doc: "Whether a router forwards the port from the Internet to this machine: relaylint's own question",
		manual: `${HELP}/System.aspx`,
	},
];

/** The setting that a label means: capitals, blanks and punctuation do not count, and the two lists are known by their first words. */
export function parameterOf(label: string): PostcastParameter | undefined {
	const key = keyOf(label);
	const shortened = /^(allow|deny)access/.exec(key)?.[1];
	return parameters.find(({ id, label: known }) => keyOf(known) === key || id === shortened);
}

function keyOf(label: string): string {
	return label.toLowerCase().replace(/[^a-z0-9]/g, "");
}
