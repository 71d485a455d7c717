import { FOREIGN, LOCAL, OUTSIDE, type SeedRow } from "./row.ts";

const HEAD = "compatibility_level = 3.6\nmyhostname = mx.example.com\nmydestination = $myhostname, example.com\n";
const LIST = "smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination";

function row(id: string, title: string, main: string, fires: readonly string[], more: Partial<SeedRow> = {}): SeedRow {
	const silent = ["open-relay", "internal-error"];
	return { id, title, files: { "main.cf": `${HEAD}${main}\n` }, verdict: "closed", fires, silent, ...more };
}

const answers = (foreign: string, local: string) => [
	{ client: OUTSIDE, to: FOREIGN, expect: foreign },
	{ client: OUTSIDE, to: LOCAL, expect: local },
];

/** What Postfix 3.7.11 made of each row, and what follows for its administrator. */
export const rows: readonly SeedRow[] = [
	row("P1", "two settings on one line", `${LIST} mynetworks = 127.0.0.0/8`, ["flattened-settings"], {
		probes: answers("defer", "defer"),
	}),
	row("P2", "the same on two lines", `${LIST}\nmynetworks = 127.0.0.0/8`, [], {
		silent: ["open-relay", "unknown-restriction", "shadowed-restriction", "flattened-settings"],
		probes: [...answers("defer", "accept"), { client: "127.0.0.1", to: FOREIGN, expect: "accept" }],
	}),
	row("P3", "routed recipients from outside", `${LIST}\nmynetworks = 127.0.0.0/8`, [], {
		probes: [
			"victim%elsewhere.test@example.com",
			"@example.com:victim@elsewhere.test",
			'"victim@elsewhere.test"@example.com',
			"elsewhere.test!victim@example.com",
		].map((to) => ({ client: OUTSIDE, to, expect: "defer" })),
	}),
	row("P4", "a network with host bits", "mynetworks = 127.0.0.1/8, [Your Trusted IP Range]", ["network-host-bits"], {
		probes: answers("defer", "defer"),
	}),
	row("P5", "a placeholder left in place", "mynetworks = 127.0.0.0/8, [Your Trusted IP Range]", ["placeholder-value"]),
	row(
		"P6",
		"logins that nothing lets pass",
		`${LIST}\nsmtpd_relay_restrictions = $smtpd_recipient_restrictions\nsmtpd_sasl_auth_enable = yes`,
		["auth-grants-nothing"],
	),
	row("P7", "logins without TLS", "smtpd_sasl_auth_enable = yes\nsmtpd_tls_security_level = may", ["auth-without-tls"]),
	row("P9", "a port whose own lists are open", LIST, ["open-relay"], {
		files: {
			"main.cf": `${HEAD}${LIST}\n`,
			"master.cf": `smtp inet n - y - - smtpd
2525 inet n - y - - smtpd
  -o smtpd_relay_restrictions=
  -o { smtpd_recipient_restrictions = check_client_access static:ok, reject_unauth_destination }
`,
		},
		verdict: "open",
		silent: ["internal-error"],
	}),
	row("X1", "a login alone, closed by the relay restrictions", "smtpd_recipient_restrictions = permit_sasl_authenticated", [], {
		probes: answers("defer", "accept"),
	}),
	row("X1 before 2.10", "a login alone, before there were relay restrictions", "", ["service-will-not-run"], {
		files: {
			"main.cf":
				"myhostname = mx.example.com\nmynetworks_style = host\nsmtpd_recipient_restrictions = permit_sasl_authenticated\n",
		},
		release: "2.9",
		probes: answers("fatal", "fatal"),
	}),
	row(
		"X2",
		"a permit before the guard",
		"smtpd_relay_restrictions =\nsmtpd_recipient_restrictions = permit_mynetworks, permit reject_unauth_destination",
		["service-will-not-run"],
		{ probes: answers("fatal", "fatal") },
	),
	row("X3", "every address trusted", "mynetworks = 0.0.0.0/0", ["open-relay"], {
		verdict: "open",
		silent: ["internal-error"],
		probes: answers("accept", "accept"),
	}),
	row("X4", "text behind a value", "message_size_limit = 0 #unlimited space", ["comment-in-value"]),
	row("X7", "a permit in the client list", "smtpd_client_restrictions = permit_mynetworks permit_sasl_authenticated permit", [], {
		probes: answers("defer", "accept"),
	}),
];
