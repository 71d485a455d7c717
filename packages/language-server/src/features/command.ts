import { type Attempt, attemptOf, decide, parseAddress, probeWorld, type TraceStep } from "@relaylint/core";
import {
	baseName,
	type CheckedConfiguration,
	DEFAULT_WORLD,
	destinationText,
	directoryOf,
	placeOf,
	rulePageUrl,
	witnessReport,
} from "@relaylint/linter";
import { ErrorCodes, type ExecuteCommandParams, type Location, ResponseError } from "vscode-languageserver";
import { conditionText, configurationGrants, listenerSummary, PATIENCE, whoText } from "../grants.ts";
import type { Session } from "../session.ts";
import { locationOf } from "../to-lsp.ts";
import { pathOf } from "../uri.ts";
import { verdictsOf } from "./diagnostics.ts";

/** Answers `workspace/executeCommand`. */
export async function executeCommand(
	session: Session,
	{ command, arguments: given = [] }: ExecuteCommandParams,
): Promise<unknown> {
	await session.workspace.settled();
	switch (command) {
		case "relaylint.showPolicy":
			return policyOf(configurationAt(session, given[0]), session);
		case "relaylint.tryEnvelope":
			return tryEnvelope(configurationAt(session, given[0]), given[1], session);
		case "relaylint.copyWitness":
			return witnessOf(configurationAt(session, given[0]), given[1]);
		case "relaylint.verdicts":
			return verdictsOf(session.workspace, session.to);
		case "relaylint.openRule":
			return openRule(String(given[0] ?? ""), session);
		default:
			throw new ResponseError(ErrorCodes.MethodNotFound, `There is no command ${command}.`);
	}
}

function configurationAt(session: Session, uri: unknown): CheckedConfiguration {
	const all = session.workspace.configurations();
	const path = typeof uri === "string" ? pathOf(uri) : undefined;
	const found =
		path === undefined
			? all[0]
			: (all.find((one) => one.main === path) ?? all.find((one) => one.configuration.files.some((file) => file.path === path)));
	if (found === undefined) throw new ResponseError(ErrorCodes.InvalidParams, "No mail server configuration is open there.");
	return found;
}

/** A step of a trace with its place, for whoever shows it. */
interface ShownStep {
	readonly text: string;
	readonly effect: string;
	readonly place?: string;
	readonly location?: Location;
}

function shownStep({ origin, text, effect }: TraceStep, session: Session): ShownStep {
	const place = placeOf(origin, session.files.workingDirectory);
	return {
		text,
		effect,
		...(place === undefined ? {} : { place: place.replace(/^.*\//, "") }),
		...(origin.kind === "file" ? { location: locationOf(origin, session.to) } : {}),
	};
}

function policyOf(checked: CheckedConfiguration, session: Session): unknown {
	const grants = configurationGrants(checked, session.host.now, PATIENCE.view);
	return {
		id: checked.id === "." ? baseName(directoryOf(checked.main)) : checked.id,
		main: session.to.uri(checked.main),
		verdict: checked.verdict,
		assumptions: checked.configuration.assumptions,
		listeners: (checked.analysis?.listeners ?? []).map((one) => {
			const shown = one.witness ?? one.trusted;
			const rows = grants.find(({ listener }) => listener === one.listener);
			return {
				name: one.listener.name,
				verdict: one.verdict,
				summary: listenerSummary(one, rows),
				depends: one.depends.map((dependency) => dependency.text),
				...(rows === undefined
					? {}
					: {
							limits: rows.limits,
							grants: rows.grants.map((grant) => ({
								by: grant.by,
								who: whoText(grant),
								condition: conditionText(grant, rows),
								destination: destinationText(grant.destinations),
								lines: grant.lines.map((step) => shownStep(step, session)),
							})),
						}),
				...(shown === undefined
					? {}
					: {
							witness: witnessReport({ attempt: shown.attempt, dns: shown.dns }),
							trace: shown.decision.trace.map((step) => shownStep(step, session)),
						}),
			};
		}),
	};
}

function tryEnvelope(checked: CheckedConfiguration, asked: unknown, session: Session): unknown {
	const attempt = attemptFrom(asked);
	const { policy } = checked.configuration;
	const client = {
		address: attempt.client,
		forged: attempt.forged,
		...(attempt.name === undefined ? {} : { name: attempt.name }),
	};
	const decision = decide(policy, attempt, probeWorld({ ...DEFAULT_WORLD, zone: {} }, client));
	const trace = decision.trace.map((step) => shownStep(step, session));
	const [source, destination] = ["source_channel", "destination_channel"].map((name) => decision.assigned?.get(name));
	return {
		decision: decision.outcome,
		relayed: decision.relayed,
		stage: decision.stage,
		listener: decision.listener?.name ?? null,
		// What a server with channels found of them.
		...(source === undefined ? {} : { sourceChannel: source }),
		...(destination === undefined ? {} : { destinationChannel: destination }),
		depends: decision.depends.map((dependency) => dependency.text),
		deciding: decidingStep(trace) ?? null,
		trace,
	};
}

/** The line that decides: of a table whose result decides, the entry that gave it. */
function decidingStep(trace: readonly ShownStep[]): ShownStep | undefined {
	const before = trace.at(-2);
	return before?.effect === "match" && before.location !== undefined ? before : trace.at(-1);
}

/** An attempt as a person filled it in: `client`, `from` and `to`, and what else `probes.json` has. */
function attemptFrom(asked: unknown): Attempt {
	const given = (typeof asked === "object" && asked !== null ? asked : {}) as Readonly<Record<string, unknown>>;
	const text = (name: string) => (typeof given[name] === "string" ? (given[name] as string).trim() : undefined);
	const to = text("to");
	if (to === undefined || to === "") throw new ResponseError(ErrorCodes.InvalidParams, "An envelope needs a recipient.");
	const client = text("client");
	if (client !== undefined && client !== "" && parseAddress(client) === undefined)
		throw new ResponseError(ErrorCodes.InvalidParams, `${client} is no IP address.`);
	const [name, helo, from, auth] = [text("name"), text("helo"), text("from"), given.auth];
	const port = typeof given.port === "number" ? given.port : undefined;
	return attemptOf({
		to,
		forged: given.forged === true,
		tls: given.tls === true,
		clientCertificate: given.clientcert === true,
		...(client ? { client } : {}),
		...(name ? { name } : {}),
		...(helo ? { helo } : {}),
		...(from === undefined ? {} : { from: from === "<>" ? "" : from }),
		...(port === undefined ? {} : { port }),
		...(auth === true
			? { login: { user: "alice", valid: true } }
			: typeof auth === "string" && auth !== ""
				? { login: { user: auth, valid: true } }
				: {}),
	});
}

function witnessOf(checked: CheckedConfiguration, listener: unknown): unknown {
	const withOne = (checked.analysis?.listeners ?? []).filter((one) => one.witness !== undefined);
	const found = withOne.find((one) => one.listener.name === listener) ?? withOne[0];
	if (found?.witness === undefined) return null;
	const { swaks, transcript, attempt } = witnessReport({ attempt: found.witness.attempt, dns: found.witness.dns });
	return { listener: found.listener.name, swaks, transcript, attempt };
}

async function openRule(id: string, session: Session): Promise<unknown> {
	const url = rulePageUrl(id);
	const page = session.host.rulePage?.(id);
	if (session.agreement.showsDocuments && !session.agreement.shows)
		await session.connection.window.showDocument({ uri: url, external: true, takeFocus: true }).catch(() => undefined);
	return { url, ...(page === undefined ? {} : { page }) };
}
