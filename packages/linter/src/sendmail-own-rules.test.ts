import { expect, it } from "vitest";
import { check } from "./check.ts";
import { memoryFileSystem } from "./file-system.ts";
import { probe } from "./probe.ts";
import { readProbes } from "./probes.ts";

// Rules of nobody's stock: what ruleset 0 refuses is refused as a sender as well, as the daemon does with an `error:` entry of a mailertable.
const CF = `V10
O OperatorChars=.:%@!^/[]+
S3
R$* < $+ > $*\t$2
R$+ @ $+\t$@ $1 < @ $2 >
S0
R$* < @ bad.example >\t$#error $@ 5.1.8 $: 553 not from there
R$* < @ $+ >\t$#esmtp $@ $2 $: $1 < @ $2 >
R$+\t$#local $: $1
Mlocal, P=/bin/mail, F=l, A=mail $u
Mesmtp, P=[IPC], F=m, A=TCP $h
`;

it("refuses a sender that ruleset 0 of a sendmail.cf refuses", async () => {
	const probes = [{ from: "a@bad.example" }, { from: "a@other.example" }, { from: "" }];
	const read = readProbes(JSON.stringify({ probes: probes.map((one) => ({ ...one, to: "x@victim.example" })) }));
	if (read.kind === "bad") throw new Error(read.reason);
	const outcome = await probe(memoryFileSystem({ "sendmail.cf": CF }), "sendmail.cf", read.set);
	if (outcome.kind === "bad") throw new Error(outcome.reason);
	expect(outcome.answers.map(({ outcome, stage }) => `${outcome} at ${stage}`)).toEqual([
		"reject at mail",
		"accept at rcpt",
		"accept at rcpt",
	]);
});

it("takes a sendmail.cf without check_rcpt, as those before 8.9 are, for an open relay", async () => {
	const { configurations } = await check(memoryFileSystem({ "sendmail.cf": CF }), ["sendmail.cf"]);
	expect(configurations.map(({ verdict }) => verdict)).toEqual(["open"]);
});
