import {
	type Address,
	byDefault,
	containsAddress,
	formatAddress,
	LOOPBACK,
	type Origin,
	parseAddress,
	parseNetwork,
} from "@relaylint/core";
import { type ExpandedText, literalText, unknownText } from "./expand.ts";
import { HOLE } from "./holes.ts";
import type { MasterService } from "./master.ts";
import type { Settings, SettingValue } from "./setting-types.ts";
import { splitWords } from "./words.ts";

/** Stands for a host name that nothing states; it is never a stranger's. No real name has such characters. */
export const SYMBOLIC_HOSTNAME = "<myhostname>";
/** Stands for the domain of a host name that nothing states. */
export const SYMBOLIC_DOMAIN = "<mydomain>";

/** One address of the machine; `prefix` is absent where its network is not known. */
export interface InterfaceAddress {
	readonly address: Address;
	readonly prefix?: number;
}

/** The addresses on which the machine receives mail, after `inet_interfaces` and `inet_protocols`. */
export interface OwnInterfaces {
	/** `all`: every interface, `loopback`: loopback-only, `listed`: those that are named. */
	readonly kind: "all" | "loopback" | "listed";
	readonly addresses: readonly InterfaceAddress[];
	/** What else there is that nothing states: addresses of interfaces, or names that are not resolved. */
	readonly open?: { readonly reason: string; readonly origin: Origin };
	/** Why every Postfix program stops. */
	readonly fatal?: { readonly reason: string; readonly origin: Origin };
}

const INTERFACES = "the network interfaces of the host";

/** The value of a parameter that Postfix takes from the machine, where main.cf does not set it: myhostname, mydomain, mynetworks. */
export function hostDefault(
	name: string,
	service: MasterService | undefined,
	settings: Settings,
	assumptions: Set<string>,
): ExpandedText | undefined {
	if (name === "myhostname") return hostnameDefault(service, settings, assumptions);
	if (name === "mydomain") return domainDefault(settings.value("myhostname", service));
	return name === "mynetworks" ? networksDefault(service, settings, assumptions) : undefined;
}

function hostnameDefault(service: MasterService | undefined, settings: Settings, assumptions: Set<string>): ExpandedText {
	const { hostname } = settings.input.environment;
	if (hostname === undefined) {
		assumptions.add("myhostname is not set: the host's own name is taken for a name that no stranger can have");
		return literalText(SYMBOLIC_HOSTNAME, "myhostname (the host's own name)");
	}
	if (hostname.includes(".")) return literalText(hostname, "myhostname (the host's own name)");
	if (!settings.isSet("mydomain", service)) return literalText(`${hostname}.localdomain`, "myhostname (the host's own name)");
	const { expanded } = settings.value("mydomain", service);
	if (expanded.unknown.length > 0) return unknownText(expanded.unknown[0]?.reason ?? "mydomain", expanded.origin);
	return literalText(`${hostname}.${expanded.text}`, "myhostname (the host's own name with mydomain)");
}

/** The host name without its first label. */
function domainDefault(hostname: SettingValue): ExpandedText {
	const described = "mydomain (the domain of myhostname)";
	const near = hostname.origin.kind === "file" ? hostname.origin : undefined;
	const { text, unknown } = hostname.expanded;
	const dot = text.indexOf(".");
	const [hole] = unknown;
	if (hole !== undefined && (dot === -1 || text.includes(HOLE))) return unknownText(hole.reason, hole.origin);
	if (text === SYMBOLIC_HOSTNAME) return literalText(SYMBOLIC_DOMAIN, described, near);
	return literalText(dot === -1 ? "localdomain" : text.slice(dot + 1), described, near);
}

/** What inet_interfaces and inet_protocols leave of the machine's addresses: postconf(5). */
export function ownInterfaces(settings: Settings, service?: MasterService): OwnInterfaces {
	const { expanded, origin } = settings.value("inet_interfaces", service);
	const families = protocolFamilies(settings, service);
	const loopback: InterfaceAddress[] = [
		{ address: { family: 4, value: 0x7f000001 } as const, prefix: 8 },
		{ address: { family: 6, value: 1n } as const, prefix: 128 },
	].filter(({ address }) => families.has(address.family));
	const known = machineAddresses(settings).filter(({ address }) => families.has(address.family));
	const machine = settings.input.environment.interfaces === undefined ? { open: { reason: INTERFACES, origin } } : {};
	const [hole] = expanded.unknown;
	if (hole !== undefined) return { kind: "listed", addresses: loopback, open: { reason: hole.reason, origin: hole.origin } };
	if (expanded.text === "all") return { kind: "all", addresses: [...loopback, ...known], ...machine };
	if (expanded.text === "loopback-only") return { kind: "loopback", addresses: loopback };
	return listedInterfaces(settings, service, [...loopback, ...known], loopback);
}

function listedInterfaces(
	settings: Settings,
	service: MasterService | undefined,
	machine: readonly InterfaceAddress[],
	loopback: readonly InterfaceAddress[],
): OwnInterfaces {
	const addresses: InterfaceAddress[] = [];
	let open: OwnInterfaces["open"];
	let fatal: OwnInterfaces["fatal"];
	const complete = settings.input.environment.interfaces !== undefined;
	for (const word of splitWords(settings.value("inet_interfaces", service).expanded)) {
		const address = parseAddress(word.text.replace(/^\[(.*)\]$/, "$1"));
		if (address === undefined) {
			if (word.text.toLowerCase() === "localhost") addresses.push(...loopback);
			else if (word.text !== SYMBOLIC_HOSTNAME || !complete)
				open ??= { reason: `the addresses of ${word.text}`, origin: word.origin };
			else addresses.push(...machine.filter(({ address: own }) => !containsAddress(LOOPBACK, own)));
			continue;
		}
		const found = machine.find((own) => sameAddress(own.address, address));
		if (found === undefined && complete)
			fatal ??= { reason: `no interface of the host has the address ${word.text}`, origin: word.origin };
		addresses.push(found ?? { address });
	}
	return { kind: "listed", addresses, ...(open && { open }), ...(fatal && { fatal }) };
}

/** The interface addresses that the environment names, loopback not included. */
function machineAddresses(settings: Settings): InterfaceAddress[] {
	return (settings.input.environment.interfaces ?? []).flatMap((text): InterfaceAddress[] => {
		const network = parseNetwork(text);
		if (network !== undefined) return [{ address: network.address, prefix: network.prefix }];
		const address = parseAddress(text);
		return address === undefined ? [] : [{ address }];
	});
}

/** The address families of inet_protocols; both where it is not known. */
export function protocolFamilies(settings: Settings, service?: MasterService): ReadonlySet<4 | 6> {
	const { expanded } = settings.value("inet_protocols", service);
	const families = new Set<4 | 6>();
	for (const { text } of splitWords(expanded)) {
		const word = text.toLowerCase();
		if (word === "all" || word === "ipv4") families.add(4);
		if (word === "all" || word === "ipv6") families.add(6);
	}
	return families.size === 0 || expanded.unknown.length > 0 ? new Set([4, 6]) : families;
}

/** The networks of the machine's interfaces, as mynetworks_style says: postconf(5), mynetworks. */
function networksDefault(service: MasterService | undefined, settings: Settings, assumptions: Set<string>): ExpandedText {
	const style = settings.value("mynetworks_style", service);
	const described = `mynetworks (made from the interfaces, mynetworks_style = ${style.expanded.text})`;
	const near = style.origin.kind === "file" ? style.origin : undefined;
	const [hole] = style.expanded.unknown;
	if (hole !== undefined) return unknownText(hole.reason, hole.origin);
	if (style.expanded.fatal !== undefined) return { ...literalText("", described, near), fatal: style.expanded.fatal };
	const words = new Set(splitWords(style.expanded).map((word) => word.text.toLowerCase()));
	const [word] = words;
	if (words.size !== 1 || (word !== "host" && word !== "subnet" && word !== "class")) {
		const reason = `mynetworks_style wants one of class, subnet and host, not "${style.expanded.text}"`;
		return { ...literalText("", described, near), fatal: { reason, origin: style.origin } };
	}
	const own = ownInterfaces(settings, service);
	const networks = new Set<string>();
	let open = own.open;
	for (const { address, prefix } of own.addresses) {
		const length =
			word === "host" ? maxPrefix(address) : word === "class" && address.family === 4 ? classPrefix(address.value) : prefix;
		if (length === undefined) open ??= { reason: `the network of ${formatAddress(address)}`, origin: style.origin };
		else networks.add(formatNetwork(address, length));
	}
	const text = [...networks].join(" ");
	if (open === undefined) return literalText(text, described, near);
	if (word === "host") {
		assumptions.add("mynetworks holds the host's own addresses, which nothing states: they are no stranger's");
		return literalText(text, described, near);
	}
	const known = literalText(`${text} ${HOLE}`, described, near);
	return { ...known, unknown: [{ start: text.length + 1, reason: open.reason, origin: near ?? byDefault(described) }] };
}

function sameAddress(a: Address, b: Address): boolean {
	return a.family === b.family && a.value === b.value;
}

function maxPrefix(address: Address): number {
	return address.family === 4 ? 32 : 128;
}

/** The old address classes A to D. */
function classPrefix(value: number): number {
	return value < 0x80000000 ? 8 : value < 0xc0000000 ? 16 : value < 0xe0000000 ? 24 : 4;
}

function formatNetwork(address: Address, prefix: number): string {
	if (address.family === 4) {
		const size = 2 ** (32 - prefix);
		return `${formatAddress({ family: 4, value: Math.floor(address.value / size) * size })}/${prefix}`;
	}
	const shift = BigInt(128 - prefix);
	return `[${formatAddress({ family: 6, value: (address.value >> shift) << shift })}]/${prefix}`;
}
