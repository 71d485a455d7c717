/** How a value of an option is read: specification, 6.12 to 6.22. A plus sign in the table: the value is expanded before use. */
export type OptionType =
	| "boolean"
	| "integer"
	| "octal"
	| "time"
	| "string"
	| "string list"
	| "domain list"
	| "host list"
	| "address list"
	| "fixed-point";

/** One main option. */
export interface MainOption {
	readonly name: string;
	readonly type: OptionType;
	readonly expanded: boolean;
	/** The default as the specification writes it; `unset` where there is none. */
	readonly default: string;
	/** `modelled`: its meaning is part of the policy; `unmodelled`: it may change who relays, and how is not worked out; `irrelevant`: it never does. */
	readonly support: "modelled" | "irrelevant" | "unmodelled";
}

const TYPES: Readonly<Record<string, OptionType>> = {
	b: "boolean",
	i: "integer",
	o: "octal",
	t: "time",
	s: "string",
	sl: "string list",
	dl: "domain list",
	hl: "host list",
	al: "address list",
	f: "fixed-point",
};

/** Options whose meaning is part of the policy. */
const MODELLED = new Set(
	`acl_smtp_auth acl_smtp_connect acl_smtp_helo acl_smtp_mail acl_smtp_predata acl_smtp_rcpt acl_smtp_starttls
	allow_domain_literals auth_advertise_hosts daemon_smtp_port daemon_smtp_ports disable_ipv6 helo_accept_junk_hosts helo_allow_chars
	helo_verify_hosts host_lookup host_reject_connection hosts_treat_as_local local_interfaces percent_hack_domains primary_hostname
	qualify_domain qualify_recipient recipient_unqualified_hosts sender_unqualified_hosts tls_advertise_hosts tls_certificate
	tls_on_connect_ports strip_excess_angle_brackets strip_trailing_dot hosts_proxy`.split(/\s+/),
);

/** Options that may change who relays in a way that is not worked out. */
const UNMODELLED = new Set(
	`acl_smtp_dkim allow_utf8_domains chunking_advertise_hosts dns_again_means_nonexist host_lookup_order local_scan_path perl_startup
	system_filter uucp_from_pattern`.split(/\s+/),
);

/** Every main option of 4.96 (specification, chapter 14): name, type, default. */
const ROWS = `
accept_8bitmime b true
acl_not_smtp s+ unset
acl_not_smtp_mime s+ unset
acl_not_smtp_start s+ unset
acl_smtp_auth s+ unset
acl_smtp_connect s+ unset
acl_smtp_data s+ unset
acl_smtp_data_prdr s+ accept
acl_smtp_dkim s+ unset
acl_smtp_etrn s+ unset
acl_smtp_expn s+ unset
acl_smtp_helo s+ unset
acl_smtp_mail s+ unset
acl_smtp_mailauth s+ unset
acl_smtp_mime s+ unset
acl_smtp_notquit s+ unset
acl_smtp_predata s+ unset
acl_smtp_quit s+ unset
acl_smtp_rcpt s+ unset
acl_smtp_starttls s+ unset
acl_smtp_vrfy s+ unset
add_environment sl empty
admin_groups sl+ unset
allow_domain_literals b false
allow_mx_to_ip b false
allow_utf8_domains b false
auth_advertise_hosts hl+ *
auto_thaw t 0s
av_scanner s see below
bi_command s unset
bounce_message_file s+ unset
bounce_message_text s unset
bounce_return_body b true
bounce_return_linesize_limit i 998
bounce_return_message b true
bounce_return_size_limit i 100K
bounce_sender_authentication s unset
callout_domain_negative_expire t 3h
callout_domain_positive_expire t 7d
callout_negative_expire t 2h
callout_positive_expire t 24h
callout_random_local_part s+ see below
check_log_inodes i 100
check_log_space i 10M
check_rfc2047_length b true
check_spool_inodes i 100
check_spool_space i 10M
chunking_advertise_hosts hl+ *
commandline_checks_require_admin b false
daemon_smtp_port s unset
daemon_smtp_ports s smtp
daemon_startup_retries i 9
daemon_startup_sleep t 30s
debug_store b false
delay_warning time-list 24h
delay_warning_condition s+ see below
deliver_drop_privilege b false
deliver_queue_load_max f unset
delivery_date_remove b true
disable_fsync b false
disable_ipv6 b false
dkim_verify_hashes sl sha256 : sha512
dkim_verify_keytypes sl ed25519 : rsa
dkim_verify_min_keysizes sl rsa=1024 ed25519=250
dkim_verify_minimal b false
dkim_verify_signers dl+ $dkim_signers
dmarc_forensic_sender s+ unset
dmarc_history_file s unset
dmarc_tld_file s unset
dns_again_means_nonexist dl+ unset
dns_check_names_pattern s see below
dns_cname_loops i 1
dns_csa_search_limit i 5
dns_csa_use_reverse b true
dns_dnssec_ok i -1
dns_ipv4_lookup dl+ unset
dns_retrans t 0s
dns_retry i 0
dns_trust_aa dl+ unset
dns_use_edns0 i -1
drop_cr b false
dsn_advertise_hosts hl+ unset
dsn_from s+ see below
envelope_to_remove b true
errors_copy sl+ unset
errors_reply_to s unset
event_action s+ unset
exim_group s compile-time configured
exim_path s see below
exim_user s compile-time configured
exim_version s current version
extra_local_interfaces sl unset
extract_addresses_remove_arguments b true
finduser_retries i 0
freeze_tell string-list,-comma-separated unset
gecos_name s+ unset
gecos_pattern s unset
gnutls_allow_auto_pkcs11 b unset
gnutls_compat_mode b unset
header_line_maxsize i 0
header_maxsize i see below
headers_charset s see below
helo_accept_junk_hosts hl+ unset
helo_allow_chars s unset
helo_lookup_domains dl+ @:@[]
helo_try_verify_hosts hl+ unset
helo_verify_hosts hl+ unset
hold_domains dl+ unset
host_lookup hl+ unset
host_lookup_order sl bydns:byaddr
host_reject_connection hl+ unset
hosts_connection_nolog hl+ unset
hosts_proxy hl+ unset
hosts_require_alpn hl+ unset
hosts_require_helo hl+ *
hosts_treat_as_local dl+ unset
ibase_servers sl unset
ignore_bounce_errors_after t 10w
ignore_fromline_hosts hl+ unset
ignore_fromline_local b false
keep_environment sl unset
keep_malformed t 4d
ldap_ca_cert_dir s unset
ldap_ca_cert_file s unset
ldap_cert_file s unset
ldap_cert_key s unset
ldap_cipher_suite s unset
ldap_default_servers sl unset
ldap_require_cert s unset.
ldap_start_tls b false
ldap_version i unset
local_from_check b true
local_from_prefix s unset
local_from_suffix s unset
local_interfaces sl see below
local_scan_path s unset
local_scan_timeout t 5m
local_sender_retain b false
localhost_number s+ unset
log_file_path sl+ set at compile time
log_selector s unset
log_timezone b false
lookup_open_max i 25
max_username_length i 0
message_body_newlines bool false
message_body_visible i 500
message_id_header_domain s+ unset
message_id_header_text s+ unset
message_logs b true
message_size_limit s+ 50M
move_frozen_messages b false
mua_wrapper b false
mysql_servers sl unset
never_users sl+ unset
notifier_socket s $spool_directory/exim_daemon_notify
openssl_options sl +no_sslv2 +no_sslv3 +single_dh_use +no_ticket +no_renegotiation
oracle_servers sl unset
panic_coredump b false
percent_hack_domains dl+ unset
perl_at_start b false
perl_startup s unset
perl_taintmode b false
pgsql_servers sl unset
pid_file_path s+ set at compile time
pipelining_advertise_hosts hl+ *
pipelining_connect_advertise_hosts hl+ *
prdr_enable b false
preserve_message_logs b false
primary_hostname s see below
print_topbitchars b false
process_log_path s unset
prod_requires_admin b true
proxy_protocol_timeout t 3s
qualify_domain s see below
qualify_recipient s see below
queue_domains dl+ unset
queue_fast_ramp b true
queue_list_requires_admin b true
queue_only b false
queue_only_file s unset
queue_only_load f unset
queue_only_load_latch b true
queue_only_override b true
queue_run_in_order b false
queue_run_max i+ 5
queue_smtp_domains dl+ unset
receive_timeout t 0s
received_header_text s+ see below
received_headers_max i 30
recipient_unqualified_hosts hl+ unset
recipients_max i 50000
recipients_max_reject b false
remote_max_parallel i 4
remote_sort_domains dl+ unset
retry_data_expire t 7d
retry_interval_max t 24h
return_path_remove b true
return_size_limit i 100K
rfc1413_hosts hl+ @[]
rfc1413_query_timeout t 0s
sender_unqualified_hosts hl+ unset
slow_lookup_log i 0
smtp_accept_keepalive b true
smtp_accept_max i 20
smtp_accept_max_nonmail i 10
smtp_accept_max_nonmail_hosts hl+ *
smtp_accept_max_per_connection i+ 1000
smtp_accept_max_per_host s+ unset
smtp_accept_queue i 0
smtp_accept_queue_per_connection i 10
smtp_accept_reserve i 0
smtp_active_hostname s+ unset
smtp_backlog_monitor i 0
smtp_banner s+ see below
smtp_check_spool_space b true
smtp_connect_backlog i 20
smtp_enforce_sync b true
smtp_etrn_command s+ unset
smtp_etrn_serialize b true
smtp_load_reserve f unset
smtp_max_synprot_errors i 3
smtp_max_unknown_commands i 3
smtp_ratelimit_hosts hl+ unset
smtp_ratelimit_mail s unset
smtp_ratelimit_rcpt s unset
smtp_receive_timeout t+ 5m
smtp_reserve_hosts hl+ unset
smtp_return_error_details b false
smtputf8_advertise_hosts hl+ *
spamd_address s 127.0.0.1 783
spf_guess s v=spf1 a/24 mx/24 ptr ?all
spf_smtp_comment_template s+ Please%_see%_http://www.open-spf.org/Why
split_spool_directory b false
spool_directory s+ set at compile time
spool_wireformat b false
sqlite_dbfile s unset
sqlite_lock_timeout t 5s
strict_acl_vars b false
strip_excess_angle_brackets b false
strip_trailing_dot b false
syslog_duplication b true
syslog_facility s unset
syslog_pid b true
syslog_processname s exim
syslog_timestamp b true
system_filter s+ unset
system_filter_directory_transport s+ unset
system_filter_file_transport s+ unset
system_filter_group s unset
system_filter_pipe_transport s+ unset
system_filter_reply_transport s+ unset
system_filter_user s unset
tcp_nodelay b true
timeout_frozen_after t 0s
timezone s unset
tls_advertise_hosts hl+ *
tls_alpn sl+ smtp : esmtp
tls_certificate sl+ unset
tls_crl s+ unset
tls_dh_max_bits i 2236
tls_dhparam s+ unset
tls_eccurve s+ auto
tls_ocsp_file s+ unset
tls_on_connect_ports sl unset
tls_privatekey sl+ unset
tls_remember_esmtp b false
tls_require_ciphers s+ unset
tls_resumption_hosts hl+ unset
tls_try_verify_hosts hl+ unset
tls_verify_certificates s+ system
tls_verify_hosts hl+ unset
trusted_groups sl+ unset
trusted_users sl+ unset
unknown_login s+ unset
unknown_username s unset
untrusted_set_sender al+ unset
uucp_from_pattern s see below
uucp_from_sender s+ $1
warn_message_file s+ unset
write_rejectlog b true
`;

let options: ReadonlyMap<string, MainOption> | undefined;

/** Every main option by its name. */
export function mainOptions(): ReadonlyMap<string, MainOption> {
	if (options === undefined) {
		const found = new Map<string, MainOption>();
		for (const row of ROWS.trim().split("\n")) {
			const [, name = "", code = "", fallback = ""] = /^(\S+) (\S+) (.*)$/.exec(row) ?? [];
			const support = MODELLED.has(name) ? "modelled" : UNMODELLED.has(name) ? "unmodelled" : "irrelevant";
			found.set(name, {
				name,
				type: TYPES[code.replace("+", "")] ?? "string",
				expanded: code.endsWith("+"),
				default: fallback,
				support,
			});
		}
		options = found;
	}
	return options;
}

/** A main option, with `no_` or `not_` before the name of a boolean taken off. */
export function mainOption(name: string): { readonly option: MainOption; readonly negated: boolean } | undefined {
	const own = mainOptions().get(name);
	if (own !== undefined) return { option: own, negated: false };
	const positive = mainOptions().get(name.replace(/^not?_/, ""));
	return positive?.type === "boolean" && /^not?_/.test(name) ? { option: positive, negated: true } : undefined;
}
