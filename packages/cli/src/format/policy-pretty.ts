import { groupedDigits } from "@relaylint/core";
import type { JsonGrant, JsonPolicy, JsonTraceStep } from "@relaylint/linter";
import { printable } from "./printable.ts";
import type { Paint, Tone } from "./style.ts";
import { indented } from "./wrap.ts";

const VERDICT_TONES: Readonly<Record<string, Tone>> = {
	open: "error",
	unknown: "warning",
	conditional: "warning",
	closed: "good",
};

/** As many networks, refusals and lines of a row are shown. */
const MOST_SHOWN = 12;

/** Who may relay, for a person: listener by listener, each row with the lines that let them. */
export function prettyPolicy({ configuration, listeners }: JsonPolicy, paint: Paint): string {
	const lines = [`${paint("strong", printable(configuration.id))} (${configuration.dialect})`];
	for (const listener of listeners) {
		const port = listener.port === null ? "" : `, port ${listener.port}`;
		const verdict = paint(VERDICT_TONES[listener.verdict] ?? "faint", listener.verdict);
		lines.push("", `${paint("strong", printable(listener.name))}${port}: ${verdict} to strangers`);
		const [foreign, own] = [listener.grants.filter(isForeign), listener.grants.filter((grant) => !isForeign(grant))];
		if (foreign.length === 0) lines.push("  Nobody may relay.");
		for (const grant of [...foreign, ...own]) lines.push("", ...grantLines(grant, paint));
		for (const limit of listener.limits) lines.push("", ...indented(`There may be more rows: ${limit}.`, 2, 2));
	}
	if (configuration.depends.length + configuration.assumptions.length > 0) lines.push("");
	for (const text of configuration.depends) lines.push(...indented(`depends on: ${printable(text)}`, 2, 2));
	for (const text of configuration.assumptions)
		lines.push(...indented(`assumed: ${printable(text)}`, 2, 2).map((line) => paint("faint", line)));
	return `${lines.join("\n")}\n`;
}

/** Whether a row lets mail out to somebody else. */
export function isForeign(grant: JsonGrant): boolean {
	return grant.destinations.some((one) => one !== "own");
}

/** Who a row is about, in a few words: `anyone, logged in`. */
export function whoText(grant: JsonGrant, most: number): string {
	return [peopleText(grant, most), ...grant.session].join(", ");
}

/** Some addresses as people say it: `anyone`, `anyone but 10.0.0.0/8`, or networks. */
export function peopleText({ clients, allBut }: Pick<JsonGrant, "clients" | "allBut">, most: number): string {
	if (clients.length === 0) return "anyone";
	const shown = allBut.length > 0 ? allBut : clients;
	const more = shown.length - most;
	const networks = `${shown.slice(0, most).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
	return allBut.length > 0 ? `anyone but ${networks}` : networks;
}

/** How many addresses a row holds: `16,777,216 IPv4 and 2^64 IPv6 addresses`. */
export function countText({ addresses }: JsonGrant): string {
	const six = BigInt(addresses.ipv6);
	const power = six.toString(2).length - 1;
	const six6 = six === 1n << BigInt(power) && power > 20 ? `2^${power}` : power > 53 ? `about 2^${power}` : groupedDigits(six);
	const parts = [...(addresses.ipv4 > 0 ? [`${groupedDigits(addresses.ipv4)} IPv4`] : []), ...(six > 0n ? [`${six6} IPv6`] : [])];
	return `${parts.join(" and ")} address${addresses.ipv4 + Number(six) === 1 ? "" : "es"}`;
}

function grantLines(grant: JsonGrant, paint: Paint): readonly string[] {
	const [head = "", ...more] = indented(`${whoText(grant, MOST_SHOWN)} -> ${grant.destination}`, 2, 2);
	const open = grant.clients.length === 0 && grant.session.length === 0 && isForeign(grant);
	const tone: Tone = open ? "error" : "strong";
	const lines = [paint(tone, head), ...more.map((line) => paint(tone, line))];
	const say = (text: string, painted: Tone = "faint") =>
		lines.push(...indented(printable(text), 4, 2).map((line) => paint(painted, line)));
	for (const text of grant.conditions) say(`where ${text}`, "strong");
	for (const text of grant.depends) say(`depends on: ${text}`, "warning");
	if (grant.clients.length > 0) say(countText(grant));
	for (const line of placedLines(grant.lines).slice(0, MOST_SHOWN)) say(line);
	if (grant.lines.length > MOST_SHOWN) say(`... and ${grant.lines.length - MOST_SHOWN} more lines`);
	if (grant.example === null && grant.depends.length === 0) say("No such attempt was found: the row may be empty.", "warning");
	return lines;
}

/** `main.cf:3:14: permit_mynetworks -> accept`, each once. */
export function placedLines(steps: readonly JsonTraceStep[]): readonly string[] {
	return [...new Set(steps.map((step) => `${placeText(step)}: ${step.text.replace(/\s+/g, " ")} -> ${step.effect}`))];
}

/** `file:line:column`, from 1; `default` for what no file states. */
export function placeText({ file, range }: JsonTraceStep): string {
	return file === undefined || range === undefined ? "default" : `${file}:${range.start.line + 1}:${range.start.character + 1}`;
}
