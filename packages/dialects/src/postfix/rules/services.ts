import {
	type Attempt,
	attemptOf,
	contextOf,
	type Decision,
	type DnsZone,
	type FileOrigin,
	isReachable,
	type Listener,
	type ListenerAnalysis,
	type RuleInput,
	strangerWorld,
	walkListener,
} from "@relaylint/core";
import type { SmtpListener } from "../listeners.ts";
import { modelOf } from "../model.ts";
import type { Server } from "../policy/server.ts";

/** An SMTP service that a stranger can reach and that runs, with what the analysis says of it. */
export interface ReachedService {
	readonly listener: Listener;
	readonly smtp: SmtpListener;
	readonly server: Server;
	readonly analysis: ListenerAnalysis;
}

/** The services of smtpd that strangers reach, without those that end at their start. */
export function reachedServices({
	configuration,
	analysis,
}: Pick<RuleInput, "configuration" | "analysis">): readonly ReachedService[] {
	const model = modelOf(configuration);
	const servers = [...model.servers];
	return configuration.policy.listeners.flatMap((listener, at): readonly ReachedService[] => {
		const [smtp, server] = servers[at] ?? [];
		if (smtp === undefined || server === undefined || !isReachable(listener) || isFatal(listener)) return [];
		const found = analysis().listeners.find((one) => one.listener === listener);
		return found === undefined ? [] : [{ listener, smtp, server, analysis: found }];
	});
}

function isFatal({ stages }: Listener): boolean {
	return (
		stages[0]?.rules.some(
			({ match, action }) => match.kind === "always" && action.kind === "refuse" && action.outcome === "fatal",
		) ?? false
	);
}

/** What becomes of an attempt at one service. */
export function decisionOf(
	{ configuration, host }: Pick<RuleInput, "configuration" | "host">,
	listener: Listener,
	said: Partial<Attempt> & Pick<Attempt, "to">,
	dns: DnsZone = {},
): Decision {
	const attempt = attemptOf(said);
	return walkListener(listener, contextOf(attempt, strangerWorld(host, attempt, dns)), configuration.policy.facts);
}

/** Whether mail is accepted as far as Postfix's own settings go: content filters may still refuse it. */
export function isTaken({ outcome, depends }: Decision): boolean {
	if (outcome === "accept") return true;
	return outcome === "unknown" && depends.length > 0 && depends.every(({ key }) => /^filter:/.test(key));
}

/** Whether an open relay's witness came through these words, so that the finding about it stands for what they do. */
export function isShownOpen(input: Pick<RuleInput, "analysis">, { file, span }: FileOrigin): boolean {
	return input
		.analysis()
		.listeners.some(({ witness }) =>
			witness?.decision.trace.some(
				({ origin }) =>
					origin.kind === "file" && origin.file === file && origin.span.start < span.end && span.start < origin.span.end,
			),
		);
}

/** The names of services as a message lists them, each once. */
export function namesOf(services: readonly { readonly listener: Listener }[]): string {
	const quoted = [...new Set(services.map(({ listener }) => `"${listener.name}"`))];
	return quoted.length < 3 ? quoted.join(" and ") : `${quoted.slice(0, -1).join(", ")} and ${quoted.at(-1)}`;
}
