import { createToken, type IToken, Lexer, type TokenType } from "chevrotain";

/** White space before the pattern of an entry. */
export const Indent = createToken({ name: "Indent", pattern: /[ \t]+/, push_mode: "pattern" });
/** White space between the two columns. */
export const Gap = createToken({ name: "Gap", pattern: /[ \t]+/, push_mode: "template" });

/** `$*`, `$%`, `$ `, `$$`: the character itself. */
export const Quoted = createToken({ name: "Quoted", pattern: /\$[*% \t$]/ });
/** `*` or `%` with modifiers, a set of characters, or the number of a back match: `$_*`, `$A*`, `$[0-9]%`, `$0*`. */
export const Glob = createToken({
	name: "Glob",
	pattern:
		/\$(?:[_@^]+(?:[AaBbDdHhXxOoSsTt]|\[(?:\\[^\n]|\$[ \t]|[^\]\\ \t\n])*\]|\d)?|[AaBbDdHhXxOoSsTt]|\[(?:\\[^\n]|\$[ \t]|[^\]\\ \t\n])*\]|\d)[*%]/,
});
/** `$_`, `$@`, `$^` that hold for a wildcard further on. */
export const Modifier = createToken({ name: "Modifier", pattern: /\$[_@^]+/ });
/** `$(1.2.3.4/24)`. */
export const Network = createToken({ name: "Network", pattern: /\$\([^) \t\n]*\)/ });
/** `$<1.2.3.4/8>`: the number says how many low bits are ignored. */
export const IgnoredBits = createToken({ name: "IgnoredBits", pattern: /\$<[^> \t\n]*>/ });
/** `${2001:db8::/32}`. */
export const Network6 = createToken({ name: "Network6", pattern: /\$\{[^} \t\n]*\}/ });
export const Any = createToken({ name: "Any", pattern: "*" });
export const One = createToken({ name: "One", pattern: "%" });
/** A dollar before something that the manual gives no meaning there. */
export const Stray = createToken({ name: "Stray", pattern: /\$[^ \t\n]?/ });
export const Literal = createToken({ name: "Literal", pattern: /[^$*% \t\n]+/ });

export const Text = createToken({ name: "Text", pattern: /[^$ \t\n]+/ });
/** `$0`: what a wildcard matched. */
export const Saved = createToken({ name: "Saved", pattern: /\$\d/ });
/** `$\`, `$^`, `$_`: the case of what follows. */
export const Case = createToken({ name: "Case", pattern: /\$[\\^_]/ });
/** `$=`: what follows is quoted for a directory filter. */
export const FilterQuote = createToken({ name: "FilterQuote", pattern: "$=" });
export const TableOpen = createToken({ name: "TableOpen", pattern: /\$\|[^;| \t\n$]*;/, push_mode: "tableArgument" });
export const DatabaseOpen = createToken({ name: "DatabaseOpen", pattern: "${", push_mode: "databaseKey" });
export const UrlOpen = createToken({ name: "UrlOpen", pattern: "$]", push_mode: "url" });
export const RoutineOpen = createToken({ name: "RoutineOpen", pattern: "$[", push_mode: "routine" });
export const Sequence = createToken({ name: "Sequence", pattern: /\$#[^# \t\n]*#/ });
/** `$?30?`: the entry succeeds that often, in percent. */
export const Chance = createToken({ name: "Chance", pattern: /\$\?\d+(?:\.\d+)?\?/ });
/** `$:A`, `$;A`: an input flag is set, or clear. */
export const FlagTest = createToken({ name: "FlagTest", pattern: /\$[:;][^ \t\n]/ });
/** `$C`, `$L`, `$R`, `$E`. */
export const Control = createToken({ name: "Control", pattern: /\$[CcLlRrEe]/ });
export const Flag = createToken({ name: "Flag", pattern: /\$[^ \t\n]/ });
export const LoneDollar = createToken({ name: "LoneDollar", pattern: "$" });
/** A blank that nothing quotes ends the column. */
export const ColumnEnd = createToken({ name: "ColumnEnd", pattern: /[ \t]+/, push_mode: "rest" });
export const Rest = createToken({ name: "Rest", pattern: /[^\n]+/ });

export const TableClose = createToken({ name: "TableClose", pattern: "|", pop_mode: true });
export const DatabaseClose = createToken({ name: "DatabaseClose", pattern: "}", pop_mode: true });
export const UrlClose = createToken({ name: "UrlClose", pattern: "[", pop_mode: true });
export const RoutineClose = createToken({ name: "RoutineClose", pattern: "]", pop_mode: true });
/** `$` and anything else inside an argument. */
export const ArgumentEscape = createToken({ name: "ArgumentEscape", pattern: /\$[^\d \t\n]/ });
export const TableText = createToken({ name: "TableText", pattern: /[^$| \t\n]+/ });
export const DatabaseText = createToken({ name: "DatabaseText", pattern: /[^$} \t\n]+/ });
export const UrlText = createToken({ name: "UrlText", pattern: /[^$[ \t\n]+/ });
export const RoutineText = createToken({ name: "RoutineText", pattern: /[^$\] \t\n]+/ });

/** A column of imta.cnf. */
export const Word = createToken({ name: "Word", pattern: /[^ \t\n]+/ });
export const Blank = createToken({ name: "Blank", pattern: /[ \t]+/ });
export const WordGap = createToken({ name: "WordGap", pattern: /[ \t]+/, push_mode: "rewrite" });
/** `${TABLE,argument}` of a rewrite rule. */
export const MapOpen = createToken({ name: "MapOpen", pattern: /\$\{[^,} \t\n$]*,/, push_mode: "mapArgument" });
export const MapClose = createToken({ name: "MapClose", pattern: "}", pop_mode: true });
export const MapText = createToken({ name: "MapText", pattern: /[^$} \t\n]+/ });
export const GeneralOpen = createToken({ name: "GeneralOpen", pattern: "$(", push_mode: "general" });
export const GeneralClose = createToken({ name: "GeneralClose", pattern: ")", pop_mode: true });
export const GeneralText = createToken({ name: "GeneralText", pattern: /[^$) \t\n]+/ });
/** `$U`, `$D`, `$H`, `$L`: parts of the address; `$&0`, `$*0`: what wildcards of the pattern took. */
export const Part = createToken({ name: "Part", pattern: /\$(?:[UuDdHhLl]|[&*!]\d)/ });
/** `$Mchannel` and its like: holds for one source or destination channel alone, or for all others. */
export const ChannelTest = createToken({ name: "ChannelTest", pattern: /\$[MmNnQqCc][A-Za-z0-9_]+/ });
export const At = createToken({ name: "At", pattern: "@" });
export const Percent = createToken({ name: "Percent", pattern: "%" });
export const RewriteText = createToken({ name: "RewriteText", pattern: /[^$@% \t\n]+/ });
/** `$E`, `$F`, `$$` and other single characters. */
export const RewriteControl = createToken({ name: "RewriteControl", pattern: /\$[^ \t\n]/ });

/** `[SERVICE=name]` of dispatcher.cnf. */
export const Section = createToken({ name: "Section", pattern: /\[[^\]\n]*\]/ });
export const OptionName = createToken({ name: "OptionName", pattern: /[^=[ \t\n][^= \t\n]*/ });
export const Equals = createToken({ name: "Equals", pattern: "=", push_mode: "optionValue" });
export const OptionValue = createToken({ name: "OptionValue", pattern: /[^\n]+/ });

const inArgument = [Saved, Case, FilterQuote, ArgumentEscape, LoneDollar, ColumnEnd];

/** An entry of mappings starts in `entry`, a rewrite rule and the head of a channel in theirs, a line of dispatcher.cnf or of a listing in `option`. */
export const modes = {
	entry: [Indent],
	pattern: [Gap, Quoted, Glob, Modifier, Network, IgnoredBits, Network6, Any, One, Stray, Literal],
	template: [
		ColumnEnd,
		Saved,
		Case,
		FilterQuote,
		TableOpen,
		DatabaseOpen,
		UrlOpen,
		RoutineOpen,
		Sequence,
		Chance,
		FlagTest,
		Control,
		Quoted,
		Flag,
		LoneDollar,
		Text,
	],
	tableArgument: [TableClose, Quoted, ...inArgument, TableText],
	databaseKey: [DatabaseClose, Quoted, ...inArgument, DatabaseText],
	url: [UrlClose, Quoted, ...inArgument, UrlText],
	routine: [RoutineClose, Quoted, ...inArgument, RoutineText],
	rest: [Rest],
	rewriteRule: [WordGap, Word],
	rewrite: [
		ColumnEnd,
		MapOpen,
		GeneralOpen,
		UrlOpen,
		RoutineOpen,
		Part,
		ChannelTest,
		RewriteControl,
		LoneDollar,
		At,
		Percent,
		RewriteText,
	],
	mapArgument: [MapClose, Part, RewriteControl, LoneDollar, ColumnEnd, MapText],
	general: [GeneralClose, Part, RewriteControl, LoneDollar, ColumnEnd, GeneralText],
	words: [Blank, Word],
	option: [Blank, Section, Equals, OptionName],
	optionValue: [OptionValue],
};

/** Every token, for the parser. */
export const messagingServerTokens: readonly TokenType[] = [...new Set(Object.values(modes).flat())];

/** The modes in which a record may start. */
export type StartMode = "entry" | "pattern" | "template" | "rewriteRule" | "words" | "option";

let lexer: Lexer | undefined;

/** Lexes one logical line from a mode on; `complete` is false where something was skipped. */
export function lexRecord(text: string, mode: StartMode): { readonly tokens: IToken[]; readonly complete: boolean } {
	lexer ??= new Lexer({ modes, defaultMode: "entry" }, { positionTracking: "onlyOffset", skipValidations: true });
	const { tokens, errors } = lexer.tokenize(text, mode);
	return { tokens, complete: errors.length === 0 };
}
