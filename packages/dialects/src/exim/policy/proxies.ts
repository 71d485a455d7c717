import { type AddressSet, type Dependency, isOpenByAddress, type Listener, parseAddressSet } from "@relaylint/core";
import { splitList } from "../lists/split-list.ts";
import { type Server, setValue } from "./server.ts";

/** Named lists may name one another; past this depth nobody is known. */
const DEEPEST = 10;

interface Proxies {
	/** True where any host is a proxy. */
	anybody: boolean;
	readonly addresses: AddressSet[];
	/** Items whose hosts are not written out: names, look-ups. */
	open: string | undefined;
}

/** The hosts of `hosts_proxy`, which announce the client's address by the PROXY protocol and are believed (specification, 14 and 65). */
function proxiesOf(server: Server): Proxies | undefined {
	const value = setValue(server, "hosts_proxy");
	if (value === undefined || value.text.trim() === "") return undefined;
	const found: Proxies = { anybody: false, addresses: [], open: undefined };
	take(server, value.text, found, 0);
	return found;
}

function take(server: Server, list: string, found: Proxies, depth: number): void {
	const items = splitList(list).map(({ text }) => text);
	// A list that ends in a negation takes everybody else.
	if (items.at(-1)?.startsWith("!") === true) found.anybody = true;
	for (const item of items) {
		if (item.startsWith("!") || item === "") continue;
		const addresses = parseAddressSet(item.replace(/^\[(.*)\]$/, "$1"));
		const named = /^\+(\w+)$/.exec(item)?.[1];
		const inner =
			named === undefined ? undefined : server.document.lists.find(({ kind, name }) => kind === "host" && name === named);
		if (item === "*") found.anybody = true;
		else if (addresses !== undefined) found.addresses.push(addresses);
		else if (item.startsWith("@") || item === "+ignore_unknown" || item === "+include_unknown") continue;
		else if (inner !== undefined && depth < DEEPEST) take(server, inner.value.text, found, depth + 1);
		else found.open ??= item;
	}
}

/** Whether strangers are among the proxies, so that a client may say which address it has. */
export function proxied(server: Server): Pick<Listener, "believes"> {
	const found = proxiesOf(server);
	const value = setValue(server, "hosts_proxy");
	if (found === undefined || value === undefined || !(found.anybody || isOpenByAddress(found.addresses))) return {};
	return { believes: { address: true, login: false, text: "hosts_proxy", origin: value.origin } };
}

/** What is not known of the proxies. */
export function unknownProxies(server: Server): readonly Dependency[] {
	const open = proxiesOf(server)?.open;
	const value = setValue(server, "hosts_proxy");
	if (open === undefined || value === undefined) return [];
	return [{ kind: "outside", key: "hosts_proxy", text: `the hosts that hosts_proxy means by "${open}"`, origin: value.origin }];
}
