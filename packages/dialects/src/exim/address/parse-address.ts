/** An envelope address as Exim reads it. */
export type ParsedAddress =
	| { readonly kind: "address"; readonly local: string; readonly domain: string }
	/** A local part alone. */
	| { readonly kind: "unqualified"; readonly local: string }
	| { readonly kind: "null" }
	| { readonly kind: "error"; readonly reason: string }
	/** A form that is not worked out. */
	| { readonly kind: "unknown"; readonly reason: string };

/** How addresses are read. */
export interface AddressRules {
	readonly literals: boolean;
	readonly trailingDot: boolean;
}

/** Reads what stands between the angle brackets of a command. */
export function parseAddress(text: string, rules: AddressRules): ParsedAddress {
	const trimmed = text.trim();
	if (trimmed === "") return { kind: "null" };
	if (/[^\x20-\x7e]/.test(trimmed)) return { kind: "unknown", reason: "characters that are not ASCII" };
	if (/\([^()]*\)/.test(trimmed) && !/["\\]/.test(trimmed)) return parseAddress(trimmed.replace(/\([^()]*\)/g, ""), rules);
	let rest = trimmed;
	if (rest.startsWith("@")) {
		const route = /^@[^:"<>()]*:/.exec(rest);
		if (route === null) return { kind: "error", reason: "no address behind the route" };
		for (const hop of route[0].slice(0, -1).split(",")) {
			if (!/^\s*@/.test(hop) || !isDomain(hop.trim().slice(1))) return { kind: "error", reason: "a malformed route" };
			if (!rules.literals && hop.includes("[")) return { kind: "error", reason: "domain literals not allowed" };
		}
		rest = rest.slice(route[0].length).trim();
	}
	const local = localPart(rest);
	if (local === undefined) return { kind: "error", reason: "a malformed local part" };
	if (local === "unknown") return { kind: "unknown", reason: "a comment in an address" };
	const after = rest.slice(local.length);
	if (after === "") return { kind: "unqualified", local: local.text };
	if (!after.startsWith("@")) return { kind: "error", reason: "a malformed address" };
	let domain = after.slice(1);
	if (domain.includes("(")) return { kind: "unknown", reason: "a comment in an address" };
	if (rules.trailingDot) domain = domain.replace(/\.$/, "");
	if (domain.startsWith("[")) {
		if (!/^\[[^\s[\]]+\]$/.test(domain)) return { kind: "error", reason: "a malformed domain literal" };
		return rules.literals
			? { kind: "address", local: local.text, domain: domain.toLowerCase() }
			: { kind: "error", reason: "domain literals not allowed" };
	}
	if (!isDomain(domain)) return { kind: "error", reason: "domain missing or malformed" };
	return { kind: "address", local: local.text, domain: domain.toLowerCase() };
}

function isDomain(text: string): boolean {
	if (text.startsWith("[")) return /^\[[^\s[\]]+\]$/.test(text);
	return text !== "" && text.split(".").every((label) => /^[A-Za-z0-9][A-Za-z0-9-]*$/.test(label));
}

/** The local part at the start of a text: atoms, dots and quoted strings; quotes are taken off. */
function localPart(text: string): { readonly text: string; readonly length: number } | "unknown" | undefined {
	let at = 0;
	let local = "";
	while (at < text.length && text[at] !== "@") {
		const character = text[at] as string;
		if (character === '"') {
			const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(text.slice(at));
			if (quoted === null) return undefined;
			local += (quoted[1] ?? "").replace(/\\(.)/g, "$1");
			at += quoted[0].length;
			if (at < text.length && text[at] !== "@" && text[at] !== ".") return undefined;
			continue;
		}
		if (character === "(" || character === " ") return "unknown";
		if (character === "\\") {
			local += text[at + 1] ?? "";
			at += 2;
			continue;
		}
		if (/[\s<>,;:[\])]/.test(character)) return undefined;
		local += character;
		at++;
	}
	return at === 0 ? undefined : { text: local, length: at };
}
