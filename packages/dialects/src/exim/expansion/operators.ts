import { containsAddress, formatAddress, parseAddress, parseAddressSet, parseNetwork } from "@relaylint/core";
import { splitList } from "../lists/split-list.ts";
import type { Scope } from "./scope.ts";
import { EMPTY, limit, mapped, openValue, textValue, type Value } from "./value-of.ts";

/** What `${name:text}` gives (specification, 11.7). */
export function operate(name: string, value: Value, scope: Scope): Value {
	if (value.kind === "failed" || value.kind === "error") return value;
	const simple = SIMPLE[name];
	if (simple !== undefined)
		return value.kind === "open" && value.alternatives === undefined && KEEPS.has(name) ? value : mapped(value, simple);
	const [bare = "", first, second] = name.split("_");
	if ((bare === "length" || bare === "l" || bare === "substr" || bare === "s") && first !== undefined) {
		const start = bare.startsWith("s") ? Number(first) : 0;
		const size = bare.startsWith("s") ? (second === undefined ? undefined : Number(second)) : Number(first);
		return mapped(value, (text) => textValue(substring(text, start, size)));
	}
	if (name.startsWith("quote_")) return mapped(value, (text) => textValue(text));
	if (name === "listcount") return mapped(value, (text) => textValue(String(splitList(text).length)));
	if (name === "mask") return mapped(value, masked);
	if (name === "expand") return openValue(limit("${expand:}"));
	if (name === "eval" || name === "eval10") return mapped(value, calculated);
	if (scope.context === undefined && scope.region === undefined && value.kind === "open") return value;
	return KNOWN.has(bare)
		? openValue(limit(`\${${name}:}`))
		: { kind: "error", reason: `there is no expansion operator "${name}"` };
}

/** Operators that leave what a foreign domain or an address is as it is. */
const KEEPS = new Set(["lc", "domain"]);

const KNOWN = new Set(
	`base32 base32d base62 base62d base64 base64d escape escape8bit from_utf8 h hash hex2b64 hexquote ipv6denorm ipv6norm listnamed md5 nh nhash
	randint reverse_ip rfc2047 rfc2047d rxquote sha1 sha2 sha256 sha3 stat str2b64 utf8clean utf8_domain_to_alabel utf8_domain_from_alabel utf8
	utf8_localpart_to_alabel addresses time_eval time_interval xtextd headerwrap`.split(/\s+/),
);

const SIMPLE: Readonly<Record<string, (text: string) => Value>> = {
	lc: (text) => textValue(text.toLowerCase()),
	uc: (text) => textValue(text.toUpperCase()),
	strlen: (text) => textValue(String(text.length)),
	domain: (text) => textValue(text.slice(text.lastIndexOf("@") + 1)),
	local_part: (text) => textValue(text.includes("@") ? text.slice(0, text.lastIndexOf("@")) : text),
	address: (text) => textValue(/<([^<>]*)>/.exec(text)?.[1] ?? text.trim()),
	quote: (text) => textValue(/[^\w.@/-]/.test(text) ? `"${text.replace(/(["\\])/g, "\\$1")}"` : text),
	quote_local_part: (text) => textValue(text),
	escape: (text) => textValue(text),
	utf8clean: (text) => textValue(text),
	rxquote: (text) => textValue(text.replace(/[^A-Za-z0-9]/g, "\\$&")),
	reverse_ip: (text) => textValue(/^\d+\.\d+\.\d+\.\d+$/.test(text) ? text.split(".").reverse().join(".") : text),
	bool: (text) => textValue(text),
	bool_lax: (text) => textValue(/^\s*(?:0*|no|false)\s*$/i.test(text) ? "false" : "true"),
};

function substring(text: string, start: number, size: number | undefined): string {
	if (start >= 0) return text.slice(start, size === undefined ? undefined : start + size);
	const from = text.length + start;
	if (size === undefined) return text.slice(0, Math.max(0, from));
	return from < 0 ? text.slice(0, Math.max(0, size + from)) : text.slice(from, from + size);
}

function masked(text: string): Value {
	const network = parseNetwork(text);
	if (network === undefined) return { kind: "error", reason: `"${text}" is not masked` };
	const set = parseAddressSet(text);
	const start =
		set?.v4[0] !== undefined ? { family: 4 as const, value: set.v4[0] } : { family: 6 as const, value: set?.v6[0] ?? 0n };
	if (start.family === 6) return openValue(limit("${mask:} of IPv6"));
	return textValue(`${formatAddress(start)}/${network.prefix}`);
}

/** Plain sums of whole numbers. */
function calculated(text: string): Value {
	const plain = text.replace(/\s+/g, "");
	if (!/^-?\d+(?:[-+*/%]\d+)*$/.test(plain)) return plain === "" ? EMPTY : openValue(limit(`\${eval:${text}}`));
	const terms = plain.match(/[-+]?\d+(?:[*/%]\d+)*/g) ?? [];
	let sum = 0;
	for (const term of terms) {
		const [first = "0", ...rest] = term.match(/^[-+]?\d+|[*/%]\d+/g) ?? [];
		let product = Number(first);
		for (const factor of rest) {
			const by = Number(factor.slice(1));
			if (factor[0] === "*") product *= by;
			else if (by === 0) return { kind: "error", reason: "a division by zero" };
			else product = factor[0] === "/" ? Math.trunc(product / by) : product % by;
		}
		sum += product;
	}
	return textValue(String(sum));
}

/** Whether an address is in a network or is an address, as texts. */
export function addressIn(address: string, network: string): boolean {
	const set = parseAddressSet(network);
	const own = parseAddress(address);
	return set !== undefined && own !== undefined && containsAddress(set, own);
}
