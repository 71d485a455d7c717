/** Records of the domain name system: `"name TYPE"` to its data, or `"name"` to `NXDOMAIN` or `SERVFAIL`. */
export type DnsZone = Readonly<Record<string, readonly string[] | "NXDOMAIN" | "SERVFAIL">>;

/** A login that the client tries. */
export interface Login {
	readonly user: string;
	/** False where the password is wrong. */
	readonly valid: boolean;
}

/** The facts of one transaction in a fresh session, up to its first recipient. */
export interface Attempt {
	/** The client's address: dotted quad or IPv6. */
	readonly client: string;
	/** The name that the client's address points to; absent: no PTR record. */
	readonly name?: string;
	/** True where the name does not point back to the address. */
	readonly forged: boolean;
	readonly helo: string;
	readonly port: number;
	/** The server's address to which the client connects; absent: the world's main address of the client's family. */
	readonly server?: string;
	/** True where the client says STARTTLS, or speaks TLS at once on port 465. */
	readonly tls: boolean;
	/** True where the client shows a certificate that no authority known to the server has signed. */
	readonly clientCertificate: boolean;
	/** True where the certificate is one that the configuration itself lists, by its fingerprint for example; probes cannot say so. */
	readonly listedCertificate?: boolean;
	readonly login?: Login;
	/** What stands between the angle brackets of MAIL FROM; empty for the null sender. */
	readonly from: string;
	/** What follows the angle brackets of MAIL FROM, with its leading blank. */
	readonly mailArguments: string;
	/** What stands between the angle brackets of RCPT TO. */
	readonly to: string;
}

/** An attempt with what is not said filled in: an anonymous stranger without a name in the DNS. */
export function attemptOf(said: Partial<Attempt> & Pick<Attempt, "to">): Attempt {
	return {
		...said,
		client: said.client ?? "203.0.113.7",
		forged: said.forged ?? false,
		helo: said.helo ?? said.name ?? "client.sender.example",
		port: said.port ?? 25,
		tls: said.tls === true || said.port === 465,
		clientCertificate: said.clientCertificate ?? false,
		from: said.from ?? "someone@sender.example",
		mailArguments: said.mailArguments ?? "",
		to: said.to,
	};
}
