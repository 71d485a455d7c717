import { type OpenedFolder, openFolder } from "./opened-folder.ts";

/** A main.cf with something of everything. */
export const MAIN = `# The server
# of the house.
compatibility_level = 3.6
mydomain = example.com
my_nets = 192.0.2.0/24
mynetworks = 127.0.0.0/8, $my_nets, cidr:/etc/postfix/nets
smtpd_restriction_classes = guarded
guarded = reject_unknown_sender_domain
smtpd_relay_restrictions = permit_mynetworks,
    check_client_access hash:/etc/postfix/access,
    reject_unauth_destination
relay_transport = relay:[mx.example.net]
mydestination = $mydomain, localhost
`;

const MASTER = `smtp      inet  n       -       y       -       -       smtpd
submission inet n       -       y       -       -       smtpd
  -o smtpd_tls_security_level=encrypt
  -o mynetworks=127.0.0.0/8
relay     unix  -       -       y       -       -       smtp
`;

const ACCESS = "198.51.100.7 OK\n198.51.100.8 guarded\n";

/** A Postfix configuration of several files, open in a server. */
export function openPostfix(): Promise<OpenedFolder> {
	return openFolder({ "main.cf": MAIN, "master.cf": MASTER, access: ACCESS, nets: "10.0.0.0/8 OK\n" });
}
