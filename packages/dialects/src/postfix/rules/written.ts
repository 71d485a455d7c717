import type { FileOrigin } from "@relaylint/core";
import type { SourcedValue } from "../expand.ts";
import type { MasterService } from "../master.ts";
import { type PostfixModel, perModel } from "../model.ts";
import { findParameter, type ParameterType } from "../schema/schema.ts";

/** One `name = value` as it stands in main.cf, or as an option of a service in master.cf. */
export interface Written {
	readonly name: string;
	readonly nameOrigin: FileOrigin;
	readonly value: SourcedValue;
	readonly valueOrigin: FileOrigin;
	readonly origin: FileOrigin;
	/** The service whose line says it; absent in main.cf. */
	readonly service?: MasterService;
	/** The template statement without which it may not be there. */
	readonly condition?: FileOrigin;
}

/** Every setting that the files write, main.cf first, in order; those that later ones replace are among them. */
export const writtenSettings = perModel(({ mainCf, masterCf }: PostfixModel): readonly Written[] => [
	...mainCf.assignments,
	...(masterCf?.services ?? []).flatMap((service) => service.overrides.map((override): Written => ({ ...override, service }))),
]);

/** The type of a parameter that Postfix knows; undefined for any other name. */
export function typeOf(name: string): ParameterType | undefined {
	return findParameter(name)?.type;
}

/** Names that a value mentions as `$name`, `${name}` or `$(name)`, anywhere. */
const REFERENCE = /\$(?:\{\s*|\(\s*)?([A-Za-z0-9_]+)/g;

/** Names that some value or some argument of a service refers to: what a person defines in order to use it. */
export const referencedNames = perModel((model: PostfixModel): ReadonlySet<string> => {
	const names = new Set<string>();
	const add = (text: string) => {
		if (!text.includes("$")) return;
		for (const [, name = ""] of text.matchAll(REFERENCE)) names.add(name);
	};
	for (const { value } of model.mainCf.assignments) add(value.tree.text);
	for (const service of model.masterCf?.services ?? []) for (const arg of service.args) add(arg.text);
	return names;
});

/** The class names of `smtpd_restriction_classes`, of main.cf and of every service. */
export const restrictionClasses = perModel(({ settings, servers }: PostfixModel): ReadonlySet<string> => {
	const names = new Set(settings.words("smtpd_restriction_classes").map((word) => word.text));
	for (const server of servers.values()) for (const name of server.classes.keys()) names.add(name);
	return names;
});
