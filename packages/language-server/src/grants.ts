import {
	type AddressSet,
	type FileView,
	type Grant,
	grantsOf,
	groupedDigits,
	type Listener,
	type ListenerAnalysis,
	type ListenerGrants,
	type Span,
	sizeOf,
} from "@relaylint/core";
import {
	type CheckedConfiguration,
	clientTexts,
	conditionTexts,
	destinationText,
	leftOutTexts,
	sessionTexts,
} from "@relaylint/linter";

/** How long somebody waits for a line in the editor, and for a view that was asked for; in milliseconds. */
export const PATIENCE = { line: 100, view: 10_000 } as const;

interface Known {
	readonly listeners: readonly ListenerGrants[];
	/** How long it was worked on at the most; endless where it was worked out. */
	readonly patience: number;
}

const known = new WeakMap<CheckedConfiguration["configuration"], Known>();

/** Who may relay through a configuration, as `relaylint policy` says; where time runs out, the rows are not all and the limits say so. */
export function configurationGrants(
	{ configuration, host }: Pick<FileView, "configuration" | "host">,
	now: () => number,
	patience: number,
): readonly ListenerGrants[] {
	const before = known.get(configuration);
	if (before !== undefined && before.patience >= patience) return before.listeners;
	const end = now() + patience;
	let stopped = false;
	const listeners = grantsOf(configuration.policy, host, () => {
		stopped ||= now() > end;
		return !stopped;
	});
	known.set(configuration, { listeners, patience: stopped ? patience : Number.POSITIVE_INFINITY });
	return listeners;
}

/** Whether a row is about relaying, and not about the server's own domains alone. */
function relays({ destinations }: Grant): boolean {
	return destinations.some((one) => one !== "own");
}

/** Whose attempts a row is about, in a few words. */
export function whoText(grant: Grant): string {
	const clients = clientTexts(grant);
	if (clients.length === 0) return "anyone";
	const others = leftOutTexts(grant);
	const list = (texts: readonly string[]) =>
		`${texts.slice(0, 4).join(", ")}${texts.length > 4 ? ` and ${groupedDigits(texts.length - 4)} more networks` : ""}`;
	return others.length > 0 ? `anyone but ${list(others)}` : list(clients);
}

/** What has to be so of an attempt of a row; empty where nothing. */
export function conditionText(grant: Grant, listener: ListenerGrants): string {
	return [
		...sessionTexts(grant, listener),
		...conditionTexts(grant.conditions),
		...grant.depends.map(({ text }) => `if ${text}`),
	].join(", ");
}

/** Who is let in by words of a file, one line each; empty where they let in nobody. */
export function relayedBy(listeners: readonly ListenerGrants[], { file }: Pick<FileView, "file">, span: Span): readonly string[] {
	const rows = new Map<string, string[]>();
	for (const listener of listeners) {
		for (const grant of listener.grants) {
			if (!relays(grant)) continue;
			const here = grant.lines.some(
				({ origin }) =>
					origin.kind === "file" && origin.file === file && origin.span.start < span.end && origin.span.end > span.start,
			);
			if (!here) continue;
			const condition = conditionText(grant, listener);
			const text = `${whoText(grant)}${condition === "" ? "" : `, ${condition}`}, to ${destinationText(grant.destinations)}`;
			rows.set(text, [...(rows.get(text) ?? []), listener.listener.name]);
		}
	}
	return [...rows].map(([text, names]) => (listeners.length === names.length ? text : `${text} (${names.join(", ")})`));
}

/** What the verdict on a listener is for a reader, in one line; with its rows where they are at hand. */
export function listenerSummary({ verdict, witness, trusted, depends }: ListenerAnalysis, grants?: ListenerGrants): string {
	switch (verdict) {
		case "open":
			return `OPEN RELAY: ${countText(witness?.addresses)}, see witness`;
		case "closed": {
			const may = grants === undefined || grants.limits.length > 0 ? undefined : grantedText(grants);
			return `relay: closed${may === undefined ? (trusted === undefined ? "" : ` · ${countText(trusted.addresses)} may relay`) : ` · ${may}`}`;
		}
		case "conditional":
			return `relay: depends on ${depends[0]?.text ?? "something outside the files"}${depends.length > 1 ? ` and ${depends.length - 1} more` : ""}`;
		case "unknown":
			return `relay: unknown · ${depends[0]?.text ?? "neither proof nor witness"}`;
	}
}

const BY: Readonly<Record<Grant["by"], string>> = {
	network: "",
	login: "logged-in users",
	certificate: "holders of a listed certificate",
	name: "clients by their name",
	helo: "clients by their HELO",
	sender: "senders by their address",
	recipient: "mail to some recipients",
	outside: "clients that something outside the files lets in",
	everyone: "anyone",
};

/** Who may relay by the rows: `2 networks and logged-in users may relay`. */
function grantedText({ grants }: ListenerGrants): string {
	const networks = new Set<string>();
	const others = new Set<string>();
	for (const grant of grants.filter(relays)) {
		if (grant.by === "network") for (const network of clientTexts(grant)) networks.add(network);
		else others.add(BY[grant.by]);
	}
	const parts = [
		...(networks.size === 0 ? [] : [`${groupedDigits(networks.size)} network${networks.size === 1 ? "" : "s"}`]),
		...others,
	];
	if (parts.length === 0) return "nobody may relay";
	return `${parts.length === 1 ? parts[0] : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`} may relay`;
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
