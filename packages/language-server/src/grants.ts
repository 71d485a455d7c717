import { type AddressSet, groupedDigits, type Listener, type ListenerAnalysis, sizeOf } from "@relaylint/core";
import type { CheckedConfiguration } from "@relaylint/linter";

/** What the verdict on a listener is for a reader, in one line. */
export function listenerSummary({ verdict, witness, trusted, depends }: ListenerAnalysis): string {
	switch (verdict) {
		case "open":
			return `OPEN RELAY: ${countText(witness?.addresses)}, see witness`;
		case "closed":
			return `relay: closed${trusted === undefined ? "" : ` · ${countText(trusted.addresses)} may relay`}`;
		case "conditional":
			return `relay: depends on ${depends[0]?.text ?? "something outside the files"}${depends.length > 1 ? ` and ${depends.length - 1} more` : ""}`;
		case "unknown":
			return `relay: unknown · ${depends[0]?.text ?? "neither proof nor witness"}`;
	}
}

function countText(addresses: AddressSet | undefined): string {
	if (addresses === undefined) return "anyone";
	const { v4, v6 } = sizeOf(addresses);
	if (v4 > 3_000_000_000) return "anyone";
	if (v4 > 0) return `${groupedDigits(v4)} public address${v4 === 1 ? "" : "es"}`;
	return v6 > 0n ? "IPv6 networks" : "nobody";
}

/** The analysis of a listener of a configuration by its name. */
export function analysisOf(checked: CheckedConfiguration, listener: Listener | string): ListenerAnalysis | undefined {
	const name = typeof listener === "string" ? listener : listener.name;
	return checked.analysis?.listeners.find((one) => one.listener.name === name);
}
