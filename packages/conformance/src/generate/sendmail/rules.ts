import type { Random } from "../../random.ts";
import { DOMAINS } from "../words.ts";

/** Rule sets of an administrator's own after MAILER, most of the time none. */
export function rulesOf(random: Random): readonly string[] {
	const parts: string[] = [];
	if (random.chance(10)) parts.push(`LOCAL_CONFIG\n${random.pick(CONFIG)(random)}`);
	if (random.chance(8)) {
		const chosen = random.sample(RULESETS, 1);
		parts.push(...chosen.map((make) => `LOCAL_RULESETS\n${make(random)}`));
	}
	return parts;
}

type Make = (random: Random) => string;

const CONFIG: readonly Make[] = [
	(random) => `CR${random.pick(DOMAINS)} ${random.pick(["10.1", "198.51.100"])}`,
	(random) => `Cw${random.pick(DOMAINS)}`,
	() => "C{Friends}friend.example 10.1.2",
	(random) => `C{VirtHost}${random.pick(DOMAINS)}`,
	() => "Krx regex -a@MATCH ^203\\.0\\.113\\.",
	() => "CPvictim.example",
];

const RULESETS: readonly Make[] = [
	(random) => `SLocal_check_rcpt\nR$*\t\t\t$: $1 $| $>canonify $1\nR$* $| $* < @ ${random.pick(DOMAINS)} . >\t$#OK`,
	(random) =>
		`SLocal_check_rcpt\nR$*\t\t\t$: $>CanonAddr $1\nR${random.pick(["alice", "x", "bob"])} < @ $* >\t$#error $@ 5.7.1 $: "550 no"`,
	(random) =>
		`SLocal_check_relay\nR$* $| ${random.pick(["203.0.113", "10.1", "198.51.100"])} . $*\t$#error $@ 5.7.1 $: "550 not you"`,
	(random) => `SLocal_check_mail\nR$*\t\t\t$: $>canonify $1\nR$* < @ ${random.pick(DOMAINS)} . >\t$#error $: 553 no`,
	() => "SLocal_check_rcpt\nR$*\t\t\t$: $&{client_addr}\nR127.$*\t\t$#OK\nR$*\t\t\t$@ ok",
	(random) => `SLocal_check_relay\nR${random.pick(["pc.", ""])}client.example $| $*\t$#OK`,
	() => "SLocal_check_mail\nR$*\t\t\t$: $1 $| $&{client_name}\nR$* $| $* . client.example\t$#OK",
	(random) => `SLocal_Relay_Auth\nR$*\t\t\t$: $&{auth_type}\nR${random.pick(["PLAIN", "LOGIN", "$+"])}\t\t\t$#OK`,
	(random) => `SLocal_check_rcpt\nR$*\t\t\t$: <$&f> $1\nR<$* @ ${random.pick(DOMAINS)} > $*\t$#OK`,
	() => "Scheck_compat\nR$*\t\t\t$@ ok",
];
