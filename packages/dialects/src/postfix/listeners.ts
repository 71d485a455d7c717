import { type Address, type FileOrigin, type Origin, originText, parseAddress } from "@relaylint/core";
import { parseEndpoint, portNumber } from "./endpoint.ts";
import { ownInterfaces, protocolFamilies } from "./host-defaults.ts";
import { findService, type MasterService, processName } from "./master.ts";
import type { FatalSetting, Settings } from "./setting-types.ts";
import { splitWords } from "./words.ts";

/** Where a listener can be reached. */
export type BindAddresses =
	/** Every address of the machine, or every one of a family. */
	| { readonly kind: "all"; readonly family?: 4 | 6 }
	/** `localhost`: no stranger reaches it. */
	| { readonly kind: "loopback" }
	| { readonly kind: "listed"; readonly addresses: readonly Address[] }
	/** A name or a setting that the files do not settle; strangers may reach it. */
	| { readonly kind: "unknown"; readonly reason: string };

/** One SMTP entry point: an inet service of smtpd(8), or one of postscreen(8) with the smtpd that it hands clients to. */
export interface SmtpListener {
	/** The first two fields of its line: `smtp inet`. */
	readonly name: string;
	/** The smtpd service, whose parameters decide. */
	readonly service: MasterService;
	/** The postscreen service in front of it, which has parameters of its own. */
	readonly screen?: MasterService;
	/** Undefined where the service name is in no list of well-known ones. */
	readonly port: number | undefined;
	readonly bind: BindAddresses;
	/** Why it accepts nothing. */
	readonly fatal?: FatalSetting;
	/** The template statement without which it may not be there. */
	readonly condition?: FileOrigin;
	readonly origin: Origin;
}

/** Whether a service line is an SMTP listener for sure, for none, or perhaps: its command may come out of a template. */
export interface Listeners {
	readonly listeners: readonly SmtpListener[];
	/** Why there may be more of them. */
	readonly open: readonly { readonly reason: string; readonly origin: Origin }[];
}

/** The SMTP listeners of a configuration: master(5), postscreen(8). */
export function smtpListeners(settings: Settings): Listeners {
	const listeners: SmtpListener[] = [];
	const open: { reason: string; origin: Origin }[] = [];
	for (const line of settings.input.masterCf?.opaque ?? [])
		open.push({ reason: `the template hole "${originText(line)}"`, origin: line });
	for (const service of settings.services) {
		if (isDisabled(settings, service)) continue;
		const { type, command } = service;
		if (type.hole || (type.text === "inet" && command.hole)) {
			open.push({ reason: `the template hole in "${originText(service.origin)}"`, origin: service.origin });
			continue;
		}
		if (type.text !== "inet") continue;
		const program = processName(service);
		if (program === "smtpd") listeners.push(listener(settings, service, service));
		else if (program === "postscreen") listeners.push(screenedListener(settings, service));
	}
	return { listeners, open };
}

function screenedListener(settings: Settings, screen: MasterService): SmtpListener {
	const setting = settings.value("smtpd_service_name", screen);
	const name = setting.expanded.text;
	const target = findService(settings.services, name, "pass") ?? findService(settings.services, name, "unix");
	if (target !== undefined && processName(target) === "smtpd" && !isDisabled(settings, target))
		return listener(settings, screen, target);
	const reason = `postscreen hands clients to the service "${name}", and master.cf has no smtpd of that name and type pass`;
	return {
		...listener(settings, screen, screen),
		fatal: { reason, origin: setting.origin.kind === "file" ? setting.origin : screen.origin },
	};
}

function listener(settings: Settings, front: MasterService, service: MasterService): SmtpListener {
	const condition = front.condition ?? service.condition;
	const fatal = service.fatal ?? front.fatal ?? unexpectedArgument(front) ?? unexpectedArgument(service);
	const place = parseEndpoint(front.name.text);
	return {
		name: `${front.name.text} inet`,
		service,
		...(front !== service && { screen: front }),
		port: front.name.hole ? undefined : portNumber(place.port, knownPorts(settings)),
		bind: front.name.hole
			? { kind: "unknown", reason: `the template hole in "${originText(front.name.origin)}"` }
			: bindOf(place.host, settings),
		...(fatal && { fatal }),
		...(condition && { condition }),
		origin: front.origin,
	};
}

/** smtpd(8) and postscreen(8) take options but no words: they stop at the first connection. */
function unexpectedArgument(service: MasterService): FatalSetting | undefined {
	const [word] = service.positional;
	return word && { reason: `smtpd takes no argument such as "${word.text}"`, origin: word.origin };
}

/** The pairs of `known_tcp_ports`, postconf(5); they are separated by commas, with white space around the equals signs allowed. */
function knownPorts(settings: Settings): string[] {
	return settings
		.value("known_tcp_ports")
		.expanded.text.split(",")
		.map((pair) => pair.replace(/[\t-\r ]/g, ""));
}

function bindOf(host: string, settings: Settings): BindAddresses {
	if (host !== "") {
		const address = parseAddress(host);
		if (address !== undefined) return isWildcard(address) ? { kind: "all", family: address.family } : listed([address]);
		return host.toLowerCase() === "localhost" ? { kind: "loopback" } : { kind: "unknown", reason: `the addresses of ${host}` };
	}
	const { expanded } = settings.value("inet_interfaces");
	const [hole] = expanded.unknown;
	if (hole !== undefined) return { kind: "unknown", reason: hole.reason };
	// master(8) compares "all" in any case here, unlike own_inet_addr().
	if (expanded.text.toLowerCase() === "all") return { kind: "all" };
	const own = ownInterfaces(settings);
	return own.open === undefined
		? listed(own.addresses.map(({ address }) => address))
		: { kind: "unknown", reason: own.open.reason };
}

function listed(addresses: readonly Address[]): BindAddresses {
	return { kind: "listed", addresses };
}

function isWildcard(address: Address): boolean {
	return address.family === 4 ? address.value === 0 : address.value === 0n;
}

/** master_service_disable, postconf(5), and inet_protocols where it leaves no protocol. */
function isDisabled(settings: Settings, service: MasterService): boolean {
	if (service.type.text === "inet" && protocolFamilies(settings).size === 0) return true;
	const { expanded } = settings.value("master_service_disable");
	if (expanded.unknown.length > 0) return false;
	for (const { text } of splitWords(expanded)) {
		const pattern = text.replace(/^!+/, "");
		const negated = (text.length - pattern.length) % 2 === 1;
		const type = service.type.text.toLowerCase();
		const name = `${service.name.text.toLowerCase()}/${type}`;
		const wanted = pattern.toLowerCase();
		// The form name.type is kept for old files.
		const dotted = wanted.includes("/") ? wanted : wanted.replace(/\.([^.]*)$/, "/$1");
		if ((dotted.includes("/") ? name : type) === dotted) return !negated;
	}
	return false;
}
