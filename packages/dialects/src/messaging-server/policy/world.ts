import type { FileOrigin, Origin } from "@relaylint/core";
import type { RewriteRule } from "../imta.ts";
import type { Ask } from "../mapping/explore.ts";
import { type TableSet, tableNamed } from "../mapping/tables.ts";
import { type ChannelFacts, type Channels, switching } from "./channels.ts";
import { type RewriteWorld, rewriteAddress } from "./rewrite.ts";

/** A port with the channel with which its connections begin. */
export interface Entrance {
	readonly name: string;
	readonly port: number | undefined;
	readonly channel: string;
	/** True where TLS begins with the connection. */
	readonly tls: boolean;
	readonly origin: Origin;
	/** Another channel that it may be, where the manual does not say. */
	readonly otherChannel?: string;
	/** The address on which it listens, where that is said. */
	readonly address?: string;
}

/** Options of the MTA that change what the tables are asked. */
export interface Options {
	/** Fields that are appended to the probes of the recipient tables. */
	readonly appended: readonly string[];
	/** True where bars inside addresses are replaced before a table sees them. */
	readonly paranoia: boolean;
	readonly origins: ReadonlyMap<string, FileOrigin>;
}

/** Everything of a configuration that decides about attempts. */
export interface MsWorld {
	readonly tables: TableSet;
	readonly rules: readonly RewriteRule[];
	readonly channels: Channels;
	readonly entrances: readonly Entrance[];
	readonly options: Options;
	readonly localHosts: readonly string[];
	/** The first words of the mapping tables, or of the configuration: where an absent table would stand. */
	readonly start: FileOrigin;
}

/** What the rewriting of one attempt reads. */
export function rewriteWorldOf(world: MsWorld): RewriteWorld {
	return {
		rules: world.rules,
		channels: world.channels,
		localHosts: world.localHosts,
		maps: { table: (name: string, ask: Ask) => tableNamed(world.tables, name, ask) },
	};
}

/** Whether what no file shows lets pass: a table, an entry or a rule that is not there to be seen may refuse. */
export function unseenLetsPass({ tables: { unseen } }: MsWorld, ask: Ask): boolean {
	const [first] = unseen;
	return first === undefined || ask({ key: `unseen:${first.key}`, text: unseen.map(({ text }) => text).join(", ") });
}

const known = new WeakMap<MsWorld, readonly ChannelFacts[]>();

/** The channels that lead to the outside world: those to which the match-all rule sends what nothing else claims. */
export function outsideChannels(world: MsWorld): readonly ChannelFacts[] {
	let outside = known.get(world);
	if (outside === undefined) {
		const found = new Map<string, ChannelFacts>();
		for (const direction of [true, false]) {
			for (const source of new Set(world.channels.all.map(({ name }) => name))) {
				const rewritten = rewriteAddress("someone@some.foreign-domain.invalid", rewriteWorldOf(world), {
					source,
					direction: "forward",
					ask: (question) => (question.key.startsWith("directory:") ? false : direction),
				});
				if (rewritten.kind === "channel") found.set(rewritten.channel.name, rewritten.channel);
			}
		}
		outside = [...found.values()];
		known.set(world, outside);
	}
	return outside;
}

/** Whether a client may be switched to a channel. */
export function maySwitchTo(facts: ChannelFacts): boolean {
	return facts.exists && switching(facts) !== "no";
}
