/**
 * What Debian's configuration of Exim 4.96 says about who may relay and where mail goes, in the order in which it says so, with the
 * macros by which an administrator changes it. It is not the packages' text.
 */
export const STOCK = `
.ifndef CONFDIR
CONFDIR = /etc/exim4
.endif
UPEX4CmacrosUPEX4C = 1
domainlist local_domains = MAIN_LOCAL_DOMAINS
domainlist relay_to_domains = MAIN_RELAY_TO_DOMAINS
hostlist relay_from_hosts = MAIN_RELAY_NETS
.ifndef MAIN_PRIMARY_HOSTNAME_AS_QUALIFY_DOMAIN
.ifdef MAIN_QUALIFY_DOMAIN
qualify_domain = MAIN_QUALIFY_DOMAIN
.endif
.endif
.ifdef MAIN_LOCAL_INTERFACES
local_interfaces = MAIN_LOCAL_INTERFACES
.endif
.ifndef LOCAL_DELIVERY
LOCAL_DELIVERY = mail_spool
.endif
.ifndef MAIN_ACL_CHECK_MAIL
MAIN_ACL_CHECK_MAIL = acl_check_mail
.endif
acl_smtp_mail = MAIN_ACL_CHECK_MAIL
.ifndef MAIN_ACL_CHECK_RCPT
MAIN_ACL_CHECK_RCPT = acl_check_rcpt
.endif
acl_smtp_rcpt = MAIN_ACL_CHECK_RCPT
.ifdef MAIN_ALLOW_DOMAIN_LITERALS
allow_domain_literals
.endif
.ifdef MAIN_HARDCODE_PRIMARY_HOSTNAME
primary_hostname = MAIN_HARDCODE_PRIMARY_HOSTNAME
.endif
.ifdef MAIN_TLS_ENABLE
.ifndef MAIN_TLS_ADVERTISE_HOSTS
MAIN_TLS_ADVERTISE_HOSTS = *
.endif
tls_advertise_hosts = MAIN_TLS_ADVERTISE_HOSTS
.endif

begin acl

acl_local_deny_exceptions:
  accept hosts = \${if exists{CONFDIR/host_local_deny_exceptions}{CONFDIR/host_local_deny_exceptions}{}}
  accept senders = \${if exists{CONFDIR/sender_local_deny_exceptions}{CONFDIR/sender_local_deny_exceptions}{}}
  accept hosts = \${if exists{CONFDIR/local_host_whitelist}{CONFDIR/local_host_whitelist}{}}
  accept senders = \${if exists{CONFDIR/local_sender_whitelist}{CONFDIR/local_sender_whitelist}{}}
.ifdef LOCAL_DENY_EXCEPTIONS_LOCAL_ACL_FILE
.include LOCAL_DENY_EXCEPTIONS_LOCAL_ACL_FILE
.endif

acl_check_mail:
  accept

.ifndef CHECK_RCPT_LOCAL_LOCALPARTS
CHECK_RCPT_LOCAL_LOCALPARTS = ^[.] : ^.*[@%!/|\`#&?]
.endif
.ifndef CHECK_RCPT_REMOTE_LOCALPARTS
CHECK_RCPT_REMOTE_LOCALPARTS = ^[./|] : ^.*[@%!\`#&?] : ^.*/\\\\.\\\\./
.endif

acl_check_rcpt:
  accept hosts = :
  deny domains = +local_domains
       local_parts = CHECK_RCPT_LOCAL_LOCALPARTS
  deny domains = !+local_domains
       local_parts = CHECK_RCPT_REMOTE_LOCALPARTS
.ifndef CHECK_RCPT_POSTMASTER
CHECK_RCPT_POSTMASTER = postmaster
.endif
  accept local_parts = CHECK_RCPT_POSTMASTER
         domains = +local_domains : +relay_to_domains
.ifdef CHECK_RCPT_VERIFY_SENDER
  deny !acl = acl_local_deny_exceptions
       !verify = sender
.endif
  deny !acl = acl_local_deny_exceptions
       senders = \${if exists{CONFDIR/local_sender_callout}{CONFDIR/local_sender_callout}{}}
       !verify = sender/callout
  accept hosts = +relay_from_hosts
  accept authenticated = *
  require domains = +local_domains : +relay_to_domains
  require verify = recipient
  deny !acl = acl_local_deny_exceptions
       recipients = \${if exists{CONFDIR/local_rcpt_callout}{CONFDIR/local_rcpt_callout}{}}
       !verify = recipient/callout
  deny !acl = acl_local_deny_exceptions
       senders = \${if exists{CONFDIR/local_sender_blacklist}{CONFDIR/local_sender_blacklist}{}}
  deny !acl = acl_local_deny_exceptions
       hosts = \${if exists{CONFDIR/local_host_blacklist}{CONFDIR/local_host_blacklist}{}}
.ifdef CHECK_RCPT_SPF
  deny !acl = acl_local_deny_exceptions
       spf = fail
.endif
.ifdef CHECK_RCPT_LOCAL_ACL_FILE
.include CHECK_RCPT_LOCAL_ACL_FILE
.endif
  accept domains = +relay_to_domains
         endpass
         verify = recipient
  accept

begin routers

.ifdef MAIN_ALLOW_DOMAIN_LITERALS
domain_literal:
  driver = ipliteral
  domains = ! +local_domains
  transport = remote_smtp
.endif
hubbed_hosts:
  driver = manualroute
  domains = \${if exists{CONFDIR/hubbed_hosts}{partial-lsearch;CONFDIR/hubbed_hosts}fail}
  route_data = \${lookup{$domain}partial-lsearch{CONFDIR/hubbed_hosts}}
  transport = remote_smtp
.ifdef DCconfig_internet
dnslookup_relay_to_domains:
  driver = dnslookup
  domains = ! +local_domains : +relay_to_domains
  transport = remote_smtp
  no_more
dnslookup:
  driver = dnslookup
  domains = ! +local_domains
  transport = remote_smtp
  no_more
.endif
.ifdef DCconfig_local
nonlocal:
  driver = redirect
  domains = ! +local_domains
  allow_fail
  data = :fail: no mail to other servers
  no_more
.endif
.ifdef DCconfig_smarthost DCconfig_satellite
smarthost:
  driver = manualroute
  domains = ! +local_domains
  transport = remote_smtp_smarthost
  route_list = * DCsmarthost byname
  no_more
.endif
system_aliases:
  driver = redirect
  domains = +local_domains
  allow_fail
  allow_defer
  data = \${lookup{$local_part}lsearch{/etc/aliases}}
.ifdef DCconfig_satellite
hub_user:
  driver = redirect
  domains = +local_domains
  data = \${local_part}@DCreadhost
  check_local_user
.endif
local_user:
  driver = accept
  domains = +local_domains
  check_local_user
  local_parts = ! root
  transport = LOCAL_DELIVERY
mail4root:
  driver = redirect
  domains = +local_domains
  data = /var/mail/mail
  local_parts = root

begin transports

remote_smtp:
  driver = smtp
remote_smtp_smarthost:
  driver = smtp
mail_spool:
  driver = appendfile
maildir_home:
  driver = appendfile
maildrop_pipe:
  driver = pipe
procmail_pipe:
  driver = pipe
`;
