import type { Random } from "../../random.ts";
import { CLIENT_NAMES, CLIENTS, DOMAINS, mailbox } from "../words.ts";

/** Lines of an access map in source. */
export function accessLines(random: Random): readonly string[] {
	return Array.from({ length: 1 + random.below(9) }, () => {
		const [key, value] = [accessKey(random), accessValue(random)];
		return random.weigh<() => string>([
			[30, () => `${key}\t${value}`],
			[2, () => `${key} ${value}`],
			[1, () => `${key}   ${value}  `],
			[1, () => `${key}\t${value} # why`],
			[1, () => `# ${key}\t${value}`],
			[1, () => ` ${key}\t${value}`],
			[1, () => key],
		])();
	});
}

const OPERANDS = ["Connect:", "From:", "To:", "Spam:", "connect:", "FROM:", "Connect: ", "GreetPause:", "Foo:"] as const;

/** A key of the access map, of the forms that the rules ask for and some that they do not. */
function accessKey(random: Random): string {
	const tag = random.weigh<() => string>([
		[6, () => ""],
		[5, () => "Connect:"],
		[4, () => "To:"],
		[4, () => "From:"],
		[1, () => "Spam:"],
		[1, () => random.pick(OPERANDS)],
	])();
	return tag + subject(random);
}

function subject(random: Random): string {
	const client = () => random.pick(CLIENTS).replace(/^(?=.*:)/, "IPv6:");
	return random.weigh<() => string>([
		[4, client],
		[5, () => client().replace(/[.:][^.:]*$/, "")],
		[2, () => client().replace(/^(IPv6:[^:]*|[^.:]*[.]?[^.:]*).*$/, "$1")],
		[1, () => client().replace(/[.:].*$/, "")],
		[1, () => `${client().replace(/[.][^.]*$/, "")}.`],
		[1, () => `[${random.pick(CLIENTS)}]`],
		[1, () => `${random.pick(["10.1.2.0/24", "203.0.113.0/25", "0.0.0.0/0", "10.*", "*", "ALL", "all", ".", ""])}`],
		[4, () => random.pick(CLIENT_NAMES)],
		[6, () => random.pick(DOMAINS)],
		[2, () => `.${random.pick(DOMAINS)}`],
		[3, () => random.pick(["example", "net", "com", "test", "localhost", "mx", "mx.example.com", "[127.0.0.1]"])],
		[2, () => `${random.pick(["alice", "bob", "x", "user", "nosuch", "alice+news", "bob+*", "postmaster", "Alice"])}@`],
		[4, () => mailbox(random)],
		[1, () => random.pick(["alice", "<>", "x@", "@example.com", "@victim.example", "user@[203.0.113.9]"])],
	])();
}

function accessValue(random: Random): string {
	return random.weigh<() => string>([
		[10, () => "RELAY"],
		[5, () => "OK"],
		[4, () => "REJECT"],
		[2, () => "SKIP"],
		[2, () => "DISCARD"],
		[
			3,
			() => random.pick(['ERROR:"550 no"', "ERROR:5.7.1:550 no", 'ERROR:4.2.2:"450 later"', "ERROR:450 later", "ERROR:nonsense"]),
		],
		[2, () => random.pick(["550 no such luck", "450 not now", "421 bye", "554", "200 fine", "571 x"])],
		[1, () => random.pick(["QUARANTINE:suspect", "QUARANTINE:"])],
		[2, () => random.pick(["relay", "Relay", "ok", "reject", "skip", "RELAYED", "RELAY:x", "SUBJECT", "VERIFY", "OK RELAY"])],
		[1, () => random.pick(["FRIEND", "HATER", "friend", "nonsense", "REJECT:x", "ACCEPT", "PERMIT", "x@victim.example"])],
	])();
}

/** Lines of a class file. */
export function classLines(random: Random, own: boolean): readonly string[] {
	const word = () =>
		random.weigh<() => string>([
			[8, () => random.pick(DOMAINS)],
			[own ? 2 : 4, () => random.pick(["relay.example", "client.example", "friend.example", "other.net", "sub.relay.example"])],
			[2, () => random.pick(CLIENTS).replace(/^(?=.*:)/, "IPv6:")],
			[2, () => random.pick(CLIENTS).replace(/[.:][^.:]*$/, "")],
			[1, () => random.pick(CLIENTS).replace(/[.:].*$/, "")],
			[1, () => `[${random.pick(CLIENTS).replace(/^(?=.*:)/, "IPv6:")}]`],
			[1, () => random.pick(CLIENT_NAMES)],
			[1, () => random.pick(["example", "net", "localhost", "mx", ".friend.example", "10.0.0.0/8", "*", "VICTIM.example"])],
		])();
	const lines = Array.from({ length: random.below(own ? 4 : 6) }, () =>
		random.weigh<() => string>([
			[10, word],
			[1, () => `${word()} ${word()}`],
			[1, () => `${word()} # ${word()}`],
			[1, () => `# ${word()}`],
			[1, () => ` ${word()}`],
			[1, () => word().toUpperCase()],
			[1, () => ""],
		])(),
	);
	return own ? ["example.com", ...lines] : lines;
}

/** Lines of a virtusertable. */
export function virtuserLines(random: Random): readonly string[] {
	const users = ["alice", "bob", "x", "user", "nosuch", "list"] as const;
	return Array.from({ length: 1 + random.below(5) }, () => {
		const key = random.weigh<() => string>([
			[4, () => `${random.pick(users)}@${random.pick(DOMAINS)}`],
			[3, () => `@${random.pick(DOMAINS)}`],
			[1, () => `@.${random.pick(DOMAINS)}`],
			[1, () => `${random.pick(users)}+*@${random.pick(DOMAINS)}`],
			[1, () => `${random.pick(users)}+news@${random.pick(DOMAINS)}`],
			[1, () => random.pick(DOMAINS)],
		])();
		const value = random.weigh<() => string>([
			[4, () => random.pick(users)],
			[3, () => mailbox(random)],
			[2, () => `%1@${random.pick(DOMAINS)}`],
			[2, () => random.pick(["error:nouser no such user", "error:5.1.1:550 no", "error:4.2.2:450 later", "error:no"])],
			[1, () => random.pick(["%1", "%2@victim.example", "%1%3@example.com", "alice@", "root", "x%victim.example@example.com"])],
		])();
		return `${key}\t${value}`;
	});
}

/** Lines of a mailertable. */
export function mailertableLines(random: Random): readonly string[] {
	return Array.from({ length: 1 + random.below(4) }, () => {
		const key = `${random.chance(3) ? "." : ""}${random.pick(DOMAINS)}`;
		const value = random.pick([
			"esmtp:[198.18.7.7]",
			"smtp:gate.other.net",
			"relay:[198.18.7.7]",
			"relay:hub.example.com",
			"local:",
			"local:alice",
			"error:nouser no",
			"error:5.7.0:550 no",
			"error:4.7.0:450 later",
			"discard:",
			"esmtp:%1.gate.other.net",
			"smtp8:[10.0.0.1]",
		]);
		return `${random.chance(12) ? "." : key}\t${value}`;
	});
}

/** Lines of a domaintable. */
export function domaintableLines(random: Random): readonly string[] {
	return Array.from(
		{ length: 1 + random.below(3) },
		() => `${random.pick([...DOMAINS, "old.example"])}\t${random.pick([...DOMAINS, "new.example"])}`,
	);
}

/** Lines of an aliases file. */
export function aliasLines(random: Random): readonly string[] {
	return [
		"postmaster: root",
		...Array.from({ length: 1 + random.below(4) }, () => {
			const name = random.pick(["list", "x", "bob", "sales", "nosuch", "alice+news"]);
			return `${name}: ${random.pick(["alice", "user", "x@victim.example", "bob@example.com", "alice, x@victim.example"])}`;
		}),
	];
}
