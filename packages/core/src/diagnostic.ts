import type { Attempt, DnsZone } from "./policy/attempt.ts";
import type { TraceStep } from "./policy/walk.ts";
import type { FileOrigin } from "./source/origin.ts";
import type { SourceFile } from "./source/source-file.ts";
import type { Span } from "./source/span.ts";

/** How grave a finding is: an error breaks mail or lets strangers relay. */
export type Severity = "error" | "warning" | "info";

/** How sure a finding is: `proven` by the text or by a witness, `likely`, or `possible`. */
export type Certainty = "proven" | "likely" | "possible";

/** One replacement of text. */
export interface TextEdit {
	readonly file: SourceFile;
	readonly span: Span;
	readonly text: string;
}

/** A change that clears a finding; safe where it cannot refuse legitimate mail. */
export interface Fix {
	readonly title: string;
	readonly safe: boolean;
	readonly edits: readonly TextEdit[];
}

/** A further place that belongs to a finding. */
export interface RelatedPlace {
	readonly origin: FileOrigin;
	readonly message: string;
}

/** One attempt that shows a finding, with the DNS records it needs. */
export interface Witness {
	readonly attempt: Attempt;
	readonly dns: DnsZone;
}

/** One thing said about a configuration, at one place. */
export interface Diagnostic {
	/** The rule's id: a kebab-case hazard. */
	readonly rule: string;
	readonly severity: Severity;
	readonly certainty: Certainty;
	/** The place; a finding about something absent stands at the line nearest to it. */
	readonly origin: FileOrigin;
	/** What is so, what follows, what to do: one sentence each. */
	readonly message: string;
	readonly related?: readonly RelatedPlace[];
	readonly witness?: Witness;
	readonly trace?: readonly TraceStep[];
	readonly fixes?: readonly Fix[];
	/** How an editor may draw it. */
	readonly tag?: "unnecessary" | "deprecated";
}
