import { type AddressSet, isEmptyAddressSet } from "@relaylint/core";
import { countText, ownersOf } from "../../editor/network-text.ts";
import { doubtOf, readPrefix } from "../prefix.ts";

/** What an entry of a list of beginnings takes, in both readings where they differ. */
export function prefixText(text: string): string {
	const prefix = readPrefix(text);
	if (prefix.kind === "none") return `**${text}** — the beginning of no address.`;
	if (prefix.kind === "foreign")
		return `**${text}** — ${sizeText(prefix.meant)}, if the program knows this notation, of which its help says nothing.`;
	if (prefix.whole) return `**${text}** — one address${ownersText(prefix.octets)}.`;
	const parts = [`**${text}** — addresses whose text begins so: ${sizeText(prefix.textual)}.`];
	if (!isEmptyAddressSet(doubtOf(prefix)))
		parts.push(`Read octet by octet it is ${sizeText(prefix.octets)}: end it with a point to say so.`);
	return parts.join("\n\n");
}

function sizeText(set: AddressSet): string {
	return `${countText(set)}${ownersText(set)}`;
}

function ownersText(set: AddressSet): string {
	const owners = ownersOf(set);
	return owners === "" ? "" : `, ${owners}`;
}
