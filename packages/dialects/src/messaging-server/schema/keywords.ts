/** How relaylint knows a channel keyword. */
export type KeywordKind =
	/** It decides who may relay, and is understood. */
	| "modelled"
	/** It affects how an address is read or who may send, and is not understood. */
	| "unmodelled"
	/** It never affects relaying. */
	| "irrelevant";

/** One channel keyword. */
export interface Keyword {
	readonly name: string;
	readonly kind: KeywordKind;
	/** How many words it takes; numbers behind a keyword are its own in any case. */
	readonly takes: number;
	/** One line in our own words. */
	readonly about: string;
}

/** Keywords of which at most one is in force: the last that is said. */
export const GROUPS: Readonly<Record<string, readonly string[]>> = {
	switching: ["switchchannel", "allowswitchchannel", "noswitchchannel"],
	sasl: ["maysaslserver", "mustsaslserver", "nosasl", "nosaslserver", "maysasl", "mustsasl"],
	saslswitch: ["saslswitchchannel", "nosaslswitchchannel"],
	tlsswitch: ["tlsswitchchannel", "notlsswitchchannel"],
	tls: ["maytlsserver", "musttlsserver", "notlsserver", "maytls", "musttls", "notls"],
	userswitch: ["userswitchchannel", "nouserswitchchannel"],
	ident: [
		"identnone",
		"identnonelimited",
		"identnonenumeric",
		"identnonesymbolic",
		"identtcp",
		"identtcplimited",
		"identtcpnumeric",
		"identtcpsymbolic",
	],
	alias: ["viaaliasrequired", "viaaliasoptional"],
	percent: ["bangoverpercent", "nobangoverpercent", "percentonly", "bangonly", "percents"],
	remote: ["remotehost", "noremotehost", "defaulthost"],
	route: ["routelocal", "noroutelocal"],
	proxy: ["proxyprotocol", "noproxyprotocol"],
};

const MODELLED: Readonly<Record<string, readonly [takes: number, about: string]>> = {
	switchchannel: [0, "the source channel may change by the client's address, then by its name"],
	allowswitchchannel: [0, "clients may be switched to this channel: so it is without a word"],
	noswitchchannel: [0, "no client is switched to or from this channel"],
	maysaslserver: [0, "clients may log in"],
	mustsaslserver: [0, "clients have to log in before they may send"],
	nosasl: [0, "nobody can log in: so it is without a word"],
	nosaslserver: [0, "nobody can log in"],
	saslswitchchannel: [1, "who logs in has this source channel"],
	nosaslswitchchannel: [0, "a login changes no source channel"],
	tlsswitchchannel: [1, "who uses TLS has this source channel"],
	maytlsserver: [0, "clients may use TLS"],
	musttlsserver: [0, "clients have to use TLS"],
	notlsserver: [0, "clients cannot use TLS"],
	maytls: [0, "TLS may be used both ways"],
	musttls: [0, "TLS has to be used both ways"],
	notls: [0, "TLS is not used"],
	userswitchchannel: [0, "the directory may name a source channel for a user"],
	nouserswitchchannel: [0, "the directory names no source channel"],
	submit: [0, "clients hand in new mail here"],
	remotehost: [0, "a name without a domain is completed with the client's domain"],
	noremotehost: [0, "a name without a domain is completed with the server's own"],
	identnone: [0, "the client's name is looked up: so it is without a word"],
	identnonesymbolic: [0, "the client's name is looked up"],
	identtcp: [0, "the client's name is looked up and its identity asked for"],
	identtcpsymbolic: [0, "the client's name is looked up and its identity asked for"],
	identnonenumeric: [0, "the client's name is not looked up"],
	identtcpnumeric: [0, "the client's name is not looked up"],
	identnonelimited: [0, "the client's name changes no source channel"],
	identtcplimited: [0, "the client's name changes no source channel"],
	routelocal: [0, "explicit routing in addresses for this channel is simplified"],
	noroutelocal: [0, "explicit routing in addresses is kept"],
	viaaliasrequired: [0, "only addresses that an alias produced may enter"],
	viaaliasoptional: [0, "any address may enter"],
	proxyprotocol: [0, "the client's address comes from what a proxy says"],
	noproxyprotocol: [0, "the client's address is that of the connection"],
	bangoverpercent: [0, "in an address ! counts before %"],
	nobangoverpercent: [0, "in an address % counts before !"],
	forwardchecknone: [0, "the client's name is not checked"],
	forwardchecktag: [0, "a client's name that does not lead back is marked"],
	forwardcheckdelete: [0, "a client's name that does not lead back is dropped"],
};

/** Keywords of PMDF: what they mean there, and the words of Messaging Server. */
export const PMDF_KEYWORDS: Readonly<Record<string, string>> = {
	maysasl: "maysaslserver",
	mustsasl: "mustsaslserver",
};

const UNMODELLED: Readonly<Record<string, number>> = {
	percents: 0,
	percentonly: 0,
	bangonly: 0,
	exproute: 0,
	noexproute: 0,
	improute: 0,
	noimproute: 0,
	sourceroute: 0,
	dequeueremoveroute: 0,
	dequeue_removeroute: 0,
	aliasdetourhost: 1,
	sourcefilter: 1,
	authrewrite: 0,
	rules: 0,
	norules: 0,
};

/** Keywords with words that follow them. */
const IRRELEVANT_WITH: Readonly<Record<string, number>> = {
	acceptalladdresses: 0,
	addreturnpath: 0,
	after: 1,
	aliaslocal: 0,
	backoff: 1,
	charset7: 1,
	charset8: 1,
	charsetesc: 1,
	commentmap: 1,
	commentstrip: 0,
	daemon: 1,
	defaulthost: 1,
	defaultnameservers: 0,
	description: 1,
	destinationfilter: 1,
	destinationbrightmail: 1,
	destinationspamfilter1: 1,
	destinationspamfilter1optin: 1,
	disconnectbadauthlimit: 1,
	errsendpost: 0,
	errwarnpost: 0,
	expandchannel: 1,
	fileinto: 1,
	filter: 1,
	header_973: 0,
	headerlabelalign: 1,
	headerlinelength: 1,
	interfaceaddress: 1,
	language: 1,
	lastresort: 1,
	localbehavior: 1,
	master_command: 1,
	maxjobs: 1,
	maytlsclient: 0,
	nameservers: 1,
	personalmap: 1,
	pool: 1,
	port: 1,
	slave_command: 1,
	sourcebrightmail: 1,
	sourceconversiontag: 1,
	conversiontag: 1,
	sourcespamfilter1: 1,
	sourcespamfilter1optin: 1,
	subaddressexact: 0,
	transactionlimit: 1,
	user: 1,
	vrfyallow: 0,
};

const IRRELEVANT = `
	addlineaddrs noaddlineaddrs addrsperfile addrsperjob addrtypescan alternateblocklimit alternatechannel alternatelinelimit
	alternaterecipientlimit allowetrn blocketrn blocklimit bidirectional bitbucket caption
	checkehlo commentinc commentomit commenttotal commentstrip connectalias connectcanonical copysendpost copywarnpost
	chunkingclient chunkingserver nochunkingclient nochunkingserver convert_octet_stream
	datefour datetwo dayofweek defaultmx defragment deferred nodeferred deferralrejectlimit deletemessagehash
	destinationnosolicit disableetrn domainetrn domainvrfy dropblank dsnonly nodropblank ehlo eightbit eightnegotiate eightstrict
	errsendpost errwarnpost expandlimit expnallow expndefault expndisable externalidentity flagtransfer noflagtransfer
	generatemessagehash keepmessagehash
	grey nogrey header_733 header_822 header_uucp headerbottom headercut headerinc headerkeeporder headerlimit headeromit headerread
	headersetencoding headertrim holdexquota noexquota exquota holdlimit immnonurgent immnormal immurgent immediate immsecond
	implicitsaslexternal includefinal inner innertrim interpretencoding ignoreencoding interpretmultipartencoding ignoremultipartencoding
	interpretmessageencoding ignoremessageencoding keepalive nokeepalive linelength linelimit linklocal lmtp local localvrfy logging nologging loopcheck noloopcheck
	mailfromdnsverify nomailfromdnsverify master slave maxblocks maxheaderaddrs maxheaderchars maxlines maxprocchars maxperiodicnonurgent
	maxperiodicnormal maxperiodicurgent maysaslclient mustsaslclient nosaslclient maytlsclient musttlsclient notlsclient
	minperiodicnonurgent minperiodicnormal minperiodicurgent missingrecipientpolicy msexchange nomsexchange multigate nomultigate multiple
	mx nomx defaultnameservers nodayofweek nodns nodefaultmx nodestinationfilter noehlo noechomail noexpn nofilter nogateway noheaderread
	noheadertrim noinner noinnertrim nolinelimit nolocalvrfy nomaster nomsexchange nonrandommx nonurgentbackoff nonurgentblocklimit nonurgentnotices
	normalbackoff normalblocklimit normalnotices nopersonal noreceivedfor noreceivedfrom noremotevrfy noreturnaddress noreturnpersonal
	noreverse noschedule nosendetrn nosendpost noservice noslave nosmtp nosourcefilter notary notificationchannel nonotary notices
	nounder nouucp novrfy nowarnpost nox_env_to parameterformat passyntrailer percentencoding percents period periodic
	personalinc personalomit personalstrip postheadbody postheadonly randommx receivedfor receivedfrom refuseehlo rejectsmtp nosmtprejects
	rejectsmtplonglines remotevrfy restricted unrestricted returnaddress returnenvelope returnpersonal reverse routelocal
	secondclassblocklimit secondclassafter secondclassbackoff sendetrn sendpost sensitivitycompanyconfidential sensitivitynormal sensitivitypersonal
	sensitivityprivate service serviceconversion noserviceall serviceall sevenbit silentetrn single single_sys slave smtp smtp_cr smtp_crlf smtp_crorlf smtp_lf
	sourceblocklimit sourcecommentinc sourcecommentmap sourcecommentomit sourcecommentstrip sourcecommenttotal sourcefilter sourcenosolicit
	sourcepersonalinc sourcepersonalmap sourcepersonalomit sourcepersonalstrip sourceroute streaming subaddressexact subaddressrelaxed
	subaddresswild subdirs suppressfinal threaddepth thurman nothurman thurmanserver tlsswitchchannel transfer truncatesmtplonglines wrapsmtplonglines
	splitsmtplonglines unlimited urgentbackoff urgentblocklimit urgentnotices usepermanenterror usereplyto useresent useintermediate user
	userfilter uucp validatelocalnone validatelocalmsgstore validatelocalsystem virtual_queue vrfyallow vrfydefault vrfyhide warnpost
	wildcards x_env_to nowildcards headerlinelength cacheeverything cachefailures cachesuccesses nocache
	dequeue dispositionchannel stubnotification tls_cipher_suite ssltls deliveryflags pipe filesperjob
	groupdn dnsmaxretries mtprioritiesallowed nomtpriorities notificationchannel smime spamfilternull socketbuffer backupchannel
	sourcespamfilter disabledestinationspamfilter1 disablesourcespamfilter1 destinationspamfilter2 destinationspamfilter2optin
	futurerelease nofuturerelease submitonly acceptvalidaddresses acceptonly acceptalldomains acceptallmessages rejectsmtplonglines
	nativewindow novirusscan addheader_client smtpserver client8bit utf8header utf8strict utf8negotiate noutf8
`;

const known = new Map<string, Keyword>();

function keywords(): ReadonlyMap<string, Keyword> {
	if (known.size > 0) return known;
	for (const name of IRRELEVANT.split(/\s+/))
		if (name !== "") known.set(name, { name, kind: "irrelevant", takes: 0, about: "no influence on relaying" });
	for (const [name, takes] of Object.entries(IRRELEVANT_WITH))
		known.set(name, { name, kind: "irrelevant", takes, about: "no influence on relaying" });
	for (const [name, takes] of Object.entries(UNMODELLED))
		known.set(name, { name, kind: "unmodelled", takes, about: "affects how addresses are read" });
	for (const [name, [takes, about]] of Object.entries(MODELLED)) known.set(name, { name, kind: "modelled", takes, about });
	return known;
}

/** What is known of a keyword; case does not count, and 32 characters are looked at. Undefined: a group id to the server. */
export function keywordOf(word: string): Keyword | undefined {
	const name = word.slice(0, 32).toLowerCase();
	// In an msconfig listing words are parted by underscores.
	return keywords().get(name) ?? keywords().get(name.replaceAll("_", ""));
}

/** Every keyword, for completion. */
export function allKeywords(): readonly Keyword[] {
	return [...keywords().values()];
}
