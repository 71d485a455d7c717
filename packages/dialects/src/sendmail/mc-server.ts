import {
	byDefault,
	type Dependency,
	type Environment,
	type FileOrigin,
	type FileReader,
	inFile,
	type Origin,
} from "@relaylint/core";
import { type CfStatement, readStatements } from "./cf/configuration.ts";
import { parseDaemon } from "./daemons.ts";
import { FEATURE_MARKS, type FeatureName } from "./features.ts";
import { isQuotedFeature } from "./m4/text.ts";
import { linesOf, type MacroConfiguration } from "./mc.ts";
import { type Daemon, ROUTING_RULES, type Server, serverOf } from "./server.ts";

/** The options of a generated file that come from `conf` names and say who may relay, or how (cf/README, "TWEAKING CONFIGURATION OPTIONS"). */
const OPTIONS: Readonly<Record<string, string>> = {
	confDELIVERY_MODE: "DeliveryMode",
	confPRIVACY_FLAGS: "PrivacyOptions",
	confOPERATORS: "OperatorChars",
	confDONT_PROBE_INTERFACES: "DontProbeInterfaces",
	confUSE_COMPRESSED_IPV6_ADDRESSES: "UseCompressedIPv6Addresses",
	confAUTH_MECHANISMS: "AuthMechanisms",
	confAUTH_OPTIONS: "AuthOptions",
	confAUTH_REALM: "AuthRealm",
	confSERVER_CERT: "ServerCertFile",
	confSERVER_KEY: "ServerKeyFile",
	confCACERT: "CACertFile",
	confCACERT_PATH: "CACertPath",
	confSOFT_BOUNCE: "SoftBounce",
	confTLS_SRV_OPTIONS: "TLSSrvOptions",
	confDONT_EXPAND_CNAMES: "DontExpandCnames",
	confINPUT_MAIL_FILTERS: "InputMailFilters",
	confALLOW_BOGUS_HELO: "AllowBogusHELO",
	confCONNECT_ONLY_TO: "ConnectOnlyTo",
	confRUN_AS_USER: "RunAsUser",
	confUSE_MSP: "UseMSP",
};

/** Names whose values become macros of the generated file. */
const MACROS: Readonly<Record<string, string>> = {
	confDOMAIN_NAME: "j",
	SMART_HOST: "S",
	MAIL_HUB: "H",
	LOCAL_RELAY: "R",
	LUSER_RELAY: "L",
	UUCP_RELAY: "Y",
	BITNET_RELAY: "B",
	DECNET_RELAY: "C",
	FAX_RELAY: "F",
	MASQUERADE_NAME: "M",
};

/** Relays of fake domains, each of which is a class P word of its own. */
const PSEUDO: Readonly<Record<string, string>> = {
	UUCP_RELAY: "UUCP",
	BITNET_RELAY: "BITNET",
	DECNET_RELAY: "DECNET",
	FAX_RELAY: "FAX",
};

/** What the generated file would say, as far as it decides who relays: its statements in order, from the .mc alone. */
export function statementsOf(mc: MacroConfiguration): readonly CfStatement[] {
	const { definitions, lines } = mc;
	const start = inFile(mc.file, { start: 0, end: 0 });
	const out: CfStatement[] = [];
	const add = (text: string, origin: FileOrigin | undefined) => out.push(...readStatements(linesOf(text, origin ?? start)));
	const diverted = (number: number) => out.push(...readStatements(lines.get(number) ?? []));
	diverted(0);
	add("Cwlocalhost", start);
	const cw = definitions.get("confCW_FILE");
	const uses = definitions.get("USE_CW_FILE");
	if (uses !== undefined && cw !== undefined) add(`Fw${escaped(cw.text)}`, uses.origin);
	for (const [name, macro] of Object.entries(MACROS)) {
		const said = definitions.get(name);
		if (said !== undefined) add(`D${macro}${said.text}`, said.origin);
	}
	add("CP.", start);
	for (const [name, word] of Object.entries(PSEUDO)) {
		const said = definitions.get(name);
		if (said !== undefined) add(`CP${word}`, said.origin);
	}
	const cr = definitions.get("confCR_FILE");
	if (cr !== undefined) add(`FR${escaped(cr.text)}`, cr.origin);
	diverted(5);
	const hosts = definitions.get("_VIRTHOSTS_");
	if (hosts !== undefined) add("CR$={VirtHost}", hosts.origin);
	diverted(6);
	for (const [name, option] of Object.entries(OPTIONS)) {
		const said = definitions.get(name);
		if (said !== undefined) add(`O ${option}=${escaped(said.text)}`, said.origin);
	}
	const ct = definitions.get("confCT_FILE");
	const usesCt = definitions.get("_USE_CT_FILE_");
	if (usesCt !== undefined && ct !== undefined) add(`Ft${escaped(ct.text)}`, usesCt.origin);
	for (const number of [2, 3, 4, 1]) {
		// Rules that stand inside stock rule sets are a rule set of their own here.
		add(`S${ROUTING_RULES}${number}`, start);
		diverted(number);
	}
	for (const number of [8, 9, 7]) {
		if (number !== 8) add("Sunnamed", start);
		diverted(number);
	}
	return out;
}

function escaped(text: string): string {
	return text.replace(/(?<!\\)#/g, "\\#");
}

/** The daemons: those of DAEMON_OPTIONS, or one on port 25; and one on port 587 unless FEATURE(no_default_msa). */
export function daemonsOfMc({ calls, definitions, file }: MacroConfiguration): readonly Daemon[] {
	const said: Daemon[] = [];
	for (const { name, arguments: given, origin } of calls) {
		if (name === "DAEMON_OPTIONS") said.push(parseDaemon(given[0] ?? "", origin, said.length));
	}
	const near = inFile(file, { start: 0, end: 0 });
	if (said.length === 0) {
		const written = definitions.get("_DPO_")?.text ?? "";
		const lines = written.split("\n").filter((line) => line !== "");
		if (lines.length > 0)
			for (const line of lines)
				said.push(parseDaemon(line.replace(/^.*?=/, ""), definitions.get("_DPO_")?.origin ?? near, said.length));
		else if (definitions.has("_NETINET6_")) {
			said.push(parseDaemon("Name=MTA-v4, Family=inet", byDefault("the daemon on port 25 (cf/README)", near), 0));
			said.push(parseDaemon("Name=MTA-v6, Family=inet6", byDefault("the daemon on port 25 (cf/README)", near), 1));
		} else said.push(parseDaemon("Name=MTA", byDefault("the daemon on port 25 (cf/README)", near), 0));
	}
	if (definitions.has("_NO_MSA_")) return said;
	return [
		...said,
		parseDaemon("Port=587, Name=MSA, M=E", byDefault("the daemon on port 587 (cf/README, no_default_msa)", near), said.length),
	];
}

/** The server that a sendmail.mc describes. */
export function serverOfMc(mc: MacroConfiguration, reader: FileReader, environment: Environment): Server {
	const features = new Map<FeatureName, Origin>();
	for (const [mark, feature] of Object.entries(FEATURE_MARKS)) {
		const said = mc.definitions.get(mark);
		if (said !== undefined) features.set(feature, said.origin ?? byDefault(mark));
	}
	const kinds = ["no-uucp", "no-percent-hack"] as const;
	for (const [at, mark] of ["_NO_UUCP_", "_NO_PERCENTHACK_"].entries()) {
		const said = mc.definitions.get(mark);
		const kind = kinds[at];
		if (said?.text === "r" && kind !== undefined)
			features.set(kind === "no-uucp" ? "reject-uucp" : "reject-percent-hack", said.origin ?? byDefault(mark));
	}
	return serverOf({
		main: mc.file,
		statements: statementsOf(mc),
		features,
		reader,
		environment,
		daemons: daemonsOfMc(mc),
		open: openOf(mc, environment),
		doubt: doubtOf(mc),
	});
}

/** Mistakes after which nobody knows what m4 makes of the file. */
function doubtOf({ problems }: MacroConfiguration): Dependency | undefined {
	const found = problems.find(
		({ kind }) => kind === "other-quotes" || kind === "unclosed-quote" || kind === "unclosed-arguments",
	);
	return found === undefined ? undefined : { kind: "limit", key: `m4:${found.kind}`, text: found.text, origin: found.origin };
}

/** Files that m4 reads and that are not at hand may say anything. */
function openOf(mc: MacroConfiguration, environment: Environment): readonly Dependency[] {
	return mc.problems.flatMap((problem): readonly Dependency[] => {
		const { kind, text, origin } = problem;
		if (isQuotedFeature(problem)) return [];
		const outside = kind === "unknown-file" || kind === "missing-include" || kind === "command" || kind === "unknown-feature";
		if (kind === "too-deep") return [{ kind: "limit", key: "m4:too-deep", text, origin }];
		// m4 goes on without a file that is missing, and the server is known to be all there is.
		if (!outside || (environment.complete && kind !== "command")) return [];
		return [{ kind: "outside", key: `m4:${text}`, text, origin }];
	});
}
