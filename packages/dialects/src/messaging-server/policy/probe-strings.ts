/** The tables that are asked on the way of a message in, in their order in time. */
export const ACCESS_TABLES = [
	"PORT_ACCESS",
	"FROM_ACCESS",
	"ORIG_SEND_ACCESS",
	"ORIG_MAIL_ACCESS",
	"SEND_ACCESS",
	"MAIL_ACCESS",
] as const;

/** One of {@link ACCESS_TABLES}. */
export type AccessTable = (typeof ACCESS_TABLES)[number];

/** The tables that are asked at RCPT. */
export const RECIPIENT_TABLES = ["ORIG_SEND_ACCESS", "ORIG_MAIL_ACCESS", "SEND_ACCESS", "MAIL_ACCESS"] as const;

/** What a field of a probe string is. */
export type FieldName =
	| "transport"
	| "server"
	| "server-port"
	| "client"
	| "client-port"
	| "application"
	| "submit-type"
	| "source"
	| "from"
	| "auth-from"
	| "destination"
	| "to"
	| "appended";

const CONNECTION: readonly FieldName[] = ["transport", "server", "server-port", "client", "client-port"];
const RECIPIENT: readonly FieldName[] = ["source", "from", "destination", "to"];

/** The fields of each table's probe, Administration Guide, access control mapping tables. */
export const PROBE_FIELDS: Readonly<Record<AccessTable, readonly FieldName[]>> = {
	PORT_ACCESS: CONNECTION,
	FROM_ACCESS: [...CONNECTION, "application", "submit-type", "source", "from", "auth-from"],
	ORIG_SEND_ACCESS: RECIPIENT,
	SEND_ACCESS: RECIPIENT,
	ORIG_MAIL_ACCESS: [...CONNECTION, "application", "submit-type", ...RECIPIENT],
	MAIL_ACCESS: [...CONNECTION, "application", "submit-type", ...RECIPIENT],
};

/** The fields of a table's probe, with those that options append. */
export function fieldsOf(table: AccessTable, appended: number): readonly FieldName[] {
	const fields = PROBE_FIELDS[table];
	if (table === "PORT_ACCESS" || table === "FROM_ACCESS") return fields;
	return [...fields, ...new Array<FieldName>(appended).fill("appended")];
}

/** The probe string of a table. */
export function probeString(
	table: AccessTable,
	values: Readonly<Partial<Record<FieldName, string>>>,
	appended: readonly string[],
): string {
	const fields = PROBE_FIELDS[table].map((field) => values[field] ?? "");
	return table === "PORT_ACCESS" || table === "FROM_ACCESS" ? fields.join("|") : [...fields, ...appended].join("|");
}
