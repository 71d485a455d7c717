import { byDefault, type FileOrigin, type Origin } from "@relaylint/core";
import type { AppleDump, NetInfoDirectory, NetInfoProperty, NetInfoValue } from "./ast.ts";
import { type AppleAttribute, attributes, DIRECTORY } from "./schema.ts";

/** An attribute as the dump shows it. */
export interface Attribute {
	/** Absent where the dump does not have it. */
	readonly values: readonly NetInfoValue[] | undefined;
	/** True where commands, or a dump that is cut off, leave open what else it holds, or whether it is there at all. */
	readonly open: boolean;
	readonly origin: Origin;
}

/** The settings of Apple Mail Service. */
export interface NetInfoSettings {
	readonly of: Readonly<Record<AppleAttribute["name"], Attribute>>;
	/** Where the directory stands in the dump; undefined where it is not there. */
	readonly directory: FileOrigin | undefined;
	readonly form: "property list" | "listing" | "commands";
}

/** Finds the directory AppleMailServer in a dump, at any depth, with its attributes. */
export function netInfoSettings(dump: AppleDump): NetInfoSettings {
	if (dump.kind === "commands") return commanded(dump.commands);
	const directories = dump.kind === "directories" ? dump.directories : [];
	const found = findDirectory(directories);
	const values = (name: string) => found?.properties.findLast((property) => property.name === name);
	return {
		// What is cut off may be another attribute, or another entry of the list.
		of: attributesOf(
			values,
			(name) => dump.problems.length > 0 && (name === "open_relay_addr_list" || values(name) === undefined),
		),
		directory: found?.properties[0]?.origin,
		form: dump.kind === "directories" ? dump.form : "property list",
	};
}

function attributesOf(
	written: (name: string) => NetInfoProperty | undefined,
	isOpen: (name: string) => boolean,
): NetInfoSettings["of"] {
	return Object.fromEntries(
		attributes.map(({ name, default: text }) => {
			const property = written(name);
			const attribute: Attribute =
				property === undefined
					? { values: undefined, open: isOpen(name), origin: byDefault(`${name} (absent: ${text})`) }
					: { values: property.values, open: isOpen(name), origin: property.origin };
			return [name, attribute];
		}),
	) as unknown as NetInfoSettings["of"];
}

/** The directory of that name; else one that has an attribute of it, as a dump of the directory alone may lack its name. */
function findDirectory(directories: readonly NetInfoDirectory[]): NetInfoDirectory | undefined {
	const all = everyDirectory(directories);
	const named = all.find(({ properties }) =>
		properties.some(({ name, values }) => name === "name" && values.some((value) => value.text === "AppleMailServer")),
	);
	const known = new Set<string>(attributes.map(({ name }) => name));
	return named ?? all.find(({ properties }) => properties.some(({ name }) => known.has(name)));
}

function everyDirectory(directories: readonly NetInfoDirectory[]): readonly NetInfoDirectory[] {
	const all: NetInfoDirectory[] = [];
	const pending = [...directories];
	for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
		all.push(next);
		pending.push(...next.children);
	}
	return all;
}

/** What commands leave; whatever they do not name stays as it was, which nothing says. */
function commanded(commands: Extract<AppleDump, { kind: "commands" }>["commands"]): NetInfoSettings {
	const state = new Map<string, NetInfoProperty>();
	/** What a command set or removed as a whole. */
	const settled = new Set<string>();
	let directory: FileOrigin | undefined;
	for (const { effect, path, property } of commands) {
		if (path.replace(/\/+$/, "") !== DIRECTORY) continue;
		directory ??= property.origin;
		const { name, values } = property;
		const before = state.get(name);
		if (effect === "append") {
			state.set(name, before === undefined ? property : { ...before, values: [...before.values, ...values] });
		} else if (effect === "set") {
			state.set(name, property);
			settled.add(name);
		} else if (values.length === 0) {
			state.delete(name);
			settled.add(name);
		} else if (before !== undefined) {
			const gone = new Set(values.map((value) => value.text));
			state.set(name, { ...before, values: before.values.filter((value) => !gone.has(value.text)) });
		}
	}
	return {
		of: attributesOf(
			(name) => state.get(name),
			(name) => !settled.has(name),
		),
		directory,
		form: "commands",
	};
}
