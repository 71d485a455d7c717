/** The sections that hold drivers. */
export type DriverSection = "routers" | "transports" | "authenticators";

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** Options that every driver of a section has (specification, 15, 24 and 33). */
export const GENERIC: Readonly<Record<DriverSection, ReadonlySet<string>>> = {
	routers: words(`address_data address_test cannot_route_message caseful_local_part check_local_user condition debug_print
	disable_logging dnssec_request_domains dnssec_require_domains domains driver dsn_lasthop errors_to expn
	fail_verify fail_verify_recipient fail_verify_sender fallback_hosts group headers_add headers_remove
	ignore_target_hosts initgroups local_part_prefix local_part_prefix_optional local_part_suffix
	local_part_suffix_optional local_parts log_as_local more pass_on_timeout pass_router redirect_router
	require_files retry_use_local_part router_home_directory self senders set transport
	transport_current_directory transport_home_directory unseen user verify verify_only verify_recipient
	verify_sender`),
	transports: words(`body_only current_directory debug_print delivery_date_add disable_logging driver envelope_to_add event_action
	group headers_add headers_only headers_remove headers_rewrite home_directory initgroups max_parallel
	message_size_limit rcpt_include_affixes retry_use_local_part return_path return_path_add shadow_condition
	shadow_transport transport_filter transport_filter_timeout user`),
	authenticators: words(`client_condition client_set_id driver public_name server_advertise_condition server_condition
	server_debug_print server_mail_auth_condition server_set_id`),
};

/** Options of single drivers. */
const PRIVATE: Readonly<Record<DriverSection, Readonly<Record<string, ReadonlySet<string>>>>> = {
	routers: {
		accept: words(``),
		dnslookup: words(`check_secondary_mx check_srv fail_defer_domains ipv4_only ipv4_prefer mx_domains mx_fail_domains
	qualify_single rewrite_headers same_domain_copy_routing search_parents srv_fail_domains widen_domains`),
		ipliteral: words(``),
		iplookup: words(`hosts optional port protocol query reroute response_pattern timeout`),
		manualroute: words(`hosts_randomize host_all_ignored host_find_failed route_data route_list same_domain_copy_routing`),
		queryprogram: words(`command command_group command_user current_directory timeout`),
		redirect: words(`allow_defer allow_fail allow_filter allow_freeze check_ancestor check_group check_owner data
	directory_transport file file_transport filter_prepend_home forbid_blackhole forbid_exim_filter forbid_file
	forbid_filter_dlfunc forbid_filter_existstest forbid_filter_logwrite forbid_filter_lookup forbid_filter_perl
	forbid_filter_readfile forbid_filter_readsocket forbid_filter_reply forbid_filter_run forbid_include
	forbid_pipe forbid_sieve_filter forbid_smtp_code hide_child_in_errmsg ignore_eacces ignore_enotdir
	include_directory modemask one_time owners owngroups pipe_transport qualify_domain qualify_preserve_domain
	repeat_use reply_transport rewrite sieve_enotify_mailto_owner sieve_subaddress sieve_useraddress
	sieve_vacation_directory skip_syntax_errors syntax_errors_text syntax_errors_to`),
	},
	transports: {
		appendfile:
			words(`allow_fifo allow_symlink batch_id batch_max check_group check_owner check_string create_directory create_file
	directory directory_file directory_mode escape_string file file_format file_must_exist lockfile_mode
	lockfile_timeout lock_fcntl_timeout lock_flock_timeout lock_interval lock_retries mailbox_filecount
	mailbox_size maildirfolder_create_regex maildir_format maildir_quota_directory_regex maildir_retries
	maildir_tag maildir_use_size_file mailstore_format mailstore_prefix mailstore_suffix mbx_format message_prefix
	message_suffix mode mode_fail_narrower notify_comsat quota quota_directory quota_filecount quota_is_inclusive
	quota_size_regex quota_warn_message quota_warn_threshold use_bsmtp use_crlf use_fcntl_lock use_flock_lock
	use_lockfile use_mbx_lock`),
		autoreply: words(`bcc cc file file_expand file_optional from headers log mode never_mail once once_file_size once_repeat
	reply_to return_message subject text to`),
		lmtp: words(`batch_id batch_max command ignore_quota socket timeout`),
		pipe: words(`allow_commands batch_id batch_max check_string command environment escape_string force_command
	freeze_exec_fail freeze_signal ignore_status log_defer_output log_fail_output log_output max_output
	message_prefix message_suffix path permit_coredump pipe_as_creator restrict_to_path return_fail_output
	return_output temp_errors timeout timeout_defer umask use_bsmtp use_crlf use_shell`),
		smtp: words(`address_retry_include_sender allow_localhost authenticated_sender authenticated_sender_force command_timeout
	connection_max_messages connect_timeout dane_require_tls_ciphers data_timeout delay_after_cutoff dkim_canon
	dkim_domain dkim_hash dkim_identity dkim_private_key dkim_selector dkim_sign_headers dkim_strict
	dkim_timestamps dnssec_request_domains dnssec_require_domains dns_qualify_single dns_search_parents dscp
	fallback_hosts final_timeout gethostbyname helo_data hosts hosts_avoid_esmtp hosts_avoid_pipelining
	hosts_avoid_tls hosts_max_try hosts_max_try_hardlimit hosts_nopass_tls hosts_noproxy_tls hosts_override
	hosts_pipe_connect hosts_randomize hosts_request_ocsp hosts_require_alpn hosts_require_auth hosts_require_dane
	hosts_require_ocsp hosts_require_tls hosts_try_auth hosts_try_chunking hosts_try_dane hosts_try_fastopen
	hosts_try_prdr hosts_verify_avoid_tls host_name_extract interface keepalive lmtp_ignore_quota max_rcpt
	message_linelength_limit multi_domain port protocol retry_include_ip_address serialize_hosts size_addition
	socks_proxy tls_alpn tls_certificate tls_crl tls_dh_min_bits tls_privatekey tls_require_ciphers
	tls_resumption_hosts tls_sni tls_tempfail_tryclear tls_try_verify_hosts tls_verify_certificates
	tls_verify_cert_hostnames tls_verify_hosts utf8_downconvert`),
	},
	authenticators: {
		cram_md5: words(`client_name client_secret server_secret`),
		cyrus_sasl: words(`server_hostname server_mech server_realm server_service`),
		dovecot: words(`server_socket`),
		external: words(`client_send server_param2 server_param3`),
		plaintext: words(`client_ignore_invalid_base64 client_send server_prompts`),
		spa: words(`client_domain client_password client_username server_password`),
		tls: words(`server_param server_param1 server_param2 server_param3`),
	},
};

/** The drivers that a build as Debian makes it has, and those that only other builds have. */
export const DRIVERS: Readonly<Record<DriverSection, readonly string[]>> = {
	routers: Object.keys(PRIVATE.routers),
	transports: Object.keys(PRIVATE.transports),
	authenticators: Object.keys(PRIVATE.authenticators),
};

/** Drivers of other builds, whose options are not listed. */
export const OTHER_DRIVERS: ReadonlySet<string> = words("gsasl heimdal_gssapi queuefile");

/** The options of one driver beside the generic ones; undefined for a driver that is not known. */
export function driverOptions(section: DriverSection, driver: string): ReadonlySet<string> | undefined {
	return Object.hasOwn(PRIVATE[section], driver) ? PRIVATE[section][driver] : undefined;
}
