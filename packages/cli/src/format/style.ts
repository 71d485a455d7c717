/** What a piece of text is, for a terminal that shows colours. */
export type Tone = "error" | "warning" | "info" | "good" | "strong" | "faint";

/** Colours a text, or leaves it. */
export type Paint = (tone: Tone, text: string) => string;

const CODES: Readonly<Record<Tone, string>> = {
	error: "1;31",
	warning: "1;33",
	info: "1;36",
	good: "1;32",
	strong: "1",
	faint: "2",
};

/** Paints with the colours of ECMA-48, or not at all. */
export function paint(colours: boolean): Paint {
	return colours ? (tone, text) => `\u001b[${CODES[tone]}m${text}\u001b[0m` : (_tone, text) => text;
}

/** Whether to colour: FORCE_COLOR and NO_COLOR decide, else whether it is a terminal. */
export function wantsColours(env: Readonly<Record<string, string | undefined>>, terminal: () => boolean): boolean {
	if (env.NO_COLOR !== undefined && env.NO_COLOR !== "") return false;
	const forced = env.FORCE_COLOR;
	if (forced !== undefined) return forced !== "0" && forced !== "false";
	return env.TERM !== "dumb" && terminal();
}
