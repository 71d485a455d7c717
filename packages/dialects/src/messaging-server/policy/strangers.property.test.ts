import { type Address, parseAddress, type Region, singleAddress, sourceFromText } from "@relaylint/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { explore } from "../mapping/explore.ts";
import { readModel } from "../read.ts";
import { answerOver, serverAddresses } from "./crowds.ts";
import { judge } from "./judge.ts";
import type { Entrance, MsWorld } from "./world.ts";

const IMTA = `[]  $E$R\${INTERNAL_IP,$L}$U%[$L]@tcp_intranet-daemon
post.example.org  $U%$D@post.example.org
example.org  $U%$D@post.example.org
.lab.example.org  $U%$H$D@tcp_intranet-daemon
.  $U%$H@tcp-daemon

defaults noswitchchannel

l
post.example.org

tcp_local smtp IDENT switchchannel remotehost maytlsserver maysaslserver saslswitchchannel tcp_auth TLS
tcp-daemon

tcp_intranet smtp allowswitchchannel
tcp_intranet-daemon

tcp_auth smtp mustsaslserver
tcp_auth-daemon
`;

function worldOf(
	mappings: string,
	imta = IMTA.replace("IDENT", "identnonenumeric").replace("TLS", ""),
): { world: MsWorld; entrance: Entrance } {
	const files: Readonly<Record<string, string>> = { "imta.cnf": imta, mappings };
	const reader = {
		read: (path: string) => {
			const text = files[path];
			return text === undefined
				? ({ kind: "missing", path } as const)
				: ({ kind: "text", file: sourceFromText(path, text) } as const);
		},
		list: () => undefined,
	};
	const { model } = readModel(sourceFromText("imta.cnf", imta), reader, { complete: true, unbuilt: [] });
	const [entrance] = model.world.entrances;
	if (entrance === undefined) throw new Error("no entrance");
	return { world: model.world, entrance };
}

function regionOf(client: string): Region {
	return { addresses: singleAddress(parseAddress(client) as Address), foreign: "outside", canHaveName: () => true };
}

const patternPart = fc.constantFrom(
	"*",
	"tcp_local",
	"tcp_*",
	"tcp_intranet",
	"*@*",
	"*@example.org",
	"a*",
	"$_*",
	"%*",
	"$A*",
	"x",
	"*x",
	"$0*",
	"$D*",
	"TCP",
	"25",
	"192.0.2.25",
	"$(203.0.113.0/25)",
	"203.0.113.*",
	"SMTP*",
	"MAIL",
	"",
	"$(10.0.0.0/8)",
);
const templatePart = fc.constantFrom(
	"$N",
	"$Y",
	"$NNo",
	"$C",
	"$Y$E",
	"$C$|SUB;$0|$Y$E",
	"$C$|SUB;$1|$Y$E",
	"$C$|SUB;$2|$Y$E",
	"$C$|SUB;$3|$Y$E",
	"",
	"text",
	"$L",
	"$F",
	"$C$:A$Y$E",
	"$C$:E$N$E",
	"tcp_intranet|x|x$C",
	"$H",
	"$C$|INTERNAL_IP;$3|$N$E",
);
const entry = fc
	.tuple(
		fc.array(patternPart, { minLength: 1, maxLength: 6 }).map((parts) => parts.join("|")),
		templatePart,
	)
	.map(([pattern, template]) => `  ${pattern === "" ? "*" : pattern} ${template}\n`);
const usual = fc.constantFrom(
	"  tcp_local|*|tcp_local|* $NNo\n",
	"  tcp_local|*|tcp_intranet|* $Y\n",
	"  TCP|*|*|*|*|SMTP*|MAIL|tcp_local|*|tcp_local|* $NNo\n",
	"  TCP|192.0.2.25|25|$_*|* $C$|SUB;$0|$Y$E\n",
	"  TCP|*|25|$(203.0.113.0/25)|* $Y\n",
	"  tcp_local|*@*|*|* $N\n",
	"  *|x|* $Y\n",
	"  * $N\n",
	"  tcp_local|*@*|tcp_local|*@$1* $Y\n",
);
const table = (name: string, most: number) =>
	fc
		.array(fc.oneof({ weight: 2, arbitrary: usual }, { weight: 1, arbitrary: entry }), { minLength: 1, maxLength: most })
		.map((entries) => `${name}\n\n${entries.join("")}\n`);
const addressEntry = fc.constantFrom(
	"  127.0.0.1 $Y\n",
	"  $(203.0.113.0/28) $Y\n",
	"  203.0.113.1* $Y\n",
	"  $<198.51.100.0/4> $N\n",
	"  1* $N\n",
	"  *.7 $Y\n",
	"  * $N\n",
	"  * $Y\n",
	"  a@* $Y\n",
	"  x $Y\n",
);
const addresses = (name: string) =>
	fc.array(addressEntry, { maxLength: 4 }).map((entries) => (entries.length === 0 ? "" : `${name}\n\n${entries.join("")}\n`));
const mappings = fc
	.tuple(
		addresses("INTERNAL_IP"),
		addresses("SUB"),
		fc.option(table("ORIG_SEND_ACCESS", 4)),
		fc.option(table("ORIG_MAIL_ACCESS", 3)),
		fc.option(table("FROM_ACCESS", 2)),
		fc.option(table("PORT_ACCESS", 2)),
	)
	.map((tables) => tables.filter((one) => one !== null).join(""));

const clients = fc.constantFrom(
	"203.0.113.7",
	"203.0.113.100",
	"203.0.113.200",
	"198.51.100.7",
	"192.0.2.25",
	"8.8.8.8",
	"100.1.2.3",
	"10.1.2.3",
	"2001:db8::5",
);
const word = fc.string({
	unit: fc.constantFrom(
		"a",
		"x",
		"|",
		".",
		"1",
		"-",
		"tcp_local",
		"tcp_intranet",
		"|tcp_intranet|",
		"SMTP",
		"MAIL",
		"25",
		"10.0.0.1",
	),
	minLength: 1,
	maxLength: 6,
});
const froms = fc.oneof(
	fc.constantFrom("", "a@evil.test", "a@example.org", "x|tcp_intranet|y@evil.test"),
	word.map((local) => `${local}@evil.test`),
	word.map((host) => `a@${host}`),
);
const tos = fc.oneof(
	fc.constantFrom("v@other.test", "v%other.test@tcp-daemon", "x@x", "v@evil.test"),
	word.map((local) => `${local}@other.test`),
);

/** Enough to find a slip within seconds; RELAYLINT_RUNS asks for more. */
const RUNS = Number(process.env.RELAYLINT_RUNS ?? 12);

describe("the analysis of all strangers", () => {
	it("never proves closed what the evaluator lets pass", () => {
		let passed = 0;
		let closed = 0;
		fc.assert(
			fc.property(
				mappings,
				fc.array(fc.tuple(clients, froms, tos, fc.oneof(fc.constant("h"), word)), { minLength: 12, maxLength: 12 }),
				(text, attempts) => {
					const { world, entrance } = worldOf(text);
					for (const [client, from, to, helo] of attempts) {
						for (const server of serverAddresses(world, entrance)) {
							const facts = { server, client, name: undefined, forged: false, helo, tls: false, login: undefined, from, to };
							const { paths } = explore((ask) => judge(world, entrance, facts, ask));
							if (!paths.some(({ value }) => value.outcome === "accept" && value.leaves)) continue;
							passed += 1;
							expect([text, client, from, to, helo, answerOver(world, entrance, regionOf(client)).answer]).not.toEqual([
								text,
								client,
								from,
								to,
								helo,
								"none",
							]);
						}
					}
					if (answerOver(world, entrance, regionOf("8.8.8.8")).answer === "none") closed += 1;
				},
			),
			{ numRuns: RUNS },
		);
		// A few worlds may happen to be all alike.
		if (RUNS < 100) return;
		expect(passed).toBeGreaterThan(RUNS / 4);
		expect(closed).toBeGreaterThan(RUNS / 20);
	}, 600_000);
});
