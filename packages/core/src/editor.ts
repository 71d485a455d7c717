import type { Configuration, Environment } from "./configuration.ts";
import type { TextEdit } from "./diagnostic.ts";
import type { Analysis } from "./policy/analysis.ts";
import type { HostFacts } from "./policy/stranger.ts";
import type { FileOrigin } from "./source/origin.ts";
import type { SourceFile } from "./source/source-file.ts";
import type { Span } from "./source/span.ts";

/** One file of a configuration, as an editor that shows it asks. */
export interface FileView {
	readonly configuration: Configuration;
	readonly file: SourceFile;
	readonly environment: Environment;
	readonly host: HostFacts;
	/** Absent where the analysis failed. */
	readonly analysis: Analysis | undefined;
}

/** What is said of the words at a place, as Markdown. */
export interface HoverText {
	readonly span: Span;
	readonly markdown: string;
}

/** What a completion is, for its sign in the list. */
export type CompletionKind =
	| "parameter"
	| "restriction"
	| "class"
	| "reference"
	| "table-type"
	| "value"
	| "service"
	| "action"
	| "file"
	| "folder"
	| "snippet";

/** One word that may stand at a place. */
export interface Completion {
	readonly label: string;
	readonly kind: CompletionKind;
	/** What stands behind the label in the list, a few words. */
	readonly detail?: string;
	readonly documentation?: string;
	/** What is written; the label without it. */
	readonly insert?: string;
	/** True where `insert` has places to fill, `${1:name}`. */
	readonly snippet?: boolean;
	/** True where choosing it asks for the next completion at once. */
	readonly more?: boolean;
	readonly deprecated?: boolean;
	/** Less stands higher in the list; 5 without it. */
	readonly rank?: number;
}

/** What may stand at a place, and the words it replaces. */
export interface CompletionList {
	readonly span: Span;
	readonly items: readonly Completion[];
}

/** One thing of a file's outline; `span` holds those of its children and its name. */
export interface OutlineItem {
	readonly name: string;
	readonly detail?: string;
	readonly kind: "setting" | "service" | "override" | "class" | "entry" | "section";
	readonly span: Span;
	readonly nameSpan: Span;
	readonly children?: readonly OutlineItem[];
}

/** One place at which something with a name is defined or named. */
export interface SymbolUse {
	/** Uses with one symbol are of one thing: `parameter relayhost`. */
	readonly symbol: string;
	/** The words to replace when the thing is renamed. */
	readonly origin: FileOrigin;
	readonly role: "definition" | "reference";
}

/** Which names a thing may get; absent where its name is not the administrator's to choose. */
export interface RenameRule {
	readonly form: RegExp;
	/** What a name looks like, for who chose another. */
	readonly wanted: string;
}

/** A place that leads to a file. */
export interface FileLink {
	readonly span: Span;
	/** The file where it was found. */
	readonly path: string;
	readonly tooltip: string;
}

/** What a word is, for its colour. */
export type TokenType =
	| "parameter"
	| "property"
	| "keyword"
	| "function"
	| "class"
	| "type"
	| "string"
	| "number"
	| "variable"
	| "operator"
	| "comment"
	| "namespace";

/** One coloured word; `unknown` is a name that nobody knows, `weakens` lets somebody through. */
export interface SemanticToken {
	readonly span: Span;
	readonly type: TokenType;
	readonly modifiers?: readonly ("definition" | "deprecated" | "readonly" | "defaultLibrary")[];
}

/** A remark between the words. */
export interface InlineHint {
	readonly offset: number;
	readonly label: string;
	readonly tooltip?: string;
}

/** What the words at a place are arguments of. */
export interface SignatureText {
	readonly label: string;
	readonly documentation: string;
	/** Each a part of the label. */
	readonly parameters: readonly { readonly label: string; readonly documentation: string }[];
	readonly active: number;
}

/** A line over a list or a service that says what comes of it. */
export interface LensPlace {
	readonly span: Span;
	/** The names of the listeners whose verdict stands there. */
	readonly listeners: readonly string[];
}

/**
 * What a dialect knows for an editor. Every part is optional: an editor has what is there, and what the policy, the settings and the
 * line syntax give for every dialect. Spans are in the file of the view.
 */
export interface EditorSupport {
	hover?(view: FileView, offset: number): HoverText | undefined;
	complete?(view: FileView, offset: number): CompletionList | undefined;
	outline?(view: FileView): readonly OutlineItem[];
	/** Every place of the configuration's files at which something with a name stands. */
	symbols?(view: FileView): readonly SymbolUse[];
	/** The names that a symbol may get. */
	renaming?(symbol: string, view: FileView): RenameRule | undefined;
	links?(view: FileView): readonly FileLink[];
	tokens?(view: FileView): readonly SemanticToken[];
	hints?(view: FileView, within: Span): readonly InlineHint[];
	signature?(view: FileView, offset: number): SignatureText | undefined;
	lenses?(view: FileView): readonly LensPlace[];
	/** The edits that lay the file out, inside `within`; they change no setting. */
	format?(view: FileView, within: Span): readonly TextEdit[];
}
