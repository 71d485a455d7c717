import { type DnsZone, reverseName } from "@relaylint/core";
import { type Random, randomFrom } from "../../random.ts";
import type { DraftTable } from "../draft.ts";
import { listings } from "../generate.ts";
import { clientsNear, type Mined, mine, nameClients, namesNear, probesOf } from "../probes.ts";
import { type SendmailDraft, sendmailCase } from "./draft.ts";
import { featuresOf, type Needed } from "./features.ts";
import { accessLines, aliasLines, classLines, domaintableLines, mailertableLines, virtuserLines } from "./maps.ts";
import { rulesOf } from "./rules.ts";

/** A random but plausible Sendmail configuration with questions at the boundaries of its sets; the seed alone decides. */
export function generateSendmail(seed: number, probes = 40): SendmailDraft {
	const random = randomFrom(seed);
	const parts = featuresOf(random);
	const needed = new Map(parts.flatMap(({ needs = [] }) => needs.map((one) => [one.file, one])));
	const tables = [...needed.values()].flatMap((one): readonly DraftTable[] =>
		// A file that somebody forgot.
		random.chance(30) ? [] : [{ file: one.file, lines: linesOf(random, one) }],
	);
	const draft: SendmailDraft = {
		features: parts.map(({ text }) => text).filter((text) => text !== ""),
		rules: rulesOf(random),
		tables,
		world: {},
		probes: [],
	};
	const text = Object.values(sendmailCase(draft, "").files)
		.map((content) => Buffer.from(content, "base64").toString())
		.join("\n");
	const mined = minePrefixes(text);
	const clients = clientsNear(random, mined, 10);
	const naming = nameClients(random, clients, namesNear(mined), reverseName);
	const dns: DnsZone = { ...exchangers(random), ...listings(clients, random.below(4)), ...naming.zone };
	const ports = [25, 25, 25, ...[587, 2525].filter((port) => (port === 587 ? random.chance(2) : text.includes(String(port))))];
	return {
		...draft,
		world: { release: "8.17.1", dns },
		probes: probesOf(random, mined, naming, ports, probes, /confAUTH_MECHANISMS/.test(text), /confSERVER_CERT/.test(text)),
	};
}

function linesOf(random: Random, { content }: Needed): readonly string[] {
	switch (content) {
		case "access":
			return accessLines(random);
		case "own":
			return classLines(random, true);
		case "relay":
			return classLines(random, false);
		case "virtuser":
			return virtuserLines(random);
		case "mailertable":
			return mailertableLines(random);
		case "domaintable":
			return domaintableLines(random);
		case "aliases":
			return aliasLines(random);
	}
}

/** What a text names, and the clients at the edges of the prefixes of addresses that it names as Sendmail does. */
function minePrefixes(text: string): Mined {
	const networks = [...text.matchAll(/(?<![\w.:])(\d{1,3}(?:\.\d{1,3}){0,2})\.?(?![\w.:])/g)].map(([, prefix = ""]) => {
		const octets = prefix.split(".");
		return `${[...octets, "0", "0", "0"].slice(0, 4).join(".")}/${octets.length * 8}`;
	});
	return mine(`${text}\n${networks.join("\n")}`);
}

/** Mail exchangers of domains that generated configurations name: this server for some. */
function exchangers(random: Random): DnsZone {
	return random.chance(2)
		? {}
		: { [`${random.pick(["other.net", "friend.example", "victim.example"])} MX`]: ["10 mx.example.com"] };
}
