import { type FileOrigin, inFile, type SourceFile } from "@relaylint/core";
import { parseOption } from "./ast.ts";
import { originIn, splitLines } from "./lines.ts";
import type { Problem } from "./problems.ts";

/** A service of the Dispatcher that takes SMTP connections. */
export interface Service {
	readonly name: string;
	readonly origin: FileOrigin;
	readonly ports: readonly { readonly port: number; readonly tls: boolean; readonly origin: FileOrigin }[];
	/** The channel that `PARAMETER=CHANNEL=` names. */
	readonly channel: { readonly text: string; readonly origin: FileOrigin } | undefined;
	/** `INTERFACE_ADDRESS`, where it is said. */
	readonly address: string | undefined;
	/** The server's program, where it is said. */
	readonly image: string | undefined;
}

/** The services of dispatcher.cnf. */
export interface Dispatcher {
	readonly file: SourceFile;
	readonly services: readonly Service[];
	readonly problems: readonly Problem[];
}

/** Reads dispatcher.cnf: `[SERVICE=name]` and `OPTION=value`, what stands before the first section holds for all. Total. */
export function readDispatcher(file: SourceFile): Dispatcher {
	const problems: Problem[] = [];
	interface Draft {
		readonly name: string;
		readonly origin: FileOrigin;
		readonly options: Map<string, { readonly value: string; readonly origin: FileOrigin }>;
	}
	const common: Draft = { name: "", origin: inFile(file, { start: 0, end: 0 }), options: new Map() };
	const drafts: Draft[] = [];
	let current = common;
	for (const line of splitLines(file.text)) {
		const { text } = line;
		if (text.trim() === "" || text.trimStart().startsWith("!")) continue;
		const record = parseOption(text);
		if (record.kind === "section") {
			const found = /^\s*SERVICE\s*=\s*(.*?)\s*$/i.exec(record.text);
			current = { name: found?.[1] ?? record.text, origin: originIn(file, line, record.span), options: new Map() };
			if (found !== null) drafts.push(current);
		} else if (record.kind === "option") {
			current.options.set(record.name.toUpperCase(), { value: record.value, origin: originIn(file, line, record.valueSpan) });
		} else {
			problems.push({
				kind: "malformed-option",
				origin: originIn(file, line, { start: 0, end: text.trimEnd().length }),
				detail: text.trim(),
			});
		}
	}
	const services = drafts.map(({ name, origin, options }): Service => {
		const option = (key: string) => options.get(key) ?? common.options.get(key);
		const ports = [
			{ key: "PORT", tls: false },
			{ key: "TLS_PORT", tls: true },
		].flatMap(({ key, tls }) => {
			const said = option(key);
			return (said?.value ?? "")
				.split(/[\s,]+/)
				.filter((text) => /^\d+$/.test(text))
				.map((text) => ({ port: Number(text), tls, origin: said?.origin ?? origin }));
		});
		const parameter = option("PARAMETER");
		const channel = /^CHANNEL\s*=\s*(\S+)$/i.exec(parameter?.value ?? "")?.[1];
		return {
			name,
			origin,
			ports,
			channel: channel === undefined || parameter === undefined ? undefined : { text: channel, origin: parameter.origin },
			address: option("INTERFACE_ADDRESS")?.value,
			image: option("IMAGE")?.value,
		};
	});
	return { file, services: services.filter(({ image }) => image === undefined || /smtp/i.test(image)), problems };
}
