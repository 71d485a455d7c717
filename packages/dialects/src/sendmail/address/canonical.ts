import { dequoted, tokenize } from "./tokens.ts";

/** What the canonical form of an address depends on. */
export interface AddressWorld {
	readonly operators: string;
	/** False with FEATURE(nouucp): `!` is then no special character. */
	readonly uucp: boolean;
	/** False with FEATURE(nopercenthack). */
	readonly percent: boolean;
	/** The server's own name `$j`. */
	readonly ownName: string;
	/** The server's own domain `$m`. */
	readonly ownDomain: string | undefined;
	/** Whether a domain is in class w. */
	isLocal(domain: string): boolean;
	/** Whether a last label stands for no domain of the DNS (class P): `UUCP`, `BITNET`. */
	isPseudo(label: string): boolean;
	/** The domain that the domain table puts in the place of another. */
	mapped(domain: string): string;
	/** The name that the DNS gives for a domain (its CNAME's target), or the domain itself. */
	canonicalName(domain: string): string;
}

/** An address after name canonification and the first half of ruleset 0, without a trailing dot of its domain. */
export type Canonical =
	| { readonly kind: "address"; readonly local: readonly string[]; readonly domain: readonly string[] | undefined }
	/** `<>`. */
	| { readonly kind: "null" }
	/** Refused with 553. */
	| { readonly kind: "error"; readonly reason: string };

/** How often an address may be taken apart again: `a%b%c@here` goes on one by one. */
const DEEPEST = 60;

/** The canonical form of what stands between the angle brackets of a command. */
export function canonicalAddress(text: string, world: AddressWorld): Canonical {
	const tokens = tokenize(`<${text}>`, world.operators);
	if (tokens === undefined) return { kind: "error", reason: "unbalanced quotes, parentheses or brackets" };
	return canonicalTokens(innermost(tokens), world, 0);
}

/** The canonical form of an address without angle brackets around it: `group:` before it goes (`$f` in a rule). */
export function canonicalBare(text: string, world: AddressWorld): Canonical {
	const tokens = tokenize(text, world.operators);
	if (tokens === undefined) return { kind: "error", reason: "unbalanced quotes, parentheses or brackets" };
	const colon = tokens.indexOf(":");
	const marked = colon !== -1 && tokens[0] !== "@" && !tokens.includes("<") && !tokens.includes("[");
	const doubled = marked && tokens[colon + 1] === ":";
	return canonicalTokens(innermost(marked && !doubled ? tokens.slice(colon + 1) : tokens), world, 0);
}

/** What stands in the innermost angle brackets; everything where there are none. */
function innermost(tokens: readonly string[]): readonly string[] {
	const close = tokens.indexOf(">");
	if (close === -1) return tokens;
	const open = tokens.lastIndexOf("<", close);
	return tokens.slice(open + 1, close);
}

function canonicalTokens(tokens: readonly string[], world: AddressWorld, depth: number): Canonical {
	if (depth > DEEPEST) return { kind: "error", reason: "too many parts" };
	const { local, domain } = split(withoutRoute(tokens), world);
	if (local.length === 0 && domain === undefined) return { kind: "null" };
	if (domain === undefined) return unqualified(local, world, depth);
	const canonical = canonicalDomain(domain, world);
	const reason = syntaxFault(local, canonical);
	if (reason !== undefined) return { kind: "error", reason };
	return withoutLocalRoute(local, canonical, world, depth);
}

/** The tokens without semicolons behind them and without `@a,@b:` before them. */
function withoutRoute(tokens: readonly string[]): readonly string[] {
	let rest = tokens;
	while (rest.at(-1) === ";") rest = rest.slice(0, -1);
	for (let comma = rest.indexOf(",", 2); rest[0] === "@" && comma !== -1 && comma < rest.length - 1; comma = rest.indexOf(",", 2))
		rest = rest.slice(comma + 1);
	for (;;) {
		if (rest[0] !== "@") return rest;
		const close = rest[1] === "[" ? rest.indexOf("]") : 0;
		const colon = rest.indexOf(":", Math.max(2, close));
		if (colon === -1 || colon === rest.length - 1) return rest;
		rest = rest.slice(colon + 1);
	}
}

/** The local part and the domain, by `@`, then `!`, then `%`. */
function split(
	tokens: readonly string[],
	world: AddressWorld,
): { local: readonly string[]; domain: readonly string[] | undefined } {
	const first = tokens.indexOf("@", 1);
	if (first !== -1 && first < tokens.length - 1) {
		let local = tokens.slice(0, first);
		let inside = tokens.slice(first);
		for (let at = inside.indexOf("@", 1); at !== -1 && at < inside.length - 1; at = inside.indexOf("@", 1)) {
			local = [...local, ...inside.slice(0, at)];
			inside = inside.slice(at);
		}
		return { local, domain: inside.slice(1) };
	}
	const bang = world.uucp ? tokens.indexOf("!") : -1;
	if (bang > 0 && bang < tokens.length - 1) return bangPath(tokens, bang);
	const percent = world.percent && tokens.includes("%");
	const marks = percent ? tokens.map((token) => (token === "%" ? "@" : token)) : tokens;
	const last = marks.lastIndexOf("@");
	if (last === -1) return { local: tokens, domain: undefined };
	const local = marks.slice(0, last).map((token) => (token === "@" ? "%" : token));
	return { local, domain: marks.slice(last + 1) };
}

/** `host!user` is in the domain `host.UUCP`, `a.domain!user` in `a.domain`. */
function bangPath(tokens: readonly string[], bang: number): { local: readonly string[]; domain: readonly string[] } {
	const path = tokens.slice(0, bang);
	const local = tokens.slice(bang + 1);
	const dotted = path.length >= 3 && path[path.length - 2] === ".";
	return { local, domain: dotted ? path : [...path, ".", "UUCP"] };
}

/** The domain as the name service and the tables see it; a trailing dot goes. */
function canonicalDomain(domain: readonly string[], world: AddressWorld): readonly string[] {
	if (domain[0] === "[" && domain.indexOf("]") === domain.length - 1)
		return world.isLocal(domain.join("")) ? namesTokens(world.ownName, world) : domain;
	let text = domain.join("").replace(/\.+$/, (dots) => (dots.length === 1 ? "" : dots));
	const folded = text.toLowerCase();
	const ownDomain = world.ownDomain?.toLowerCase();
	if (folded === "localhost" || folded === "localhost.uucp" || (ownDomain !== undefined && folded === `localhost.${ownDomain}`))
		return namesTokens(world.ownName, world);
	text = world.mapped(text);
	const uucp = /^(.+)\.uucp$/i.exec(text);
	if (uucp !== null && world.uucp) {
		const host = uucp[1] ?? "";
		const canonical = host.includes(".") ? world.canonicalName(host) : host;
		return namesTokens(host.includes(".") ? canonical : `${host}.UUCP`, world);
	}
	const label = text.slice(text.lastIndexOf(".") + 1);
	if (world.isPseudo(label)) return namesTokens(text, world);
	return namesTokens(world.canonicalName(text), world);
}

function namesTokens(name: string, world: AddressWorld): readonly string[] {
	return tokenize(name.replace(/([^.])\.$/, "$1"), world.operators) ?? [name];
}

/** What ruleset 0 refuses at once: op.txt 5.1.4.3 and cf/README. */
function syntaxFault(local: readonly string[], domain: readonly string[]): string | undefined {
	if (local.length === 0 || local[0] === "<") return "no user is named";
	if (domain.length === 0) return "no host is named";
	const literal = domain[0] === "[";
	const close = domain.indexOf("]");
	if (literal && close !== -1 && close < domain.length - 1) return "something follows an address in brackets";
	if (!literal && domain.includes(":")) return "a colon in the host name";
	if (domain[0] === ".") return "the host name begins with a dot";
	if (domain.some((token, at) => token === "." && domain[at + 1] === ".")) return "two dots in the host name";
	if (domain.at(-1) === "@" || local.includes("@")) return "more than one @";
	const all = [...local, "@", ...domain];
	if (all.some((token, at) => token === "," && at + 1 < all.length && !/^[@%!]$/.test(all[at + 1] ?? ""))) return "a comma";
	return undefined;
}

/** Whether a local part goes on to another host. */
export function hasRoute(local: readonly string[], world: Pick<AddressWorld, "uucp" | "percent">): boolean {
	return local.some((token) => token === "@" || (token === "%" && world.percent) || (token === "!" && world.uucp));
}

/** For the server's own domains a quoted local part is looked into, and a local part that names another host is an address of its own. */
function withoutLocalRoute(local: readonly string[], domain: readonly string[], world: AddressWorld, depth: number): Canonical {
	if (!world.isLocal(domain.join(""))) return { kind: "address", local, domain };
	const plain = unquotedLocal(local, world);
	if (plain.length === 0) return { kind: "error", reason: "no user is named" };
	if (hasRoute(plain, world)) return canonicalAgain(plain, world, depth);
	return { kind: "address", local: plain, domain };
}

function unqualified(local: readonly string[], world: AddressWorld, depth: number): Canonical {
	const plain = unquotedLocal(local, world);
	if (plain.length === 0) return { kind: "error", reason: "no user is named" };
	if (local.length === 1 && plain !== local && hasRoute(plain, world)) return canonicalAgain(plain, world, depth);
	if (hasRoute(plain, world) && !samePlain(plain, local)) return canonicalAgain(plain, world, depth);
	return { kind: "address", local: plain, domain: undefined };
}

function samePlain(a: readonly string[], b: readonly string[]): boolean {
	return a.length === b.length && a.every((token, at) => token === b[at]);
}

function canonicalAgain(tokens: readonly string[], world: AddressWorld, depth: number): Canonical {
	return canonicalTokens(innermost(tokens), world, depth + 1);
}

/** A local part of a single quoted token is taken out of its quotes and apart. */
export function unquotedLocal(local: readonly string[], world: Pick<AddressWorld, "operators">): readonly string[] {
	const [only] = local;
	if (local.length !== 1 || only === undefined) return local;
	const plain = dequoted(only);
	if (plain === undefined) return local;
	return tokenize(plain, world.operators) ?? local;
}

/** The canonical form of tokens that the rules took out of an address. */
export function canonicalTokensOf(tokens: readonly string[], world: AddressWorld): Canonical {
	return canonicalTokens(innermost(tokens), world, 1);
}
