import { type FileOrigin, type FileReader, inFile, type SourceFile, sourceFromText } from "@relaylint/core";
import type { LineReader } from "../logical-lines.ts";
import type { PiecedText } from "../physical-lines.ts";
import { joinedText } from "../physical-lines.ts";
import { shellSettings } from "./settings.ts";
import { STOCK } from "./stock.ts";

/** Whether a file is the settings from which Debian generates a configuration. */
export function isDebianSettings(path: string): boolean {
	return /(?:^|\/)update-exim4\.conf\.conf$/.test(path);
}

const SECTIONS = ["main", "acl", "router", "transport", "retry", "rewrite", "auth"];

/** The name of Debian's line behind which the generated macros are put. */
const MARK = /^UPEX4CmacrosUPEX4C[^\n]*$/m;

/**
 * Has a reader read what `update-exim4.conf` makes of its settings (update-exim4.conf(8)): the packages' own configuration, unless a whole
 * `conf.d` or a template stands beside, with the settings as macros.
 */
export function generateDebian(main: SourceFile, reader: FileReader, lines: LineReader): void {
	const settings = shellSettings(main);
	const value = (name: string): string => (settings.get(name)?.text ?? "").toLowerCase();
	lines.dropOpen();
	const stands: FileOrigin = placeOf(main, settings);
	const macros = generatedMacros(settings, value);
	const split = value("dc_use_split_config") === "true";
	const files = split ? splitFiles(reader) : templateFiles(reader);
	const localmacros = reader.read("exim4.conf.localmacros");
	const parts: { readonly file: SourceFile; readonly stands?: FileOrigin }[] = [];
	if (!split && localmacros.kind === "text") parts.push({ file: localmacros.file });
	if (files.length === 0) parts.push({ file: sourceFromText(main.path, STOCK), stands });
	else parts.push(...files.map((file) => ({ file })));
	// The macros take effect at the mark; those of the administrator's files before it come first.
	const define = (): void => {
		for (const [name, text] of macros) if (!lines.macros.has(name)) lines.define(name, text.text, text);
	};
	lines.defineAt((line) => MARK.test(line.trim()), define);
	for (const part of parts.reverse()) lines.include(part.file, part.stands);
}

function placeOf(main: SourceFile, settings: ReadonlyMap<string, PiecedText>): FileOrigin {
	const piece = settings.get("dc_eximconfig_configtype")?.pieces[0];
	return piece === undefined ? inFile(main, { start: 0, end: 0 }) : inFile(main, { start: piece.from, end: piece.to });
}

function templateFiles(reader: FileReader): readonly SourceFile[] {
	const template = reader.read("exim4.conf.template");
	return template.kind === "text" ? [template.file] : [];
}

/** The files of a whole `conf.d`, section by section in the order of their names; a `.rul` file stands for the one it is named after. */
function splitFiles(reader: FileReader): readonly SourceFile[] {
	if (reader.list("conf.d/main") === undefined) return [];
	return SECTIONS.flatMap((section) => {
		const names = reader.list(`conf.d/${section}`) ?? [];
		return names
			.filter((name) => /^[A-Za-z0-9_-]+$/.test(name))
			.sort()
			.flatMap((name) => {
				const outcome = reader.read(`conf.d/${section}/${names.includes(`${name}.rul`) ? `${name}.rul` : name}`);
				return outcome.kind === "text" ? [outcome.file] : [];
			});
	});
}

/** The macros that the settings become. */
function generatedMacros(
	settings: ReadonlyMap<string, PiecedText>,
	value: (name: string) => string,
): ReadonlyMap<string, PiecedText> {
	const found = new Map<string, PiecedText>();
	const plain = (text: string): PiecedText => ({ text, pieces: [] });
	const setting = (name: string, list: boolean): PiecedText => {
		const own = settings.get(name);
		if (own === undefined) return plain("");
		const lower: PiecedText = { text: own.text.toLowerCase(), pieces: own.pieces };
		return list && lower.text.includes(";") && !lower.text.startsWith("<") ? joinedText(plain("<; "), lower) : lower;
	};
	const nets = setting("dc_relay_nets", true);
	const semicolons = nets.text.startsWith("<;");
	const trusted = joinedText(nets, plain(semicolons ? " ; 127.0.0.1 ; ::1" : " : 127.0.0.1 : ::::1"));
	const others = settings.get("dc_other_hostnames");
	const names: PiecedText = {
		text: (others?.text ?? "")
			.toLowerCase()
			.replace(/[;: ]+$/, "")
			.replaceAll(";", ":"),
		pieces: others?.pieces ?? [],
	};
	const type = value("dc_eximconfig_configtype");
	if (value("dc_local_interfaces") !== "") found.set("MAIN_LOCAL_INTERFACES", setting("dc_local_interfaces", true));
	if (value("dc_hide_mailname") === "true" && value("dc_readhost") !== "" && /^(?:satellite|smarthost)$/.test(type))
		found.set("HIDE_MAILNAME", plain("1"));
	found.set("MAIN_LOCAL_DOMAINS", names.text === "" ? plain("@:localhost") : joinedText(plain("@:localhost:"), names));
	found.set("MAIN_RELAY_TO_DOMAINS", setting("dc_relay_domains", true));
	found.set("LOCAL_DELIVERY", plain(value("dc_localdelivery") || "mail_spool"));
	found.set("MAIN_RELAY_NETS", trusted.text.trimStart() === trusted.text ? trusted : trusted);
	found.set("DCreadhost", setting("dc_readhost", false));
	found.set("DCsmarthost", setting("dc_smarthost", false));
	found.set("DC_eximconfig_configtype", plain(type));
	found.set(`DCconfig_${type}`, plain("1"));
	for (const [name, text] of settings) if (/^[A-Z]/.test(name) && name !== "CFILEMODE") found.set(name, text);
	return found;
}
