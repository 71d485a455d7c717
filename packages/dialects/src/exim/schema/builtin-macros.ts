import { DRIVERS, driverOptions, GENERIC } from "./driver-options.ts";
import { mainOptions } from "./main-options.ts";

/** The facilities that Debian's heavy daemon of 4.96 is built with, as `exim -bP macros` names them, without `_HAVE_`. */
const FACILITIES = new Set(
	`content_scanning crypteq dane dkim dlfunc dnssec event gnutls i18n iconv ipv6 lookup_cdb lookup_dbm
	lookup_dnsdb lookup_dsearch lookup_json lookup_ldap lookup_lsearch lookup_mysql lookup_nis lookup_passwd
	lookup_pgsql lookup_sqlite malware_avast malware_clamd malware_cmdline malware_drweb malware_fprot6d
	malware_fprotd malware_fsecure malware_sock malware_sophie move_frozen_messages native_srs ocsp pam perl
	pipe_connect prdr proxy socks spf srs tcp_fastopen tls tls1_3 tls_alpn tls_ca_cache tls_ocsp tls_ocsp_list
	tls_resume transport_append_maildir transport_append_mailstore transport_append_mbx`.split(/\s+/),
);

/** Other built-in macros, without their first underscore. */
const OTHERS = new Set(
	`ACL_COND_ACL ACL_COND_AUTHENTICATED ACL_COND_CONDITION ACL_COND_DECODE ACL_COND_DKIM_SIGNERS
	ACL_COND_DKIM_STATUS ACL_COND_DNSLISTS ACL_COND_DOMAINS ACL_COND_ENCRYPTED ACL_COND_HOSTS ACL_COND_LOCAL_PARTS
	ACL_COND_MALWARE ACL_COND_MIME_REGEX ACL_COND_RATELIMIT ACL_COND_RECIPIENTS ACL_COND_REGEX ACL_COND_SEEN
	ACL_COND_SENDERS ACL_COND_SENDER_DOMAINS ACL_COND_SPAM ACL_COND_SPF ACL_COND_SPF_GUESS ACL_COND_VERIFY
	ACL_MOD_ADD_HEADER ACL_MOD_CONTINUE ACL_MOD_CONTROL ACL_MOD_DELAY ACL_MOD_ENDPASS ACL_MOD_LOGWRITE
	ACL_MOD_LOG_MESSAGE ACL_MOD_LOG_REJECT_TARGET ACL_MOD_MESSAGE ACL_MOD_QUEUE ACL_MOD_REMOVE_HEADER ACL_MOD_SET
	ACL_MOD_UDPSEND CRYPTO_HASH_SHA3 CRYPTO_SIGN_ED25519 DKIM_OVERSIGN_HEADERS DKIM_SIGN_HEADERS LOG_8BITMIME
	LOG_ACL_WARN_SKIPPED LOG_ADDRESS_REWRITE LOG_ALL LOG_ALL_PARENTS LOG_ARGUMENTS LOG_CONNECTION_REJECT
	LOG_DELAY_DELIVERY LOG_DELIVERY_SIZE LOG_DELIVER_TIME LOG_DKIM LOG_DKIM_VERBOSE LOG_DNSLIST_DEFER LOG_DNSSEC
	LOG_ETRN LOG_HOST_LOOKUP_FAILED LOG_IDENT_TIMEOUT LOG_INCOMING_INTERFACE LOG_INCOMING_PORT
	LOG_LOST_INCOMING_CONNECTION LOG_MILLISEC LOG_MSG_ID LOG_MSG_ID_CREATED LOG_OUTGOING_INTERFACE
	LOG_OUTGOING_PORT LOG_PID LOG_PIPELINING LOG_PROTOCOL_DETAIL LOG_PROXY LOG_QUEUE_RUN LOG_QUEUE_TIME
	LOG_QUEUE_TIME_EXCLUSIVE LOG_QUEUE_TIME_OVERALL LOG_RECEIVED_RECIPIENTS LOG_RECEIVED_SENDER LOG_RECEIVE_TIME
	LOG_REJECTED_HEADER LOG_REJECTED_HEADERS LOG_RETRY_DEFER LOG_RETURN_PATH_ON_DELIVERY LOG_SENDER_ON_DELIVERY
	LOG_SENDER_VERIFY_FAIL LOG_SIZE_REJECT LOG_SKIP_DELIVERY LOG_SMTP_CONFIRMATION LOG_SMTP_CONNECTION
	LOG_SMTP_INCOMPLETE_TRANSACTION LOG_SMTP_MAILAUTH LOG_SMTP_NO_MAIL LOG_SMTP_PROTOCOL_ERROR
	LOG_SMTP_SYNTAX_ERROR LOG_SUBJECT LOG_TLS_CERTIFICATE_VERIFIED LOG_TLS_CIPHER LOG_TLS_PEERDN
	LOG_TLS_RESUMPTION LOG_TLS_SNI LOG_UNKNOWN_IN_LIST RESUME_DECODE`.split(/\s+/),
);

/** Whether a macro is one of those that Exim defines by itself (specification, 6.9), in a build as Debian makes it. */
export function isBuiltinMacro(name: string): boolean {
	if (!name.startsWith("_")) return false;
	const [, kind = "", rest = ""] =
		/^_(HAVE|OPT_MAIN|OPT_ROUTERS|OPT_TRANSPORTS|OPT_AUTHENTICATORS|OPT_ROUTER|OPT_TRANSPORT|OPT_AUTHENTICATOR|DRIVER_ROUTER|DRIVER_TRANSPORT|DRIVER_AUTHENTICATOR)_(\w+)$/.exec(
			name,
		) ?? [];
	const lower = rest.toLowerCase();
	switch (kind) {
		case "HAVE":
			return FACILITIES.has(lower);
		case "OPT_MAIN":
			return mainOptions().has(lower);
		case "OPT_ROUTERS":
			return GENERIC.routers.has(lower);
		case "OPT_TRANSPORTS":
			return GENERIC.transports.has(lower);
		case "OPT_AUTHENTICATORS":
			return GENERIC.authenticators.has(lower);
		case "OPT_ROUTER":
		case "OPT_TRANSPORT":
		case "OPT_AUTHENTICATOR":
			return privateOption(kind === "OPT_ROUTER" ? "routers" : kind === "OPT_TRANSPORT" ? "transports" : "authenticators", lower);
		case "DRIVER_ROUTER":
			return DRIVERS.routers.includes(lower);
		case "DRIVER_TRANSPORT":
			return DRIVERS.transports.includes(lower);
		case "DRIVER_AUTHENTICATOR":
			return DRIVERS.authenticators.includes(lower);
		default:
			return OTHERS.has(name.slice(1));
	}
}

function privateOption(section: "routers" | "transports" | "authenticators", name: string): boolean {
	return DRIVERS[section].some(
		(driver) => name.startsWith(`${driver}_`) && driverOptions(section, driver)?.has(name.slice(driver.length + 1)) === true,
	);
}
