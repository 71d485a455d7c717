import type { Dependency } from "@relaylint/core";
import { addressTableKeys } from "../address/access-keys.ts";
import { isOwnDomain } from "../address/own-domain.ts";
import { type Found, firstKey, tableList } from "./lookup.ts";
import { type Server, wordsOf } from "./server.ts";

/** Looks an address up in a `*_maps` parameter the way virtual(5) and canonical(5) tables are asked: address, extension off, local part, @domain. */
export function askAddressMaps(name: string, address: string, server: Server): Found {
	const words = wordsOf(server.own, name, "braces");
	if (words.length === 0) return { kind: "absent" };
	const domain = address.slice(address.lastIndexOf("@") + 1);
	const own = isOwnDomain<Dependency>(domain, server.address);
	const isOwn = own.kind === "yes" || domain.toLowerCase() === server.address.myorigin.toLowerCase();
	return firstKey(tableList(name, words, server), addressTableKeys(address, isOwn, server.address));
}
