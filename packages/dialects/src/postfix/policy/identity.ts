import type { FileReader } from "@relaylint/core";
import { findParameter, parameterNames } from "../schema/schema.ts";
import type { Settings } from "../setting-types.ts";
import type { LookupTable } from "../tables/table.ts";
import { splitWords } from "../words.ts";
import type { Server } from "./server.ts";

/** What the walk through the lists sees by itself, element for element: nothing else is made of these. */
const WALKED = new Set([
	"mynetworks",
	"smtpd_restriction_classes",
	...["client", "helo", "sender", "relay", "recipient", "data"].map((list) => `smtpd_${list}_restrictions`),
]);

const contents = new WeakMap<LookupTable, string>();

/** Everything that a table's answers follow from: its name and the text of its files, or why it has none. */
export function tableIdentity(table: LookupTable): string {
	let known = contents.get(table);
	if (known === undefined) {
		const members = table.entries?.kind === "members" ? table.entries.members.map(tableIdentity) : [];
		const { failure } = table;
		known = JSON.stringify([table.name.text, table.file?.text, failure?.kind, failure?.reason, members]);
		contents.set(table, known);
	}
	return known;
}

/**
 * Everything of which the computed conditions of one smtpd service are functions: the effective parameters, but for the lists that are walked
 * themselves, the tables and files that they name, the other services, and what is known of the host. Long; asked only where configurations
 * are compared.
 */
export function serverIdentity(server: Server, settings: Settings, reader: FileReader): string {
	const { own, shared, environment, release } = server;
	const values: unknown[] = [];
	const named = new Set<string>();
	for (const name of parameterNames()) {
		const schema = findParameter(name);
		if (schema === undefined || schema.support === "irrelevant" || WALKED.has(name)) continue;
		for (const parameters of [own, shared]) {
			const { text, unknown } = parameters.text(name);
			if (text === "" && unknown.length === 0) continue;
			// How a list is laid out over lines is nothing to anybody.
			const said = /list$|^map/.test(schema.type)
				? splitWords(parameters.text(name), "braces").map((word) => word.text)
				: [text.trim()];
			values.push(name, said, ...unknown.map(({ reason }) => reason), parameters === own);
			if (/[:/]/.test(text))
				for (const word of splitWords(parameters.text(name), "braces")) named.add(word.text.replace(/^!+/, ""));
		}
	}
	const files = [...named].map((name) => {
		if (name.startsWith("/")) {
			const found = reader.read(name);
			return found.kind === "text" ? [name, found.file.text] : [name, found.kind];
		}
		return name.includes(":") ? tableIdentity(server.openTable(name, { kind: "default", text: name })) : "";
	});
	const services = settings.services
		.filter(({ command }) => !/(?:^|\/)smtpd$/.test(command.text))
		.map((one) => [one.name.text, one.type.text, one.command.text, ...one.args.map((arg) => arg.text)]);
	const { interfaces, hostname, users, complete } = environment;
	return JSON.stringify([release, interfaces, hostname, users, complete, values, files, services]);
}
