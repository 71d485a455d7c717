import {
	byDefault,
	type Context,
	type Dependency,
	type Environment,
	type FileReader,
	isPublicSuffix,
	type Origin,
	type SourceFile,
} from "@relaylint/core";
import { type AddressWorld, type Canonical, canonicalAddress } from "./address/canonical.ts";
import { DEFAULT_OPERATORS } from "./address/tokens.ts";
import { classesOf, type WordClass } from "./cf/classes.ts";
import type { CfStatement } from "./cf/configuration.ts";
import type { Recognised } from "./cf/recognise.ts";
import type { FeatureName, Features } from "./features.ts";
import { openMap, type SendmailMap } from "./maps/map.ts";

/** A value with the words that say it. */
export interface Said {
	readonly text: string;
	readonly origin: Origin;
}

/** One SMTP entry point as `DaemonPortOptions` says it: op.txt 5.6. */
export interface Daemon {
	readonly name: string;
	readonly port: number | undefined;
	readonly family: "inet" | "inet6" | "both";
	/** The address as written; undefined for every address. */
	readonly address: string | undefined;
	readonly modifiers: string;
	readonly origin: Origin;
}

/** Everything a policy is lowered from, whether an .mc or a .cf says it. */
export interface Server {
	readonly main: SourceFile;
	readonly statements: readonly CfStatement[];
	readonly features: Features;
	readonly reader: FileReader;
	readonly environment: Environment;
	readonly daemons: readonly Daemon[];
	/** What the reading of the files itself depends on. */
	readonly open: readonly Dependency[];
	/** What leaves it open whether the daemon starts at all. */
	readonly doubt: Dependency | undefined;
	/** What stands in the way of the daemon's start. */
	readonly fatal: Said | undefined;
	has(feature: FeatureName): boolean;
	originOf(feature: FeatureName): Origin;
	class(name: string): WordClass;
	map(name: string): SendmailMap | undefined;
	option(name: string): Said | undefined;
	/** The value of a macro, expanded; undefined where it is not set or not known. */
	macro(name: string): string | undefined;
	readonly ownName: string;
	/** Where the files do not say the name, it is the host's, which nobody told. */
	readonly ownNameKnown: boolean;
	readonly ownDomain: string | undefined;
	readonly operators: string;
	/** The names of the mailers that `M` lines define. */
	readonly mailers: ReadonlySet<string>;
	/** The rule sets that the files spell out, by folded name. */
	readonly rulesets: ReadonlyMap<string, OwnRuleset>;
	/** What the rules of a generated file are; undefined for an m4 source, whose rules are the stock ones. */
	readonly generated: Recognised | undefined;
	/** The configuration's version level (op.txt 5.8); a generated file that says none is of the first. */
	readonly level: number;
	/** True where the checks are the rules that the files spell out, and no stock rules. */
	readonly byRules: boolean;
}

/** The name, before the number of their diversion, of rules that stand inside stock rule sets: LOCAL_RULE_3, LOCAL_RULE_0, LOCAL_UUCP, LOCAL_NET_CONFIG. */
export const ROUTING_RULES = "routing-rules-";

/** A rule set that the files spell out. */
export interface OwnRuleset {
	readonly name: string;
	readonly origin: Origin;
	readonly rules: readonly Extract<CfStatement, { kind: "rule" }>[];
}

/** What a server is made from. */
export interface ServerInput {
	readonly main: SourceFile;
	readonly statements: readonly CfStatement[];
	readonly features: Features;
	readonly reader: FileReader;
	readonly environment: Environment;
	readonly daemons: readonly Daemon[];
	readonly open: readonly Dependency[];
	readonly generated?: Recognised;
	/** What leaves it open whether the daemon starts at all. */
	readonly doubt?: Dependency | undefined;
}

const NEWEST_LEVEL = 10;

/** The name that stands for a host whose name nobody told; no stranger can have it. */
const UNNAMED = "unnamed-host.invalid";

/** Puts the statements of a configuration together. */
export function serverOf(input: ServerInput): Server {
	const { statements, features, environment, reader } = input;
	const macros = new Map<string, string>();
	const options = new Map<string, Said>();
	const maps = new Map<string, SendmailMap>();
	for (const statement of statements) {
		if (statement.kind === "macro") macros.set(statement.name, statement.value);
		else if (statement.kind === "option" && !options.has(statement.name))
			options.set(statement.name, { text: statement.value, origin: statement.origin });
		else if (statement.kind === "map")
			maps.set(statement.name, openMap(statement.name, statement.specification, statement.origin, { reader, environment }));
	}
	const hostname = environment.hostname;
	const level = statements.reduce(
		(said, one) => (one.kind === "version" ? one.level : said),
		input.generated === undefined ? NEWEST_LEVEL : 1,
	);
	const ofHost = (name: string) => hostMacro(name, hostname, level);
	const expand = (text: string, depth = 0): string | undefined => {
		let known = true;
		const out = text.replace(
			/\$(?:&?)(?:\{([^}]*)\}|([A-Za-z]))/g,
			(_all, long: string | undefined, short: string | undefined) => {
				const name = long ?? short ?? "";
				const value = macros.get(name) ?? ofHost(name);
				const expanded = value === undefined || depth > 10 ? undefined : expand(value, depth + 1);
				// One that is not set is empty; the host's name may not be told.
				if (expanded === undefined && (value !== undefined || HOST_MACROS.has(name))) known = false;
				return expanded ?? "";
			},
		);
		return known ? out : undefined;
	};
	const classes = classesOf(statements, { reader, environment, expand: (text) => expand(text) });
	const saidName = macros.get("j");
	const ownName = (saidName === undefined ? hostname : expand(saidName)) ?? UNNAMED;
	const ownDomain = (macros.has("m") ? expand(macros.get("m") ?? "") : domainOf(hostname)) ?? undefined;
	const missing = ["w", "R", "VirtHost", "t", "G", "M", "E", "L", "N", "TrustAuthMech", "Canonify", "LDAPRoute"]
		.flatMap((name) => classes(name).missing)
		.at(0);
	return {
		...input,
		mailers: new Set(statements.flatMap((one) => (one.kind === "mailer" ? [one.name.toLowerCase()] : []))),
		rulesets: rulesetsOf(statements),
		generated: input.generated,
		doubt: input.doubt,
		level,
		byRules: input.generated?.checks === false,
		has: (feature) => features.has(feature),
		originOf: (feature) => features.get(feature) ?? byDefault(feature),
		class: classes,
		map: (name) => maps.get(name),
		option: (name) => options.get(name),
		macro: (name) => {
			const value = macros.get(name);
			return value === undefined ? ofHost(name) : expand(value);
		},
		ownName,
		ownNameKnown: ownName !== UNNAMED,
		ownDomain,
		operators: options.get("OperatorChars")?.text ?? (macros.has("o") ? (macros.get("o") ?? "") : DEFAULT_OPERATORS),
		fatal:
			missing === undefined
				? undefined
				: {
						text: `the class file ${missing.path} is not there, and the daemon does not start without it`,
						origin: missing.origin,
					},
	};
}

/** The rules of each rule set in order; a name that comes again goes on with the set. */
function rulesetsOf(statements: readonly CfStatement[]): ReadonlyMap<string, OwnRuleset> {
	const sets = new Map<string, { name: string; origin: Origin; rules: Extract<CfStatement, { kind: "rule" }>[] }>();
	let current: { rules: Extract<CfStatement, { kind: "rule" }>[] } | undefined;
	for (const statement of statements) {
		if (statement.kind === "ruleset") {
			const key = statement.name.toLowerCase();
			const set = sets.get(key) ?? { name: statement.name, origin: statement.origin, rules: [] };
			sets.set(key, set);
			if (statement.number !== undefined) sets.set(statement.number.toLowerCase(), set);
			current = set;
		} else if (statement.kind === "rule") current?.rules.push(statement);
	}
	return sets;
}

const HOST_MACROS: ReadonlySet<string> = new Set(["j", "k", "fqdn", "w", "m"]);

/** Macros that the daemon sets from the host's name: op.txt 5.2. */
function hostMacro(name: string, hostname: string | undefined, level: number): string | undefined {
	if (hostname === undefined) return undefined;
	if (name === "j" || name === "k" || name === "fqdn") return hostname;
	// Before level 5 the name is the whole one.
	if (name === "w") return level < 5 ? hostname : hostname.split(".")[0];
	return name === "m" ? domainOf(hostname) : undefined;
}

function domainOf(hostname: string | undefined): string | undefined {
	const dot = hostname?.indexOf(".") ?? -1;
	return dot === -1 ? undefined : hostname?.slice(dot + 1);
}

/** Names in class w beside those that the files say: the host's own names and addresses (op.txt 5.3). */
export function isOwnName(server: Server, name: string, addresses: readonly string[] | undefined): boolean {
	const folded = name.toLowerCase();
	if (server.class("w").words.has(folded)) return true;
	if (folded === "localhost" || folded === server.ownName.toLowerCase()) return true;
	const { hostname } = server.environment;
	if (hostname !== undefined) {
		const labels = hostname.toLowerCase().split(".");
		if (folded === hostname.toLowerCase() || (labels.length > 2 && folded === labels[0]) || folded === `[${labels[0]}]`)
			return true;
	}
	return folded.startsWith("[") && probesInterfaces(server) && isOwnAddress(folded, addresses);
}

function probesInterfaces(server: Server): boolean {
	return !/^(?:t|y|true|yes|1)$/i.test(server.option("DontProbeInterfaces")?.text ?? "");
}

function isOwnAddress(literal: string, addresses: readonly string[] | undefined): boolean {
	const inner = literal.slice(1, -1);
	if (inner === "127.0.0.1") return true;
	return (addresses ?? []).some((one) => {
		const bare = one.replace(/\/.*$/, "").toLowerCase();
		return bare.includes(":") ? inner === `ipv6:${longForm(bare)}` && bare !== "::1" : inner === bare;
	});
}

/** An IPv6 address as Sendmail writes it in keys: eight groups, nothing left out. */
export function longForm(address: string): string {
	const [head = "", tail] = address.toLowerCase().split("::");
	const left = head === "" ? [] : head.split(":");
	const right = tail === undefined || tail === "" ? [] : tail.split(":");
	const middle = tail === undefined ? [] : new Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0");
	return [...left, ...middle, ...right].map((group) => group.replace(/^0+(?=.)/, "")).join(":");
}

/** The client's address as it stands in keys: `192.0.2.1`, `IPv6:2001:db8:0:0:0:0:0:1`. */
export function keyOfAddress(address: string, server: Server): string {
	const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
	if (mapped !== null) return mapped[1] ?? address;
	if (!address.includes(":")) return address;
	const short = /^(?:t|y|true|yes|1)$/i.test(server.option("UseCompressedIPv6Addresses")?.text ?? "");
	return `IPv6:${short ? address.toLowerCase() : longForm(address)}`;
}

/** A name without a dot as the resolver finds it: in the domain of the host's own name. Undefined where it is not there. */
export function inOwnDomain(name: string, hostname: string | undefined, context: Context): string | undefined {
	const domain = domainOf(hostname);
	if (domain === undefined || name.toLowerCase() === "localhost" || !/^[\w-]+$/.test(name)) return undefined;
	const whole = `${name}.${domain}`;
	return (["MX", "A", "AAAA"] as const).some((type) => context.world.dns(whole, type).kind === "records") ? whole : undefined;
}

const ADDRESS = Symbol("address");

/** The facts on which canonical addresses of an attempt depend; what is not known goes to `open`. */
export function addressWorld(server: Server, context: Context): AddressWorld & { readonly open: Dependency[] } {
	return context.memo(ADDRESS, () => {
		const open: Dependency[] = [];
		const table = server.has("domaintable") ? server.map("domaintable") : undefined;
		const note = (because: Dependency) => {
			if (!open.some((one) => one.key === because.key)) open.push(because);
		};
		const pseudo = server.class("P").words;
		return {
			open,
			operators: server.operators,
			uucp: !server.has("no-uucp"),
			percent: !server.has("no-percent-hack"),
			ownName: server.ownName,
			ownDomain: server.ownDomain,
			isLocal(domain) {
				const local = isOwnName(server, domain, context.world.addresses);
				if (!local) for (const because of server.class("w").open) note(because);
				return local;
			},
			isPseudo: (label) => label !== "" && pseudo.has(label.toLowerCase()),
			mapped(domain) {
				if (table === undefined) return domain;
				const answer = table.lookup(domain);
				if (answer.kind === "unknown") note(answer.because);
				return answer.kind === "found" ? answer.value.trim() : domain;
			},
			canonicalName(domain) {
				if (server.has("no-canonify")) return domain;
				const { hostname } = server.environment;
				if (!domain.includes(".")) {
					if (hostname?.split(".")[0]?.toLowerCase() === domain.toLowerCase()) return hostname;
					return inOwnDomain(domain, hostname, context) ?? domain;
				}
				const answer = context.world.dns(domain, "CNAME");
				const target = answer.kind === "records" ? answer.records[0] : undefined;
				return target === undefined ? domain : target.replace(/\.$/, "");
			},
		};
	});
}

const RECIPIENT = Symbol("recipient");
const SENDER = Symbol("sender");

/** The recipient in its canonical form. */
export function recipientOf(server: Server, context: Context): Canonical {
	return context.memo(RECIPIENT, () => canonicalAddress(context.attempt.to, addressWorld(server, context)));
}

/** The sender in its canonical form. */
export function senderOf(server: Server, context: Context): Canonical {
	return context.memo(SENDER, () => canonicalAddress(context.attempt.from, addressWorld(server, context)));
}

/** Whether what is below a name belongs to nobody: names are registered directly there. Undefined where the answer needs the Public Suffix List. */
export function isOpenSubtree(name: string): boolean | undefined {
	return name === "" ? true : isPublicSuffix(name.replace(/^\./, "").toLowerCase());
}
