/** How a program reads a parameter: `raw` values are expanded only when they are used, with names of the transaction. */
export type ReadKind = "string" | "raw" | "boolean" | "integer" | "time";

/** How smtpd(8) reads one of its parameters. */
export interface Registration {
	readonly kind: ReadKind;
	/** The place in the order in which parameters are read. */
	readonly rank: number;
	/** Least length of a string, or least value; 0 is no limit. */
	readonly min: number;
	/** Greatest length of a string, or greatest value; 0 is no limit. */
	readonly max: number;
}

/**
 * Every parameter that smtpd(8) reads, in the order in which it does (as of 3.7, taken to hold for every release),
 * as `name:min:max`. The order matters: while a value is expanded, `$name` finds what main.cf and the service's overrides set, and of the
 * defaults only those that were read before it (default_database_type stands where 3.11 wants it, before alias_database). `mydestination = $myorigin` is empty where main.cf does not set myorigin.
 */
const readings: readonly { readonly kind: ReadKind; readonly names: string }[] = [
	{ kind: "string", names: `compatibility_level` },
	{
		kind: "string",
		names: `
		mail_version:1 syslog_facility:1 inet_protocols multi_instance_directories multi_instance_group
		multi_instance_name maillog_file maillog_file_prefixes:1 maillog_file_compressor:1 maillog_file_rotate_suffix:1
		postlog_service_name:1 dnssec_probe known_tcp_ports`,
	},
	{ kind: "boolean", names: `daemon_table_open_error_is_fatal dns_ncache_ttl_fix_enable` },
	{ kind: "boolean", names: `smtputf8_enable enable_idna2003_compatibility respectful_logging` },
	{ kind: "string", names: `myhostname:1 mydomain:1` },
	{
		kind: "string",
		names: `
		mail_name:1 syslog_name:1 mail_owner:1 setgid_group:1 mydestination myorigin:1 relayhost daemon_directory:1
		data_directory:1 command_directory:1 meta_directory:1 queue_directory:1 shlib_directory:1 process_id_directory:1
		inet_interfaces proxy_interfaces double_bounce_sender:1 default_privs:1 default_database_type:1 alias_database mail_release_date:1
		hash_queue_names:1 recipient_delimiter relay_domains fast_flush_domains
		export_environment import_environment mynetworks_style:1 debug_peer_list default_verp_delimiters:2:2
		verp_delimiter_filter:1 parent_domain_matches_subdomains alternate_config_directories bounce_service_name:1
		cleanup_service_name:1 defer_service_name:1 pickup_service_name:1 queue_service_name:1 rewrite_service_name:1
		showq_service_name:1 error_service_name:1 flush_service_name:1 address_verify_service_name:1
		trace_service_name:1 proxymap_service_name:1 proxywrite_service_name:1 internal_mail_filter_classes
		multi_instance_wrapper default_delivery_status_filter smtputf8_autodetect_classes:1 message_drop_headers
		info_log_address_format:1`,
	},
	{
		kind: "integer",
		names: `
		default_process_limit:1 max_use:1 dont_remove line_length_limit:512 hash_queue_depth:1 fork_attempts:1
		deliver_lock_attempts:1 debug_peer_level:1 fault_injection_code berkeley_db_create_buffer_size:1
		berkeley_db_read_buffer_size:1 header_size_limit:1 header_address_token_limit:1 mime_nesting_limit:1
		mime_boundary_length_limit:1 delay_logging_resolution_limit:0:6 tcp_windowsize`,
	},
	{ kind: "integer", names: `message_size_limit lmdb_map_size:1` },
	{
		kind: "boolean",
		names: `
		disable_dns_lookups soft_bounce owner_request_special strict_8bitmime strict_7bit_headers strict_8bitmime_body
		strict_mime_encoding_domain disable_mime_input_processing disable_mime_output_conversion
		address_verify_negative_cache backwards_bounce_logfile_compatibility helpful_warnings send_cyrus_sasl_authzid
		multi_instance_enable enable_long_queue_ids strict_smtputf8 enable_original_recipient`,
	},
	{
		kind: "time",
		names: `
		application_event_drain_time:1 max_idle:1 ipc_timeout:1 ipc_idle:1 ipc_ttl:1 trigger_timeout:1 fork_delay:1
		deliver_lock_delay:1 stale_lock_time:1 daemon_timeout:1 in_flow_delay:0:10`,
	},
	{ kind: "string", names: `mynetworks` },
	{
		kind: "integer",
		names: `smtpd_soft_error_limit:1 smtpd_hard_error_limit:1 smtpd_junk_command_limit:1 address_verify_poll_count:1`,
	},
	{
		kind: "integer",
		names: `
		smtpd_recipient_limit:1 unknown_client_reject_code invalid_hostname_reject_code unknown_hostname_reject_code
		unknown_address_reject_code relay_domains_reject_code maps_rbl_reject_code access_map_reject_code
		access_map_defer_code reject_code defer_code non_fqdn_reject_code smtpd_recipient_overshoot_limit:1
		smtpd_history_flush_threshold:1 unverified_sender_reject_code:200:599 unverified_recipient_reject_code:200:599
		unverified_sender_defer_code:200:499 unverified_recipient_defer_code:200:499 multi_recipient_bounce_reject_code
		unknown_local_recipient_reject_code unknown_virtual_alias_reject_code unknown_virtual_mailbox_reject_code
		unknown_relay_recipient_reject_code plaintext_reject_code smtpd_forbid_bare_newline_reject_code:500:599
		smtpd_client_connection_rate_limit smtpd_client_connection_count_limit smtpd_client_message_rate_limit
		smtpd_client_recipient_rate_limit smtpd_client_new_tls_session_rate_limit smtpd_client_auth_rate_limit
		smtpd_tls_ccert_verifydepth smtpd_sasl_response_limit:12288 smtpd_policy_service_request_limit
		smtpd_policy_service_try_limit:1 smtpd_min_data_rate:1`,
	},
	{ kind: "integer", names: `queue_minfree` },
	{
		kind: "string",
		names: `
		smtpd_banner:1 notify_classes smtpd_client_restrictions smtpd_helo_restrictions smtpd_sender_restrictions
		smtpd_relay_restrictions smtpd_recipient_restrictions smtpd_etrn_restrictions smtpd_data_restrictions
		smtpd_end_of_data_restrictions maps_rbl_domains rbl_reply_maps bounce_notice_recipient:1
		error_notice_recipient:1 smtpd_restriction_classes canonical_maps sender_canonical_maps recipient_canonical_maps
		virtual_alias_maps virtual_mailbox_maps alias_maps local_recipient_maps smtpd_sasl_security_options
		smtpd_sasl_path:1 smtpd_sasl_service:1 cyrus_sasl_config_path smtpd_sasl_local_domain
		smtpd_sasl_exceptions_networks content_filter permit_mx_backup_networks smtpd_sender_login_maps
		smtpd_noop_commands smtpd_forbidden_commands smtpd_null_access_lookup_key relay_recipient_maps
		address_verify_sender smtpd_authorized_verp_clients smtpd_proxy_filter smtpd_proxy_ehlo smtpd_proxy_options
		receive_override_options smtpd_authorized_xclient_hosts smtpd_authorized_xforward_hosts
		smtpd_client_event_limit_exceptions local_header_rewrite_clients smtpd_discard_ehlo_keywords
		smtpd_discard_ehlo_keyword_address_maps relay_clientcerts smtpd_sasl_tls_security_options smtpd_tls_chain_files
		smtpd_tls_cert_file smtpd_tls_key_file smtpd_tls_dcert_file smtpd_tls_dkey_file smtpd_tls_eccert_file
		smtpd_tls_eckey_file smtpd_tls_CAfile smtpd_tls_CApath smtpd_tls_ciphers:1 smtpd_tls_mandatory_ciphers:1
		smtpd_tls_exclude_ciphers smtpd_tls_mandatory_exclude_ciphers smtpd_tls_protocols smtpd_tls_mandatory_protocols
		smtpd_tls_dh512_param_file smtpd_tls_dh1024_param_file smtpd_tls_eecdh_grade:1 smtpd_tls_fingerprint_digest:1
		smtpd_tls_loglevel smtpd_tls_security_level smtpd_sasl_type:1 smtpd_sasl_mechanism_filter smtpd_milters
		milter_connect_macros milter_helo_macros milter_mail_macros milter_rcpt_macros milter_data_macros
		milter_end_of_header_macros milter_end_of_data_macros milter_unknown_command_macros milter_protocol:1
		milter_default_action:1 milter_macro_daemon_name:1 milter_macro_v:1 milter_macro_defaults smtpd_milter_maps
		stress unverified_sender_reject_reason unverified_recipient_reject_reason reject_tempfail_action:1
		unknown_helo_hostname_tempfail_action:1 unknown_address_tempfail_action:1 unverified_recipient_tempfail_action:1
		unverified_sender_tempfail_action:1 smtpd_command_filter tlsproxy_service_name:1 smtpd_log_access_permit_actions
		smtpd_upstream_proxy_protocol smtpd_policy_service_default_action:1 smtpd_policy_service_policy_context
		smtpd_dns_reply_filter smtpd_reject_footer_maps header_from_format:1 smtpd_forbid_bare_newline_exclusions
		smtpd_forbid_bare_newline:1`,
	},
	{ kind: "raw", names: `smtpd_expansion_filter:1 default_rbl_reply:1 smtpd_reject_footer` },
	{
		kind: "boolean",
		names: `
		smtpd_helo_required smtpd_delay_reject strict_rfc821_envelopes disable_vrfy_command allow_untrusted_routing
		smtpd_sasl_auth_enable smtpd_sasl_authenticated_header broken_sasl_auth_clients show_user_unknown_table_name
		smtpd_reject_unlisted_sender smtpd_reject_unlisted_recipient smtpd_use_tls smtpd_enforce_tls
		smtpd_tls_wrappermode smtpd_tls_auth_only smtpd_tls_ask_ccert smtpd_tls_req_ccert smtpd_tls_received_header
		smtpd_tls_always_issue_session_ids smtpd_peername_lookup smtpd_delay_open_until_valid_rcpt
		smtpd_client_port_logging smtpd_forbid_unauth_pipelining`,
	},
	{ kind: "boolean", names: `smtpd_relay_before_recipient_restrictions smtpd_per_request_deadline` },
	{
		kind: "time",
		names: `
		smtpd_timeout:1 smtpd_error_sleep_time smtpd_proxy_timeout:1 address_verify_poll_delay:1
		smtpd_policy_service_timeout:1 smtpd_policy_service_max_idle:1 smtpd_policy_service_max_ttl:1
		smtpd_starttls_timeout:1 milter_connect_timeout:1 milter_command_timeout:1 milter_content_timeout:1
		address_verify_sender_ttl smtpd_upstream_proxy_timeout:1 smtpd_policy_service_retry_delay:1`,
	},
];

const registrations = new Map<string, Registration | undefined>();

/** How smtpd(8) reads a parameter; undefined for what only other programs read, and for names of the administrator's own. */
export function registrationOf(name: string): Registration | undefined {
	if (registrations.has(name)) return registrations.get(name);
	const found = /^\w+$/.test(name) ? findReading(name) : undefined;
	registrations.set(name, found);
	return found;
}

/** Looks a name up in the text itself: a run asks for few of them. */
function findReading(name: string): Registration | undefined {
	let before = 0;
	for (const { kind, names } of readings) {
		for (let at = names.indexOf(name); at !== -1; at = names.indexOf(name, at + 1)) {
			const end = at + name.length;
			if (/[\w]/.test(names[at - 1] ?? " ") || /[\w]/.test(names[end] ?? " ")) continue;
			const [, min = "0", max = "0"] = /^\S*/.exec(names.slice(end))?.[0].split(":") ?? [];
			return { kind, rank: before + at, min: Number(min), max: Number(max) };
		}
		before += names.length;
	}
	return undefined;
}

/** Every parameter that smtpd(8) reads, in the order in which it does. */
export function registeredNames(): readonly string[] {
	return readings.flatMap(({ names }) => names.trim().split(/\s+/)).map((word) => word.replace(/:.*/, ""));
}

/** What local(8) and postscreen(8) expand only for each recipient or client. */
const rawElsewhere = new Set([
	"command_execution_directory",
	"forward_path",
	"luser_relay",
	"mailbox_command",
	"postscreen_expansion_filter",
	"postscreen_reject_footer",
]);

/** Whether a value is used as written, its `$name` being names of the transaction. */
export function isRawParameter(name: string): boolean {
	return registrationOf(name)?.kind === "raw" || rawElsewhere.has(name);
}
