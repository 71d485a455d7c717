import type { FileOrigin } from "@relaylint/core";
import type { Piece } from "../ast.ts";
import type { RewriteRule } from "../imta.ts";
import { evaluateMap, type MapWorld } from "../mapping/evaluate.ts";
import type { Ask } from "../mapping/explore.ts";
import type { ChannelFacts, Channels } from "./channels.ts";

/** What rewriting needs of a configuration. */
export interface RewriteWorld {
	readonly rules: readonly RewriteRule[];
	readonly channels: Channels;
	readonly maps: Omit<MapWorld, "ask" | "inputFlags">;
	/** The host names of the local channel, folded. */
	readonly localHosts: readonly string[];
}

/** What is rewritten, and in which direction. */
export interface RewriteContext {
	readonly source: string;
	readonly direction: "forward" | "reverse";
	readonly ask: Ask;
}

/** Where an address goes. */
export type Rewritten =
	| {
			readonly kind: "channel";
			readonly channel: ChannelFacts;
			/** The address after rewriting. */
			readonly address: string;
			/** The rule that gave the channel; undefined where a channel's own host name did. */
			readonly rule: RewriteRule | undefined;
			/** True where the match-all rule gave it. */
			readonly byMatchAll: boolean;
			/** The entry of the table that the rule asked. */
			readonly entry?: FileOrigin;
	  }
	/** No rule applies, or a tag belongs to no channel: the address is refused. */
	| { readonly kind: "none"; readonly reason: string; readonly origin?: FileOrigin };

const MOST_PASSES = 12;

/** Rewrites an address as the envelope needs it (Administration Guide, rewrite rules). Total. */
export function rewriteAddress(address: string, world: RewriteWorld, context: RewriteContext): Rewritten {
	const source = world.channels.named(context.source);
	return rewriteParts(firstHost(address, source) ?? { user: address, host: world.localHosts[0] ?? "" }, world, context);
}

/** Rewrites a host by itself, as switching does with a client's address or name. Total. */
export function rewriteHost(host: string, world: RewriteWorld, context: RewriteContext): Rewritten {
	return rewriteParts({ user: "", host: host.toLowerCase() }, world, context);
}

function rewriteParts(first: Parts, world: RewriteWorld, context: RewriteContext): Rewritten {
	const source = world.channels.named(context.source);
	let parts = first;
	for (let pass = 0; pass < MOST_PASSES; pass++) {
		const step = rewriteOnce(parts, world, context);
		const next = (address: string) => firstHost(address, source) ?? { user: address, host: world.localHosts[0] ?? "" };
		if (step.kind === "again") {
			parts = next(step.address);
			continue;
		}
		if (step.kind === "none") return step;
		const inner = explicitRoute(parts.user);
		if (step.channel.name !== "l" || !inner) return step;
		const again = context.ask({
			key: "local-routing",
			text: "whether an address whose host is the server itself is rewritten again by what its local part says",
		});
		if (!again) return step;
		parts = next(unquoted(parts.user));
	}
	return { kind: "none", reason: "rewriting does not end" };
}

/** Whether a local part names a further host. */
function explicitRoute(user: string): boolean {
	return /[%!@]/.test(user);
}

function unquoted(user: string): string {
	return user.startsWith('"') && user.endsWith('"') ? user.slice(1, -1) : user;
}

/** Splits an address at its first host: source route, right of the last `@`, of the last `%`, left of the first `!`. */
export function firstHost(address: string, source?: ChannelFacts): { readonly user: string; readonly host: string } | undefined {
	const route = /^@([^,:@]+)[,:](.*)$/s.exec(address);
	if (route !== null) return { user: route[2] ?? "", host: (route[1] ?? "").toLowerCase() };
	const bare = address.replace(/"(?:\\.|[^"\\])*"/gs, (quoted) => "_".repeat(quoted.length));
	const at = bare.lastIndexOf("@");
	if (at !== -1) return { user: address.slice(0, at), host: address.slice(at + 1).toLowerCase() };
	const percent = bare.lastIndexOf("%");
	const bang = bare.indexOf("!");
	const bangFirst = source?.said.get("percent")?.keyword === "bangoverpercent";
	if (percent !== -1 && !(bangFirst && bang !== -1))
		return { user: address.slice(0, percent), host: address.slice(percent + 1).toLowerCase() };
	if (bang !== -1) return { user: address.slice(bang + 1), host: address.slice(0, bang).toLowerCase() };
	return undefined;
}

type Step = Rewritten | { readonly kind: "again"; readonly address: string };

interface Parts {
	readonly user: string;
	readonly host: string;
}

function rewriteOnce(parts: Parts, world: RewriteWorld, context: RewriteContext): Step {
	let refused: Rewritten | undefined;
	for (const pattern of searchOrder(parts.host)) {
		for (const rule of world.rules) {
			if (rule.pattern !== pattern.text) continue;
			const step = applyRule(rule, parts, pattern, world, context);
			if (step === undefined) continue;
			if (step.kind !== "none") return step;
			refused ??= step;
			return refused;
		}
		if (!pattern.exact) continue;
		const channel = world.channels.withHost(parts.host);
		if (channel !== undefined) {
			const address = `${parts.user}@${parts.host}`;
			return { kind: "channel", channel, address, rule: undefined, byMatchAll: false };
		}
	}
	return { kind: "none", reason: `no rewrite rule applies to ${parts.host === "" ? "an address without a host" : parts.host}` };
}

interface Sought {
	readonly text: string;
	/** True for the name itself: here the channels' own host names count too. */
	readonly exact: boolean;
	/** What `$H` and `$D` stand for. */
	readonly head: string;
	readonly tail: string;
	readonly wild: readonly string[];
}

/** The patterns that are looked for, in order (Administration Guide, how the MTA applies rewrite rules). */
function searchOrder(host: string): readonly Sought[] {
	const whole = { head: host, tail: host, wild: [] };
	const all: Sought[] = [
		{ text: "$*", exact: false, ...whole },
		{ text: host, exact: true, head: "", tail: host, wild: [] },
	];
	if (host.startsWith("[")) {
		const literal = host.slice(1, -1);
		const octets = literal.split(".");
		for (let kept = 3; kept >= 1 && octets.length === 4; kept--)
			all.push({ text: `[${octets.slice(0, kept).join(".")}.]`, exact: false, ...whole });
		all.push({ text: "[]", exact: false, ...whole }, { text: "[*.*.*.*]", exact: false, ...whole, wild: octets });
	} else {
		const labels = host.split(".");
		for (let gone = 1; gone <= labels.length; gone++) {
			const rest = labels.slice(gone);
			const wild = labels.slice(0, gone);
			const stars = wild.map(() => "*");
			const tail = rest.length === 0 ? "" : `.${rest.join(".")}`;
			all.push({ text: [...stars, ...rest].join("."), exact: false, head: wild.join("."), tail, wild });
			if (rest.length > 0) all.push({ text: tail, exact: false, head: wild.join("."), tail, wild });
		}
	}
	// In the match-all rule $H is the whole name and $D a dot.
	all.push({ text: ".", exact: false, head: host, tail: ".", wild: [] });
	return all;
}

/** What a rule makes of an address; undefined where the rule does not hold and the search goes on. */
function applyRule(
	rule: RewriteRule,
	{ user, host }: Parts,
	sought: Sought,
	world: RewriteWorld,
	context: RewriteContext,
): Step | undefined {
	const literal = host.startsWith("[") ? host.slice(1, -1) : host;
	let text = "";
	/** Where `%` and `@` of the template itself stand. */
	const marks: { readonly at: number; readonly sign: "%" | "@" }[] = [];
	const part = (piece: Piece): string => {
		const letter = piece.text.charAt(1).toUpperCase();
		if (letter === "U") return user;
		if (letter === "H") return sought.head;
		if (letter === "D") return sought.tail;
		if (letter === "L") return literal;
		return sought.wild[Number(piece.text.charAt(2))] ?? "";
	};
	const argumentOf = (piece: Piece): string =>
		(piece.argument ?? []).map((one) => (one.kind === "Part" || /^\$[UDHLudhl]$/.test(one.text) ? part(one) : one.text)).join("");
	let skipHost = false;
	let entry: FileOrigin | undefined;
	for (const piece of rule.template) {
		switch (piece.kind) {
			case "RewriteText":
				text += piece.text;
				break;
			case "Part":
				if (!skipHost) text += part(piece);
				skipHost = false;
				break;
			case "At":
			case "Percent":
				marks.push({ at: text.length, sign: piece.kind === "At" ? "@" : "%" });
				text += piece.text;
				break;
			case "ChannelTest": {
				const held = channelTest(piece.text, context);
				if (held === false) return undefined;
				break;
			}
			case "mapCall": {
				const name = piece.text.slice(2, -1);
				const result = evaluateMap(name, argumentOf(piece), { ...world.maps, inputFlags: new Set(), ask: context.ask });
				if (result.unresolved !== undefined && !context.ask(result.unresolved)) return undefined;
				if (result.unresolved === undefined && (result.noTable || !result.flags.has("Y"))) return undefined;
				text += result.matched ? (result.output ?? "") : "";
				entry = result.deciding?.origin;
				break;
			}
			case "generalCall":
			case "urlCall":
			case "routineCall": {
				const origin = rule.originOf(piece.span);
				const key = `rewrite-call:${origin.file.path}:${origin.span.start}:${argumentOf(piece)}`;
				if (!context.ask({ key, text: `what a look-up gives for ${argumentOf(piece)} in a rewrite rule`, origin }))
					return undefined;
				break;
			}
			case "RewriteControl": {
				const letter = piece.text.charAt(1).toUpperCase();
				if (letter === "B") return undefined;
				if (letter === "F" && context.direction !== "forward") return undefined;
				if (letter === "R" && context.direction !== "reverse") return undefined;
				if (letter === "V" || letter === "Z") {
					const origin = rule.originOf(piece.span);
					const known = context.ask({ key: `directory:${host}`, text: `whether the directory holds the domain ${host}`, origin });
					if (known !== (letter === "V")) return undefined;
					skipHost = true;
				} else if (letter === "$" || letter === "%" || letter === "@") text += letter;
				else if (!"EFRAPSTXYW".includes(letter)) {
					const origin = rule.originOf(piece.span);
					const key = `rewrite-control:${origin.file.path}:${origin.span.start}`;
					if (!context.ask({ key, text: `whether a rewrite rule with ${piece.text} applies`, origin })) return undefined;
				}
			}
		}
	}
	if (rule.broken) return undefined;
	const step = destinationOf(rule, text, marks, sought, world);
	return step.kind === "channel" && entry !== undefined ? { ...step, entry } : step;
}

/** `$Mc`, `$Nc`: the source channel is c, is not; `$Qc`, `$Cc` ask for the destination, which is not known yet. */
function channelTest(text: string, context: RewriteContext): boolean {
	const letter = text.charAt(1).toUpperCase();
	const same = text.slice(2).toLowerCase() === context.source.toLowerCase();
	if (letter === "M") return same;
	if (letter === "N") return !same;
	return context.ask({ key: `destination-test:${text}`, text: `whether a rewrite rule with ${text} applies` });
}

/** `A%B@tag`, `A@tag`, `A%B` (rewritten again), `A@B@C@tag` (with a source route). */
function destinationOf(
	rule: RewriteRule,
	text: string,
	marks: readonly { readonly at: number; readonly sign: "%" | "@" }[],
	sought: Sought,
	world: RewriteWorld,
): Step {
	const ats = marks.filter(({ sign }) => sign === "@");
	const lastAt = ats.at(-1);
	const percent = marks.find(({ sign, at }) => sign === "%" && (lastAt === undefined || at < lastAt.at));
	if (lastAt === undefined) {
		if (percent === undefined) return { kind: "none", reason: "a rewrite rule gives no host", origin: rule.templateOrigin };
		return { kind: "again", address: `${text.slice(0, percent.at)}@${text.slice(percent.at + 1)}` };
	}
	const tag = text.slice(lastAt.at + 1).toLowerCase();
	const channel = world.channels.withHost(tag);
	if (channel === undefined) return { kind: "none", reason: `no channel has the host name ${tag}`, origin: rule.templateOrigin };
	const [first, second] = ats;
	const address =
		percent !== undefined
			? `${text.slice(0, percent.at)}@${text.slice(percent.at + 1, lastAt.at)}`
			: ats.length >= 3 && first !== undefined && second !== undefined
				? `@${text.slice(first.at + 1, second.at)}:${text.slice(0, first.at)}@${text.slice(second.at + 1, lastAt.at)}`
				: `${text.slice(0, lastAt.at)}@${tag}`;
	return { kind: "channel", channel, address, rule, byMatchAll: sought.text === "." };
}
