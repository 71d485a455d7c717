import {
	type AddressSet,
	ALL_ADDRESSES,
	defineRule,
	differenceOf,
	intersectionOf,
	isEmptyAddressSet,
	isOpenByAddress,
	LOOPBACK,
	NO_ADDRESSES,
	PUBLIC_ADDRESSES,
	parseAddressSet,
	singleAddress,
	unionOf,
} from "@relaylint/core";
import { parseEndpoint } from "../../endpoint.ts";
import { ownInterfaces } from "../../host-defaults.ts";
import { type MasterService, processName, servicesInForce } from "../../master.ts";
import { modelOf, type PostfixModel } from "../../model.ts";
import { networksOf } from "../../policy/host-lists.ts";
import { type ListElement, patternList } from "../../policy/match-list.ts";
import { splitWords } from "../../words.ts";
import { isExplained } from "../hazards.ts";

/** The QMQP server takes mail for anybody from strangers. */
export const qmqpTrustsTooMuch = defineRule({
	id: "qmqp-trusts-too-much",
	severity: "error",
	summary: "The QMQP server takes mail for anybody from strangers.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		const [server] = model.servers.values();
		if (server === undefined) return;
		const places = new Set<string>();
		for (const service of servicesInForce(model.masterCf?.services ?? [])) {
			if (processName(service) !== "qmqpd" || service.type.text !== "inet" || !isReachedFromOutside(service, model)) continue;
			const { expanded, origin } = model.settings.value("qmqpd_authorized_clients", service);
			if (origin.kind !== "file" || isExplained(model, origin)) continue;
			const { elements } = patternList("qmqpd_authorized_clients", splitWords(expanded, "braces"), origin, server);
			const strangers = intersectionOf(acceptedBy(elements), PUBLIC_ADDRESSES);
			const key = `${origin.file.path} ${origin.span.start}`;
			if (!isOpenByAddress([strangers]) || places.has(key)) continue;
			places.add(key);
			report({
				certainty: "proven",
				origin,
				message: `qmqpd takes mail for every destination from whoever is in qmqpd_authorized_clients, and strangers are. No restriction of smtpd holds there, and the server relays for them. List your own machines alone, or bind the service to 127.0.0.1.`,
				...(service.name.origin.kind === "file" ? { related: [{ origin: service.name.origin, message: "the service" }] } : {}),
			});
		}
	},
});

/** The addresses that a list takes by address alone; the first element that matches decides, and one that fails ends the list. */
function acceptedBy(elements: readonly ListElement[]): AddressSet {
	let accepted = NO_ADDRESSES;
	let left = ALL_ADDRESSES;
	for (const { pattern, positive } of elements) {
		if (pattern.kind === "failing" || pattern.kind === "open") return accepted;
		const set = addressesOf(pattern);
		if (positive) accepted = unionOf([accepted, intersectionOf(set, left)]);
		left = differenceOf(left, set);
	}
	return accepted;
}

function addressesOf(pattern: Extract<ListElement["pattern"], { kind: "literal" | "table" }>): AddressSet {
	if (pattern.kind === "literal") return parseAddressSet(pattern.text.replace(/^\[(.*)\]/, "$1")) ?? NO_ADDRESSES;
	return pattern.table.entries?.kind === "any" ? ALL_ADDRESSES : unionOf(networksOf(pattern.table));
}

function isReachedFromOutside({ name }: MasterService, { settings }: PostfixModel): boolean {
	const { host } = parseEndpoint(name.text);
	if (host !== "") {
		const bound = parseAddressSet(host);
		return host.toLowerCase() !== "localhost" && (bound === undefined || !isEmptyAddressSet(differenceOf(bound, LOOPBACK)));
	}
	const own = ownInterfaces(settings);
	if (own.kind === "loopback") return false;
	return own.kind === "all" || own.open !== undefined || !onlyLoopback(own.addresses.map(({ address }) => address));
}

function onlyLoopback(addresses: readonly Parameters<typeof singleAddress>[0][]): boolean {
	return addresses.every((address) => isEmptyAddressSet(differenceOf(singleAddress(address), LOOPBACK)));
}
