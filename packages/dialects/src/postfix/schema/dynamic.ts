import { isKnownInRelease, type Life, parseLife, type Release } from "./release.ts";
import type { ParameterType } from "./schema.ts";

/** A family of parameters whose names begin with a name that the administrator chose: a service of master.cf or a database client. */
export interface DynamicSuffix extends Life {
	/** With the underscore that follows the chosen name. */
	readonly suffix: string;
	readonly type: ParameterType;
	/** The parameter whose value is the default; undefined where the default is Postfix's own. */
	readonly fallback: string | undefined;
	/** The programs of master.cf, or the table types, for which the family exists. */
	readonly owners: readonly string[];
	/** What it sets, in one line without a full stop. */
	readonly doc: string;
}

/** A parameter of a family, with the chosen part of its name. */
export interface DynamicParameter {
	readonly prefix: string;
	readonly family: DynamicSuffix;
}

/**
 * The family of a name such as `relay_destination_concurrency_limit`, given the services of master.cf with their programs (`relay` → `smtp`);
 * undefined where no such service, or no such family for its program, exists in that release.
 */
export function findDynamicParameter(
	name: string,
	services: ReadonlyMap<string, string>,
	release: Release,
): DynamicParameter | undefined {
	return findFamily(name, services, serviceSuffixes, release);
}

/**
 * The family of a name such as `aliases_server_host`, given the database sources that main.cf names in the old form `ldap:aliases`, with their
 * table types (`aliases` → `ldap`); undefined where there is none.
 */
export function findDatabaseParameter(
	name: string,
	sources: ReadonlyMap<string, string>,
	release: Release,
): DynamicParameter | undefined {
	return findFamily(name, sources, databaseSuffixes, release);
}

/** Whether the name ends like a parameter of a service, whatever the services are: for files read without their master.cf. */
export function looksDynamic(name: string): boolean {
	return serviceSuffixes.some((family) => name.length > family.suffix.length && name.endsWith(family.suffix));
}

function findFamily(
	name: string,
	owners: ReadonlyMap<string, string>,
	families: readonly DynamicSuffix[],
	release: Release,
): DynamicParameter | undefined {
	for (const family of families) {
		if (!name.endsWith(family.suffix)) continue;
		const prefix = name.slice(0, -family.suffix.length);
		const owner = owners.get(prefix);
		if (owner !== undefined && family.owners.includes(owner) && isKnownInRelease(family, release)) return { prefix, family };
	}
	return undefined;
}

const deliveryAgents = ["local", "error", "virtual", "smtp", "lmtp", "pipe"];

/** Parameters of each delivery transport and of spawn(8) services (postconf(5), `transport_…`). */
export const serviceSuffixes: readonly DynamicSuffix[] = [
	service(
		"_delivery_slot_cost",
		"integer",
		"default_delivery_slot_cost",
		"",
		"How often small mail of this transport may pass big mail",
	),
	service(
		"_delivery_slot_discount",
		"integer",
		"default_delivery_slot_discount",
		"",
		"Percent of a slot that starts preemption early",
	),
	service("_delivery_slot_loan", "integer", "default_delivery_slot_loan", "", "Slots granted in advance for preemption"),
	service(
		"_destination_concurrency_failed_cohort_limit",
		"integer",
		"default_destination_concurrency_failed_cohort_limit",
		"+2.5",
		"Failed rounds after which a destination of this transport rests",
	),
	service(
		"_destination_concurrency_limit",
		"integer",
		"default_destination_concurrency_limit",
		"",
		"Parallel deliveries of this transport to one destination",
	),
	service(
		"_destination_concurrency_negative_feedback",
		"string",
		"default_destination_concurrency_negative_feedback",
		"+2.5",
		"How fast parallel deliveries shrink after failure",
	),
	service(
		"_destination_concurrency_positive_feedback",
		"string",
		"default_destination_concurrency_positive_feedback",
		"+2.5",
		"How fast parallel deliveries grow after success",
	),
	service(
		"_destination_rate_delay",
		"time",
		"default_destination_rate_delay",
		"+2.5",
		"Pause between deliveries to one destination",
	),
	service(
		"_destination_recipient_limit",
		"integer",
		"default_destination_recipient_limit",
		"",
		"Most recipients in one delivery of this transport",
	),
	service(
		"_extra_recipient_limit",
		"integer",
		"default_extra_recipient_limit",
		"",
		"Recipients that preempting mail may add in memory",
	),
	service(
		"_initial_destination_concurrency",
		"integer",
		"initial_destination_concurrency",
		"+2.5",
		"Parallel deliveries with which a destination begins",
	),
	service(
		"_minimum_delivery_slots",
		"integer",
		"default_minimum_delivery_slots",
		"",
		"Recipients a message needs to be preempted",
	),
	service("_recipient_limit", "integer", "default_recipient_limit", "", "Most recipients of this transport in memory"),
	service(
		"_recipient_refill_delay",
		"time",
		"default_recipient_refill_delay",
		"+2.4",
		"Longest wait before more recipients are read",
	),
	service("_recipient_refill_limit", "integer", "default_recipient_refill_limit", "+2.4", "Recipients read from disk at a time"),
	service("_time_limit", "time", "command_time_limit", "", "How long the command of this service may run", ["pipe", "spawn"]),
	service("_transport_rate_delay", "time", "default_transport_rate_delay", "+3.1", "Pause between deliveries of this transport"),
];

const sql = ["mysql", "pgsql", "sqlite"];

/** Parameters of database clients whose settings stand in main.cf, the old form of `ldap:name` and the like (ldap_table(5), mysql_table(5), …). */
export const databaseSuffixes: readonly DynamicSuffix[] = [
	...databases(sql, "query", "SQL query with %s for the key"),
	...databases(sql, "table", "Table of the query, in the oldest form"),
	...databases(sql, "select_field", "Column with the result, in the oldest form"),
	...databases(sql, "where_field", "Column with the key, in the oldest form"),
	...databases(sql, "additional_conditions", "More conditions of the query, in the oldest form"),
	...databases(["pgsql"], "select_function", "Stored function that does the lookup"),
	...databases(["sqlite"], "dbpath", "Database file"),
	...databases(["mysql", "pgsql"], "hosts user password", "Servers and login"),
	...databases(["mysql", "pgsql", "mongodb"], "dbname", "Database name"),
	...databases(["mysql", "pgsql"], "idle_interval retry_interval", "Time before an idle or failed server is left or tried again"),
	...databases(["mysql"], "charset option_file option_group require_result_set", "Options of the MySQL client"),
	...databases(
		["mysql"],
		"tls_cert_file tls_key_file tls_CAfile tls_CApath tls_ciphers tls_verify_cert",
		"TLS to the MySQL server",
	),
	...databases(["pgsql"], "encoding", "Character set of the PostgreSQL client"),
	...databases(["mongodb"], "uri collection projection", "What is asked of the MongoDB server"),
	...databases(["ldap"], "server_host server_port timeout search_base scope", "LDAP servers and where they are searched"),
	...databases(["ldap", "mongodb"], "query_filter result_attribute", "What is searched and returned"),
	...databases(["ldap"], "bind bind_dn bind_pw sasl_mechs sasl_realm sasl_authz_id sasl_minssf", "Login to the LDAP server"),
	...databases(["ldap"], "cache cache_expiry cache_size", "Client cache of old LDAP libraries"),
	...databases(
		["ldap"],
		"special_result_attribute leaf_result_attribute terminal_result_attribute recursion_limit size_limit dereference",
		"How LDAP results are followed",
	),
	...databases(["ldap"], "chase_referrals debuglevel version", "Options of the LDAP client"),
	...databases(
		["ldap"],
		"start_tls tls_ca_cert_file tls_ca_cert_dir tls_cert tls_key tls_require_cert tls_random_file tls_cipher_suite",
		"TLS to the LDAP server",
	),
	...databases(
		["memcache"],
		"memcache backup key_format data_size_limit line_size_limit max_try retry_pause ttl",
		"Memcache client",
	),
	...databases(["ldap", "mysql", "pgsql", "sqlite", "memcache", "mongodb"], "domain", "Domains for which the source is asked"),
	...databases(["ldap", "mysql", "pgsql", "sqlite", "mongodb"], "result_format expansion_limit", "Form and number of results"),
	...databases(["ldap"], "result_filter", "Old name of result_format"),
];

function service(
	suffix: string,
	type: ParameterType,
	fallback: string,
	life: string,
	doc: string,
	owners: readonly string[] = deliveryAgents,
): DynamicSuffix {
	return { suffix, type, fallback, ...parseLife(life), owners, doc };
}

function databases(owners: readonly string[], names: string, doc: string): readonly DynamicSuffix[] {
	return names
		.split(" ")
		.map((name) => ({ suffix: `_${name}`, type: "string" as const, fallback: undefined, ...parseLife(""), owners, doc }));
}
