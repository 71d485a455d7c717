import { attemptOf, contextOf, type FileReader, probeWorld, sourceFromText } from "@relaylint/core";
import { serverOfCf } from "../cf-server.ts";
import { tokenizeRuleText } from "../engine/compile.ts";
import { runRuleset } from "../engine/machine.ts";
import { writtenTokens } from "../engine/symbols.ts";
import { ruleWorld } from "../engine/world.ts";

/** What a rule set makes of a text, as `sendmail -bt` writes it; or why that is not known. */
export type Rewritten =
	| { readonly kind: "tokens"; readonly text: string }
	| { readonly kind: "unknown"; readonly because: string };

/** A generated file whose rule sets can be run one by one. */
export interface RewritingEngine {
	/** The names of its rule sets, as the file writes them. */
	readonly rulesets: readonly string[];
	run(ruleset: string, text: string): Rewritten;
}

/** What `-bt` is asked on: a server of this name with these files, and nobody connected. */
export interface TestMode {
	readonly hostname: string;
	readonly address: string;
	/** Files that the configuration names, by their path; others are not there. */
	readonly files: Readonly<Record<string, string>>;
}

/** The rewriting engine over the text of a sendmail.cf, in the state of `sendmail -bt`. */
export function rewritingEngine(text: string, { hostname, address, files }: TestMode): RewritingEngine {
	const reader: FileReader = {
		read(path) {
			const content = files[path];
			return content === undefined ? { kind: "missing", path } : { kind: "text", file: sourceFromText(path, content) };
		},
		list: () => undefined,
	};
	const server = serverOfCf(sourceFromText("sendmail.cf", text), reader, { complete: true, unbuilt: [], hostname });
	const [daemon] = server.daemons;
	if (daemon === undefined) throw new Error("no daemon");
	const world = probeWorld({ hostname, address, addresses: [], zone: {} });
	const names = new Map([...server.rulesets.values()].map(({ name }) => [name.toLowerCase(), name]));
	return {
		rulesets: [...names.values()],
		run(ruleset, given) {
			const context = contextOf(attemptOf({ to: "" }), world);
			const { macro: _, ...asked } = ruleWorld(server, daemon, context);
			const ran = runRuleset(ruleset, tokenizeRuleText(given, server.operators), {
				...asked,
				macro: (name) => asked.given(name) ?? TEST_MACROS[name] ?? server.macro(name) ?? "",
			});
			return ran.kind === "tokens"
				? { kind: "tokens", text: writtenTokens(ran.tokens) }
				: { kind: "unknown", because: ran.because.text };
		},
	};
}

/** Macros that the daemon has set when nobody is connected. */
const TEST_MACROS: Readonly<Record<string, string>> = { opMode: "t", deliveryMode: "" };
