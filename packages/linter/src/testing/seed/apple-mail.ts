import { FOREIGN, LOCAL, OUTSIDE, type SeedRow } from "./row.ts";

const dump = (flag: string, list: string, login: string) => ({
	"AppleMailServer.nidump": `{
  "name" = ( "AppleMailServer" );
  "open_relay_addr_flag" = ( "${flag}" );
  "open_relay_addr_list" = ( ${list} );
  "smtp_plain_login_flag" = ( "${login}" );
}
`,
});

const OWN = '"192.0.2.25"';

const settings = (networks: readonly string[], more = "") => ({
	"mail.settings": `mail:postfix:mydestination:_array_index:0 = "example.com"
mail:postfix:local_recipient_maps = ""
${networks.map((network, index) => `mail:postfix:mynetworks:_array_index:${index} = "${network}"\n`).join("")}mail:postfix:smtpd_recipient_restrictions = "permit_sasl_authenticated,permit_mynetworks,reject_unauth_destination"
${more}`,
});

const LOGIN =
	'mail:postfix:smtpd_use_pw_server = "yes"\nmail:postfix:smtpd_pw_server_security_options:_array_index:0 = "login"\n';

/** The article on Apple Mail Service 10.1.3, and the questions and answers on Mac OS X Server's Postfix. */
export const rows: readonly SeedRow[] = [
	{
		id: "A1",
		title: "flag 1 protects",
		files: dump("1", OWN, "0"),
		verdict: "closed",
		fires: [],
		silent: ["open-relay", "relay-list-not-enforced", "empty-relay-list"],
		probes: [{ client: OUTSIDE, to: FOREIGN, expect: "reject" }],
	},
	{
		id: "A2",
		title: "both flags off, which the article does not list",
		files: dump("0", OWN, "0"),
		verdict: "open",
		fires: ["open-relay", "relay-list-not-enforced"],
		silent: ["internal-error"],
		probes: [{ client: OUTSIDE, to: FOREIGN, expect: "accept" }],
	},
	{
		id: "A3",
		title: "who is not listed relays after a login",
		files: dump("1", OWN, "0"),
		verdict: "closed",
		fires: [],
		silent: ["open-relay", "send-only-server"],
		probes: [{ client: OUTSIDE, to: FOREIGN, auth: true, expect: "accept" }],
	},
	{
		id: "A4",
		title: "an empty list",
		files: dump("1", "", "0"),
		verdict: "unknown",
		fires: ["empty-relay-list"],
		silent: ["open-relay"],
	},
	{
		id: "A5",
		title: "a demanded login: the server only sends",
		files: dump("1", OWN, "1"),
		verdict: "closed",
		fires: ["send-only-server"],
		silent: ["open-relay"],
		probes: [{ client: OUTSIDE, to: LOCAL, expect: "reject" }],
	},
	{
		id: "A5 from 10.2.4 on",
		title: "a demanded login: local mail is still taken",
		files: dump("1", OWN, "1"),
		release: "apple-10.2.4",
		verdict: "closed",
		fires: [],
		silent: ["open-relay", "send-only-server"],
	},
	{
		id: "A6",
		title: "passwords in clear text",
		files: dump("0", OWN, "1"),
		verdict: "closed",
		fires: ["plain-text-login"],
		silent: ["open-relay"],
	},
	{
		id: "A8",
		title: "a domain in the list",
		files: dump("1", '"example.com"', "0"),
		verdict: "unknown",
		fires: ["relay-by-listed-name"],
		silent: ["open-relay"],
	},
	{
		id: "F1",
		title: "a network in the list",
		files: settings(["127.0.0.0/8", "192.168.5.0/24"]),
		release: "apple-10.5",
		verdict: "closed",
		fires: [],
		silent: ["open-relay", "network-host-bits", "trusted-nat-router"],
		probes: [
			{ client: OUTSIDE, to: FOREIGN, expect: "reject" },
			{ client: "192.168.5.9", to: FOREIGN, expect: "accept" },
			{ client: OUTSIDE, to: LOCAL, expect: "accept" },
		],
	},
	{
		id: "F2",
		title: "the router that forwards port 25 in the list",
		files: settings(["127.0.0.0/8", "192.168.5.1"]),
		release: "apple-10.5",
		verdict: "closed",
		fires: ["trusted-nat-router"],
		silent: ["open-relay"],
	},
	{
		id: "F4",
		title: "LOGIN without TLS",
		files: settings(["127.0.0.0/8"], LOGIN),
		release: "apple-10.5",
		verdict: "closed",
		fires: ["auth-without-tls"],
		silent: ["open-relay"],
		probes: [{ client: OUTSIDE, to: FOREIGN, auth: true, expect: "accept" }],
	},
	{
		id: "F5",
		title: "the machine itself as only address",
		files: settings(["127.0.0.1"], LOGIN),
		release: "apple-10.5",
		verdict: "closed",
		fires: [],
		silent: ["open-relay", "network-host-bits"],
		probes: [{ client: "127.0.0.1", to: FOREIGN, expect: "accept" }],
	},
	{
		id: "F5 with 127.0.0.1/8",
		title: "host bits stop all mail",
		files: settings(["127.0.0.1/8"], LOGIN),
		release: "apple-10.5",
		verdict: "closed",
		fires: ["network-host-bits"],
		silent: ["open-relay"],
		probes: [{ client: OUTSIDE, to: LOCAL, expect: "defer" }],
	},
	{
		id: "F6",
		title: "nobody says who is trusted: the subnets are",
		files: settings([]),
		release: "apple-10.5",
		verdict: "conditional",
		fires: ["subnet-trusted-by-default"],
		silent: ["open-relay"],
	},
];
