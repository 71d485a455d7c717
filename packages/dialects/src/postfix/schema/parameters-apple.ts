/**
 * Rows of the parameters that Apple's Postfix alone has, sorted by name, with the word `apple` in their life; the format is described in
 * `parameters.ts`. Facts of Apple's published sources (apple-oss-distributions/postfix, mail_params.h).
 */
export const appleRows: readonly string[] = [
	"check_for_od_forward | boolean | apple | i | yes | Ask Open Directory where a local user has mail forwarded to",
	"enable_server_options | boolean | apple | i | no | Turn on Mac OS X Server's additions to local delivery",
	"imap_submit_cred_file | path | apple | i |  | Passwords with which mail is fetched from an IMAP server for submission",
	"mydomain_fallback | domain | apple | i |  | What mydomain is where the host has no domain",
	"sacl_cache_disabled_delay | time | apple | i |  | How long it is remembered that the list of who may use mail is off",
	"sacl_cache_enabled_delay | time | apple | i |  | How long it is remembered who may use mail",
	"server_config_directory | string | apple | m | disabled | Where the configuration that is in force stands, in place of this one",
	"smtpd_pw_server_security_options | enum-list:none,login,plain,cram-md5,digest-md5,gssapi | apple | m | none | Ways to log in that are offered through Apple's password server",
	"smtpd_use_pw_server | boolean | apple | m | no | Offer logins with AUTH through Apple's password server or Open Directory",
	"use_sacl_cache | boolean | apple | i |  | Remember who may use mail",
];
