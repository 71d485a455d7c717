/** An attribute of the directory /config/AppleMailServer that decides who may relay. */
export interface AppleAttribute {
	readonly name: "open_relay_addr_flag" | "open_relay_addr_list" | "smtp_plain_login_flag";
	readonly type: "flag" | "client-list";
	/** What the server writes at its start where the attribute is not there. */
	readonly default: string;
	/** One plain sentence without a full stop. */
	readonly doc: string;
	readonly manual: string;
}

/** The attributes that Apple's articles describe. */
export const attributes: readonly AppleAttribute[] = [
	{
		name: "open_relay_addr_flag",
		type: "flag",
		default: "0",
		doc: "1: only the clients of open_relay_addr_list relay; 0: everybody does, whatever the name suggests",
		manual: "http://support.apple.com/kb/TA20722",
	},
	{
		name: "open_relay_addr_list",
		type: "client-list",
		default: "the server's own address",
		doc: "The host names, domains, addresses and ranges that may relay while open_relay_addr_flag is 1",
		manual: "http://support.apple.com/kb/TA20722",
	},
	{
		name: "smtp_plain_login_flag",
		type: "flag",
		default: "0",
		doc: "1: a client has to log in, with a password that crosses the network in clear text",
		manual: "http://support.apple.com/kb/TA20721",
	},
];

/** The NetInfo directory that holds them. */
export const DIRECTORY = "/config/AppleMailServer";
