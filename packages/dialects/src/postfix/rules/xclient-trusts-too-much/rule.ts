import {
	type AddressSet,
	defineRule,
	differenceOf,
	type FileOrigin,
	groupedDigits,
	intersectionOf,
	LOOPBACK,
	PUBLIC_ADDRESSES,
	sizeOf,
	unionOf,
} from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { addressSetsOf } from "../../policy/host-lists.ts";
import { patternsOf } from "../../policy/lists.ts";
import { wordsIn } from "../finding.ts";
import { isExplained } from "../hazards.ts";
import { namesOf, type ReachedService, reachedServices } from "../services.ts";

/** More clients than a proxy has addresses may say by XCLIENT who they are. */
export const xclientTrustsTooMuch = defineRule({
	id: "xclient-trusts-too-much",
	severity: "warning",
	summary: "More clients than a proxy has addresses may say by XCLIENT which address and which login they have.",
	check(input, report) {
		const model = modelOf(input.configuration);
		const found = new Map<string, Wide & { readonly services: ReachedService[] }>();
		for (const service of reachedServices(input)) {
			// Where that makes an open relay, the finding about it stands here.
			if (service.analysis.verdict === "open" && service.listener.believes?.login === true) continue;
			const widest = widestOf(service);
			if (widest === undefined || isExplained(model, widest.origin)) continue;
			const key = `${widest.origin.file.path} ${widest.origin.span.start}`;
			const known = found.get(key) ?? { ...widest, services: [] };
			found.set(key, known);
			known.services.push(service);
		}
		for (const { origin, addresses, services } of found.values()) {
			report({
				certainty: "proven",
				origin,
				message: `${countOf(addresses)} may say by XCLIENT to ${namesOf(services)} which address and login they have. Each of them can pass for a client that is trusted, and so send mail to any domain. Name only the addresses of the proxy in smtpd_authorized_xclient_hosts.`,
			});
		}
	},
});

interface Wide {
	readonly origin: FileOrigin;
	/** All that are named, loopback left out. */
	readonly addresses: AddressSet;
}

/** The element of the list that names the most, where the list names more than a proxy has. */
function widestOf({ server }: ReachedService): Wide | undefined {
	const list = patternsOf("smtpd_authorized_xclient_hosts", server);
	let widest: (Wide & { readonly size: number }) | undefined;
	for (const element of list.elements) {
		const addresses = differenceOf(unionOf(addressSetsOf({ ...list, elements: [element] })), LOOPBACK);
		const size = weight(addresses);
		if (!isWide(addresses) || element.origin.kind !== "file" || size <= (widest?.size ?? 0)) continue;
		const { pattern, origin } = element;
		widest = { origin: pattern.kind === "literal" ? wordsIn(origin, pattern.text) : origin, addresses, size };
	}
	return widest;
}

function isWide(addresses: AddressSet): boolean {
	const { v4, v6 } = sizeOf(addresses);
	return v4 > 256 || sizeOf(intersectionOf(addresses, PUBLIC_ADDRESSES)).v4 > 16 || v6 > 1n << 64n;
}

function weight(addresses: AddressSet): number {
	const { v4, v6 } = sizeOf(addresses);
	return v4 + Number(v6 >> 64n);
}

function countOf(addresses: AddressSet): string {
	const { v4 } = sizeOf(addresses);
	return v4 === 0 ? "Whole IPv6 networks" : `${groupedDigits(v4)} addresses`;
}
