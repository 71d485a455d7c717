import type { Dependency, Environment, FileReader, Origin } from "@relaylint/core";
import type { ListKind } from "../ast.ts";
import type { Document, NamedList, OptionSetting } from "../document.ts";
import type { Value } from "../expansion/value-of.ts";
import { openValue, outside, textValue } from "../expansion/value-of.ts";
import { type LookupFiles, lookupFiles } from "../lists/lookup-file.ts";
import { mainOptions } from "../schema/main-options.ts";
import type { ValueText } from "../value.ts";
import { type Claims, openClaims } from "./claims.ts";

/** One configuration as its policy is made from it. */
export interface Server {
	readonly document: Document;
	readonly environment: Environment;
	readonly files: LookupFiles;
	readonly claims: Claims;
	/** The name of the host, as set or as the system says it. */
	readonly hostname: Value;
	option(name: string): OptionSetting | undefined;
	/** A boolean option. */
	isOn(name: string): boolean;
	/** The named list of a kind. */
	list(kind: ListKind, name: string): NamedList | undefined;
}

/** Makes the server of a document. */
export function serverOf(document: Document, reader: FileReader, environment: Environment): Server {
	const lists = new Map(document.lists.map((list) => [`${list.kind}:${list.name}`, list]));
	const named = document.options.get("primary_hostname")?.value;
	const said = environment.hostname;
	const unknownHost: Dependency = outside("hostname", "the name of the host");
	const hostname: Value =
		named !== undefined && !/[$\\]/.test(named.text)
			? textValue(named.text)
			: said !== undefined
				? textValue(said)
				: { ...openValue(unknownHost), canBe: () => false };
	return {
		document,
		environment,
		files: lookupFiles(reader, environment.complete),
		claims: openClaims(),
		hostname,
		option: (name) => document.options.get(name),
		isOn(name) {
			const setting = document.options.get(name);
			if (setting === undefined) return mainOptions().get(name)?.default === "true";
			const text = setting.value?.text.toLowerCase();
			return (text === undefined || text === "true" || text === "yes") !== setting.negated;
		},
		list: (kind, name) => lists.get(`${kind}:${name}`),
	};
}

/** The value of an option with its place; absent where it is not set. */
export function setValue(server: Server, name: string): ValueText | undefined {
	return server.option(name)?.value;
}

/** The place of an option, or the default that holds. */
export function optionOrigin(server: Server, name: string): Origin {
	const setting = server.option(name);
	return setting === undefined ? { kind: "default", text: `${name} (not set)` } : (setting.value?.origin ?? setting.nameOrigin);
}
