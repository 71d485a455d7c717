import type { AddressSet } from "@relaylint/core";
import type { JsonGrant, JsonPolicy, JsonTraceStep, PolicyResult } from "@relaylint/linter";
import { addressBar, addressScale } from "./address-bar.ts";
import { countText, isForeign, placeText, whoText } from "./policy-pretty.ts";
import { printable } from "./printable.ts";

/** As many networks of a row are written out. */
const MOST_NETWORKS = 40;

const VERDICTS: Readonly<Record<string, string>> = {
	open: "Open relay: a stranger can send mail to anybody through this server.",
	unknown: "Unknown: neither a way for strangers to relay nor a proof that there is none.",
	conditional: "Conditional: whether strangers can relay depends on what is outside the files.",
	closed: "Closed: no stranger can relay.",
};

const BY: Readonly<Record<string, string>> = {
	network: "their network",
	login: "a login",
	certificate: "a certificate",
	name: "their confirmed name",
	helo: "what they say in HELO",
	sender: "the sender they give",
	recipient: "the recipient they give",
	outside: "something outside the files",
	everyone: "nothing: everyone may",
};

/** Who may relay as one page that stands alone: no script, no font, no image from elsewhere. */
export function htmlPolicy(report: JsonPolicy, { listeners }: Pick<PolicyResult, "listeners">): string {
	const { configuration } = report;
	const title = `Who may relay: ${configuration.id}`;
	const sections = report.listeners.map((listener, at) => {
		const rows = listener.grants.map((grant, place) => ({ grant, set: listeners[at]?.grants[place]?.addresses }));
		return listenerSection(listener, rows, at);
	});
	return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${html(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>Who may relay</h1>
<p class="of"><code>${html(configuration.id)}</code> · ${html(configuration.dialect)}</p>
<p class="verdict ${html(configuration.verdict)}">${html(VERDICTS[configuration.verdict] ?? configuration.verdict)}</p>
</header>
<main>
${sections.join("\n")}
${notes("Depends on", configuration.depends)}
${notes("Assumed", configuration.assumptions)}
${notes("Files read", configuration.files)}
</main>
<footer><p>relaylint ${html(report.tool.version)}. Every example was accepted by the evaluator when this page was made.</p></footer>
</body>
</html>
`;
}

type Row = { readonly grant: JsonGrant; readonly set: AddressSet | undefined };

function listenerSection(listener: JsonPolicy["listeners"][number], rows: readonly Row[], at: number): string {
	const foreign = rows.filter(({ grant }) => isForeign(grant));
	const own = rows.filter(({ grant }) => !isForeign(grant));
	const port = listener.port === null ? "" : ` <span class="port">port ${listener.port}</span>`;
	const summary = foreign.map(({ grant }, place) => summaryRow(grant, `l${at}r${place}`)).join("\n");
	return `<section aria-labelledby="l${at}">
<h2 id="l${at}">${html(listener.name)}${port} <span class="badge ${html(listener.verdict)}">${html(listener.verdict)} to strangers</span></h2>
${
	foreign.length === 0
		? "<p>Nobody may relay through this listener.</p>"
		: `<table>
<caption>Who may send mail to other people through it</caption>
<thead><tr><th scope="col">Who</th><th scope="col">Let in by</th><th scope="col">To</th></tr></thead>
<tbody>
${summary}
</tbody>
</table>
${addressScale()}`
}
${foreign.map(({ grant, set }, place) => article(grant, set, `l${at}r${place}`)).join("\n")}
${own.length === 0 ? "" : `<h3 class="own">Mail for the server itself</h3>\n${own.map(({ grant, set }, place) => article(grant, set, `l${at}o${place}`)).join("\n")}`}
${listener.limits.map((limit) => `<p class="warn">There may be more rows: ${html(limit)}.</p>`).join("\n")}
</section>`;
}

function summaryRow(grant: JsonGrant, id: string): string {
	const conditions = [...grant.conditions.map((text) => `where ${text}`), ...grant.depends.map((text) => `depends on: ${text}`)];
	const where = conditions.map((text) => `<div class="where">${html(text)}</div>`).join("");
	return `<tr><th scope="row"><a href="#${id}">${html(whoText(grant, 4))}</a>${where}</th><td>${html(BY[grant.by] ?? grant.by)}</td><td>${html(grant.destination)}</td></tr>`;
}

function article(grant: JsonGrant, set: AddressSet | undefined, id: string): string {
	const more = grant.clients.length - MOST_NETWORKS;
	const networks =
		grant.clients.length <= 4
			? ""
			: `<p class="networks">${grant.clients
					.slice(0, MOST_NETWORKS)
					.map((one) => `<code>${html(one)}</code>`)
					.join(" ")}${more > 0 ? ` and ${more} more` : ""}</p>`;
	const facts = [
		...grant.session.map((text) => ["Session", text]),
		...grant.conditions.map((text) => ["Where", text]),
		...grant.depends.map((text) => ["Depends on", text]),
		["To", grant.destination],
	];
	return `<article id="${id}" aria-labelledby="${id}h">
<h3 id="${id}h">${html(whoText(grant, 4))}</h3>
<p class="count">${html(grant.clients.length === 0 ? "From any address" : countText(grant))}, let in by ${html(BY[grant.by] ?? grant.by)}</p>
${set === undefined ? "" : addressBar(set)}
${networks}
<dl>${facts.map(([name = "", text = ""]) => `<div><dt>${html(name)}</dt><dd>${html(text)}</dd></div>`).join("")}</dl>
${steps("Lines that let them in", grant.lines, "ul")}
${grant.example === null ? (grant.depends.length > 0 ? "" : `<p class="warn">No such attempt was found: the row may be empty.</p>`) : example(grant)}
${grant.unless.length === 0 ? "" : `<details><summary>Refused otherwise by</summary><ul>${grant.unless.map((text) => `<li>${html(text)}</li>`).join("")}</ul></details>`}
</article>`;
}

function example(grant: JsonGrant): string {
	const { attempt, transcript = [] } = grant.example ?? {};
	const from = typeof attempt?.client === "string" ? attempt.client : "";
	const name = typeof attempt?.name === "string" ? ` (${attempt.name})` : "";
	return `<h4>For example, from ${html(from + name)}</h4>
<pre>${transcript.map(html).join("\n")}</pre>
${steps("Decided by, in order", grant.trace, "ol")}`;
}

function steps(title: string, all: readonly JsonTraceStep[], list: "ol" | "ul"): string {
	if (all.length === 0) return "";
	const seen = new Set<string>();
	const items = all.flatMap((step) => {
		const item = `<li class="${html(step.effect)}"><span class="place">${html(placeText(step))}</span> <code>${html(step.text.replace(/\s+/g, " "))}</code> <span class="effect">${html(step.effect)}</span></li>`;
		if (list === "ul" && seen.has(item)) return [];
		seen.add(item);
		return [item];
	});
	return `<h4>${html(title)}</h4>\n<${list} class="steps">${items.join("")}</${list}>`;
}

function notes(title: string, texts: readonly string[]): string {
	if (texts.length === 0) return "";
	return `<section class="notes"><h2>${html(title)}</h2><ul>${texts.map((text) => `<li>${html(text)}</li>`).join("")}</ul></section>`;
}

/** Text as HTML shows it. */
function html(text: string): string {
	return printable(text).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

const STYLE = `
:root{color-scheme:light dark;--ink:#1c2430;--soft:#5b6675;--line:#d9dee5;--paper:#fff;--tint:#f4f6f9;--bar:#e6eaf0;--own:#0b6bcb;--zone:#c7d3e2;--bad:#b3261e;--warn:#8a5a00;--good:#1b6e3c}
@media (prefers-color-scheme:dark){:root{--ink:#e6eaf0;--soft:#9aa6b6;--line:#343c48;--paper:#14181e;--tint:#1c222b;--bar:#2a323d;--own:#6cb2ff;--zone:#3a4757;--bad:#ff8a80;--warn:#f0b849;--good:#6fce93}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:60rem;padding:2rem 1.25rem 4rem;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
h1{font-size:1.9rem;line-height:1.2;margin:0}h2{font-size:1.3rem;margin:2.5rem 0 .75rem}h3{font-size:1.1rem;margin:0;overflow-wrap:anywhere}h3.own{margin-top:2rem}h4{font-size:.9rem;margin:1rem 0 .25rem;color:var(--soft)}
code,pre,.place{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.9em;overflow-wrap:anywhere}
.of{margin:.25rem 0 1rem;color:var(--soft)}
.verdict{padding:.75rem 1rem;border-left:.35rem solid var(--soft);background:var(--tint);font-weight:600}
.open{border-color:var(--bad);color:var(--bad)}.closed{border-color:var(--good);color:var(--good)}.unknown,.conditional,.warn{border-color:var(--warn);color:var(--warn)}
.badge{font-size:.8rem;font-weight:600;border:1px solid;border-radius:1rem;padding:.15rem .6rem;vertical-align:.15em;white-space:nowrap}.port{font-size:1rem;font-weight:400;color:var(--soft)}
table{border-collapse:collapse;width:100%}caption{text-align:left;color:var(--soft);padding-bottom:.5rem}th,td{text-align:left;vertical-align:top;padding:.5rem .75rem .5rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}thead th{font-size:.85rem;color:var(--soft)}tbody th{font-weight:600}.where{font-weight:400;font-size:.9rem;color:var(--soft)}
a{color:var(--own)}
article{margin:1rem 0;padding:1rem 1.25rem;border:1px solid var(--line);border-radius:.5rem}
.count{margin:.1rem 0 .5rem;color:var(--soft)}.networks{line-height:1.8}.networks code{background:var(--tint);padding:.1rem .35rem;border-radius:.25rem}
dl{margin:.5rem 0}dl div{display:flex;gap:.75rem}dt{flex:0 0 6rem;color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
pre{background:var(--tint);padding:.75rem 1rem;border-radius:.35rem;overflow-x:auto;white-space:pre-wrap;margin:.25rem 0}
.steps{margin:.25rem 0;padding-left:1.5rem}.place{color:var(--soft)}.effect{font-size:.8rem;font-weight:600;color:var(--soft)}.steps .accept .effect{color:var(--own)}
details{margin-top:.75rem}summary{cursor:pointer;color:var(--soft)}
svg{display:block;width:100%;height:auto;margin:.5rem 0}svg text{font:11px system-ui,sans-serif;fill:var(--soft)}.space{fill:var(--bar)}.zone{fill:var(--zone)}.member{fill:var(--own)}.tick{stroke:var(--own);stroke-width:1.5}
.notes{color:var(--soft);font-size:.9rem}.notes h2{font-size:1rem;margin-bottom:.25rem}footer{margin-top:2rem;color:var(--soft);font-size:.85rem;border-top:1px solid var(--line)}
@media print{:root{color-scheme:light;--ink:#000;--soft:#444;--line:#999;--paper:#fff;--tint:#f4f4f4;--bar:#e4e4e4;--own:#003f8a;--zone:#bbb;--bad:#8a0000;--warn:#5c3b00;--good:#00491f}body{max-width:none;padding:0;font-size:11pt}article,tr{break-inside:avoid}h2,h3,h4{break-after:avoid}.member,.space,.zone,.verdict,.networks code,pre{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
`;
