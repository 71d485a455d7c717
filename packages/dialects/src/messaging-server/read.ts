import { byDefault, type Environment, type FileOrigin, type FileReader, inFile, type SourceFile } from "@relaylint/core";
import { parseOption } from "./ast.ts";
import { type Dispatcher, readDispatcher } from "./dispatcher.ts";
import { type Imta, imtaFromText, isListing, readImta, readListing } from "./imta.ts";
import { originIn, splitLines } from "./lines.ts";
import { type Mappings, readMappings } from "./mappings.ts";
import type { MessagingServerModel } from "./model.ts";
import { channelsOf } from "./policy/channels.ts";
import type { Entrance, MsWorld, Options } from "./policy/world.ts";
import { SHIPPED_IMTA } from "./shipped.ts";

/** Whether a text is one of mapping tables: a name in the first column, a blank line, an indented entry. */
export function looksLikeMappings(head: string): boolean {
	return /^(?:PORT_ACCESS|FROM_ACCESS|(?:ORIG_)?(?:SEND|MAIL)_ACCESS|INTERNAL_IP)[ \t]*\r?$/im.test(head);
}

/** What was read of a configuration, and what was taken for granted. */
export interface ReadModel {
	readonly model: MessagingServerModel;
	readonly files: readonly SourceFile[];
	readonly assumptions: readonly string[];
	/** Outside facts on which the reading itself depends. */
	readonly unseen: readonly { readonly key: string; readonly text: string }[];
}

/** Reads the files of a configuration from its main one. Total. */
export function readModel(main: SourceFile, reader: FileReader, environment: Environment): ReadModel {
	const pmdf = /^pmdf/i.test(environment.release ?? "");
	const assumptions: string[] = [];
	const unseen: { key: string; text: string }[] = [];
	const hostname = (environment.hostname ?? "unnamed-host.invalid").toLowerCase();
	const text = (path: string) => {
		const outcome = reader.read(path);
		return outcome.kind === "text" ? outcome.file : undefined;
	};
	const mainIsMappings = !isListing(main.text) && isMappings(main);
	const mappingsFile = mainIsMappings ? main : text("mappings");
	const mappings = mappingsFile === undefined ? undefined : readMappings(mappingsFile, reader);
	const base = main.path.slice(main.path.lastIndexOf("/") + 1);
	if (mappings === undefined && !environment.complete)
		unseen.push({ key: "mappings", text: "the mappings file, which is not there" });
	if (mainIsMappings && !/^mappings$/i.test(base) && !environment.complete)
		unseen.push({ key: "rest", text: `the mapping tables that ${base}, a part, does not hold` });
	for (const { name } of mappings?.missing ?? [])
		if (!environment.complete) unseen.push({ key: `include:${name}`, text: `the included file ${name}` });

	let imta: Imta | undefined = mainIsMappings ? undefined : isListing(main.text) ? readListing(main) : readImta(main, reader);
	if (imta === undefined) {
		const found = text("imta.cnf");
		if (found !== undefined) imta = readImta(found, reader);
	}
	const assumedImta = imta === undefined;
	const shipped = imtaFromText(SHIPPED_IMTA.replaceAll("HOST", hostname));
	if (imta === undefined) {
		imta = shipped;
		assumptions.push(
			"imta.cnf is not there: channels and rewriting as installed, with every domain but the server's own name outside",
		);
	} else {
		for (const { name } of imta.missing)
			if (!environment.complete) unseen.push({ key: `include:${name}`, text: `the included file ${name}` });
		if (imta.channels.length === 0) {
			if (!environment.complete) unseen.push({ key: "channels", text: "the channel blocks, which are not in imta.cnf" });
			imta = { ...imta, channels: shipped.channels };
			assumptions.push("imta.cnf defines no channel: channels as installed");
		}
		if (imta.rules.length === 0) {
			if (!environment.complete) unseen.push({ key: "rules", text: "the rewrite rules, which are not in the files" });
			imta = { ...imta, rules: shipped.rules };
			assumptions.push("no rewrite rules are there: rewriting as installed");
		}
	}
	const dispatcherFile = text("dispatcher.cnf");
	const dispatcher = dispatcherFile === undefined ? undefined : readDispatcher(dispatcherFile);
	const options = readOptions(text("option.dat"));
	const channels = channelsOf(imta, pmdf);
	const start = inFile(main, { start: 0, end: firstWord(main.text) });
	const entrances = entrancesOf(dispatcher, channels, start);
	if (dispatcher === undefined)
		assumptions.push("dispatcher.cnf is not there: port 25 begins with tcp_local and port 587 with tcp_submit");
	const localHosts = channels.named("l").hosts;
	const world: MsWorld = {
		tables: { tables: mappings?.tables ?? [], unseen },
		rules: imta.rules,
		channels,
		entrances,
		options,
		localHosts: localHosts.length === 0 ? [hostname] : localHosts,
		start: mappings?.tables[0]?.nameOrigin ?? start,
	};
	const problems = [...(mappings?.problems ?? []), ...imta.problems, ...(dispatcher?.problems ?? [])];
	const files = new Set<SourceFile>([main, ...(assumedImta ? [] : imta.files), ...(mappings?.files ?? [])]);
	for (const file of [dispatcherFile, options.file]) if (file !== undefined) files.add(file);
	return {
		model: { mappings, imta, assumedImta, dispatcher, world, problems, environment, start, pmdf },
		files: [...files],
		assumptions: [...assumptions, ...standing(world, mappings)],
		unseen,
	};
}

function isMappings(file: SourceFile): boolean {
	const base = file.path.slice(file.path.lastIndexOf("/") + 1).toLowerCase();
	if (/^mappings\b|\.mappings?$/.test(base)) return true;
	return !/\.cnf$|imta/.test(base) && looksLikeMappings(file.text.slice(0, 4096));
}

function firstWord(text: string): number {
	return /^[^\s]*/.exec(text)?.[0].length ?? 0;
}

/** What holds of every configuration here, and rests on inference. */
function standing(world: MsWorld, mappings: Mappings | undefined): readonly string[] {
	const said = [
		"local domains that live in the directory are not in the files: every domain that no rewrite rule names is outside",
	];
	if (mappings !== undefined && mappings.tables.length > 0) {
		said.push(
			"a table that is not there permits, and so does an entry without $Y, $N or $F (inferred from the manual)",
			"an entry's text column ends at the first blank that nothing quotes; what follows is ignored (inferred)",
		);
	}
	if (!world.options.paranoia) said.push("mapping_paranoia is not set: a bar in a sender's address reaches the tables as it is");
	return said;
}

/** Ports and the channels with which their connections begin. */
function entrancesOf(
	dispatcher: Dispatcher | undefined,
	channels: ReturnType<typeof channelsOf>,
	start: FileOrigin,
): readonly Entrance[] {
	if (dispatcher !== undefined && dispatcher.services.length > 0) {
		return dispatcher.services.flatMap((service): Entrance[] => {
			const { name, channel, address } = service;
			return service.ports.map(({ port, tls, origin }) => ({
				name: `${name} ${port}`,
				port,
				channel: channel?.text ?? "tcp_local",
				tls,
				origin: channel?.origin ?? origin,
				...(channel === undefined && port === 587 && channels.named("tcp_submit").exists ? { otherChannel: "tcp_submit" } : {}),
				...(address === undefined ? {} : { address }),
			}));
		});
	}
	const assumed = (port: number, channel: string): Entrance => ({
		name: `port ${port}`,
		port,
		channel,
		tls: false,
		origin: byDefault(`port ${port} begins with ${channel} (without dispatcher.cnf)`, start),
	});
	const submission = channels.named("tcp_submit").exists ? [assumed(587, "tcp_submit")] : [];
	return [assumed(25, "tcp_local"), ...submission];
}

/** Reads option.dat: `NAME=value`. */
function readOptions(file: SourceFile | undefined): Options & { readonly file: SourceFile | undefined } {
	const values = new Map<string, string>();
	const origins = new Map<string, FileOrigin>();
	for (const line of file === undefined ? [] : splitLines(file.text)) {
		if (line.text.trimStart().startsWith("!")) continue;
		const record = parseOption(line.text);
		if (record.kind !== "option" || file === undefined) continue;
		values.set(record.name.toLowerCase(), record.value);
		origins.set(record.name.toLowerCase(), originIn(file, line, { start: record.nameSpan.start, end: record.valueSpan.end }));
	}
	const set = (name: string) => /^[1-9]/.test(values.get(name) ?? "0");
	const appended = [
		...(set("access_orcpt") ? ["orcpt"] : []),
		...(set("access_counts") ? ["counts"] : []),
		...(set("include_conversiontag") ? ["conversiontag"] : []),
	];
	return { appended, paranoia: set("mapping_paranoia"), origins, file };
}
