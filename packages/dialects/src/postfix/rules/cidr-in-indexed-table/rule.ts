import { tableRule } from "../table-rule.ts";

/** A network with a prefix length stands in a table that knows only whole keys, so it matches no client. */
export const cidrInIndexedTable = tableRule({
	id: "cidr-in-indexed-table",
	severity: "warning",
	summary: "A network with a prefix length stands in a table that knows only whole keys, so it matches no client.",
	codes: ["network-as-key"],
	remedy: "Use a cidr: table, or write the leading octets alone (10.0 for 10.0.0.0/16).",
});
