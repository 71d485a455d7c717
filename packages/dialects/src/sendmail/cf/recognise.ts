import type { FileOrigin } from "@relaylint/core";
import type { FeatureName } from "../features.ts";
import type { CfStatement } from "./configuration.ts";
import { ruleNumber } from "./normal-rule.ts";
import { STOCK_RULES } from "./stock-rules.data.ts";

type Rule = Extract<CfStatement, { kind: "rule" }>;
type DnsList = Extract<CfStatement, { kind: "dns-list" }>;

/** What the rules of a generated file are. */
export interface Recognised {
	/** True where the rules of the checks are the stock rules of some features, so that what they do is known. */
	readonly checks: boolean;
	/** True where the rules that route mail are stock rules as well. */
	readonly routes: boolean;
	readonly features: ReadonlyMap<FeatureName, FileOrigin>;
	/** Lists in the DNS that the rules ask. */
	readonly lists: readonly DnsList[];
	/** The rules that are in the way, at most a few. */
	readonly odd: readonly FileOrigin[];
}

/** Rule sets that decide where mail goes, but not whether it is taken. */
const ROUTING = new Set(["parse", "Parse1", "Recurse", "MailerToTriple", "CanonLocal", "Mailertable", "localaddr", "ParseLocal"]);

interface StockRule {
	readonly number: string;
	/** All of these, each one of several, must hold. */
	readonly condition: readonly (readonly string[])[];
}

let parsed: ReadonlyMap<string, readonly StockRule[]> | undefined;

function stock(): ReadonlyMap<string, readonly StockRule[]> {
	parsed ??= new Map(
		Object.entries(STOCK_RULES).map(([name, text]) => [
			name,
			text.split(" ").flatMap((word): readonly StockRule[] => {
				if (word === "") return [];
				const [number = "", condition] = word.split(":");
				return [{ number, condition: (condition ?? "").split("+").flatMap((one) => (one === "" ? [] : [one.split("|")])) }];
			}),
		]),
	);
	return parsed;
}

/** Compares the rules of a generated file, one by one, with the stock rules. */
export function recogniseRules(statements: readonly CfStatement[]): Recognised {
	const sets = rulesBySet(statements);
	const lists: DnsList[] = [];
	const numbers = new Map<string, Numbers extends ReadonlyMap<string, infer V> ? V : never>();
	for (const name of stock().keys()) {
		const rules = withoutLimits(withoutLists(sets.get(name.toLowerCase()) ?? [], lists));
		numbers.set(
			name,
			rules.map((rule) => ({ number: ruleNumber(rule.left, rule.right).toString(36), rule })),
		);
	}
	const features = new Map(featuresOf(numbers));
	let wrong = mismatches(numbers, features);
	// A feature that only changes what another does shows in no rule of its own: it is there where the rules then agree.
	for (const feature of wrong.length === 0 ? [] : vocabulary()) {
		if (features.has(feature)) continue;
		const [first] = wrong;
		// Without any stock rule there is nothing to compare.
		if (first?.origin === undefined) break;
		features.set(feature, first.origin);
		const fewer = mismatches(numbers, features);
		if (fewer.length < wrong.length) wrong = fewer;
		else features.delete(feature);
	}
	// What a limited list of best exchangers does is not modelled.
	const checks = !features.has("bestmx-limited") && hasStockMaps(statements) && wrong.every(({ name }) => ROUTING.has(name));
	const routes = wrong.every(({ name }) => !ROUTING.has(name));
	const odd = wrong.slice(0, 5).flatMap(({ origin }) => (origin === undefined ? [] : [origin]));
	return { checks, routes, lists, odd, features: known(features) };
}

type Numbers = ReadonlyMap<string, readonly { readonly number: string; readonly rule: Rule }[]>;

/** The rule sets that are not what the features make of them, with the first rule that differs; a set that is not there differs too. */
function mismatches(
	numbers: Numbers,
	features: ReadonlyMap<string, FileOrigin>,
): readonly { readonly name: string; readonly origin: FileOrigin | undefined }[] {
	const holds = (literal: string) => (literal.startsWith("-") ? !features.has(literal.slice(1)) : features.has(literal));
	const any = [...numbers.values()].flat()[0]?.rule.origin;
	return [...stock()].flatMap(([name, rules]) => {
		const expected = rules.filter(({ condition }) => condition.every((some) => some.some(holds)));
		const there = numbers.get(name) ?? [];
		const at = there.findIndex(({ number }, index) => expected[index]?.number !== number);
		if (at === -1 && there.length === expected.length) return [];
		const origin = there[at === -1 ? there.length - 1 : at]?.rule.origin ?? any;
		return [{ name, origin }];
	});
}

/** Every feature that the stock rules know. */
function vocabulary(): readonly string[] {
	const names = new Set<string>();
	for (const rules of stock().values())
		for (const { condition } of rules) for (const some of condition) for (const one of some) names.add(one.replace(/^-/, ""));
	return [...names];
}

function rulesBySet(statements: readonly CfStatement[]): ReadonlyMap<string, readonly Rule[]> {
	const sets = new Map<string, Rule[]>();
	let current: Rule[] | undefined;
	for (const statement of statements) {
		if (statement.kind === "ruleset") {
			const key = statement.name.toLowerCase();
			current = sets.get(key) ?? [];
			sets.set(key, current);
		} else if (statement.kind === "rule") current?.push(statement);
	}
	return sets;
}

/** A list in the DNS is a group of rules with its name in them: FEATURE(dnsbl), FEATURE(enhdnsbl). */
function withoutLists(rules: readonly Rule[], lists: DnsList[]): readonly Rule[] {
	const out: Rule[] = [];
	for (let at = 0; at < rules.length; at++) {
		const rule = rules[at];
		const next = rules[at + 1];
		if (rule === undefined) break;
		const asked = /^\$:\s*<\?>\s*\$\(\s*e?dnsbl\s+\$4\.\$3\.\$2\.\$1\.([\w.-]+?)\.?\s+\$:\s*OK\s*\$\)\s*$/i.exec(
			next?.right ?? "",
		);
		if (rule.left.trim() !== "$*" || asked === null || next?.left.trim() !== "$-.$-.$-.$-") {
			out.push(rule);
			continue;
		}
		let end = at + 2;
		let defers = false;
		let action = "";
		for (; rules[end]?.left.trim().startsWith("<?>") === true; end++) {
			const right = rules[end]?.right ?? "";
			if (/<TMP>/.test(rules[end]?.left ?? "")) defers = /\$#/.test(right);
			else if (/\$#\s*discard/.test(right)) action = "discard";
			else if (/quarantine/.test(right)) action = "quarantine";
		}
		lists.push({ kind: "dns-list", feature: "dnsbl", given: [asked[1] ?? "", action, defers ? "t" : ""], origin: next.origin });
		at = end - 1;
	}
	return out;
}

/** Limits of rates and connections only refuse. */
function withoutLimits(rules: readonly Rule[]): readonly Rule[] {
	return rules.filter(({ right }) => !/\$>\s*"?(?:Rate|Conn)Control"?\s+dummy/.test(right));
}

/** A feature is there where a rule is that no other feature brings. */
function featuresOf(numbers: Numbers): ReadonlyMap<string, FileOrigin> {
	const found = new Map<string, FileOrigin>();
	for (const [name, rules] of stock()) {
		const there = new Map((numbers.get(name) ?? []).map(({ number, rule }) => [number, rule.origin]));
		const always = new Set(rules.filter(({ condition }) => condition.length === 0).map(({ number }) => number));
		for (const { number, condition } of rules) {
			const origin = there.get(number);
			if (origin === undefined || always.has(number)) continue;
			// A number that stands in the set for several reasons tells nothing by itself.
			const reasons = rules.filter((one) => one.number === number);
			for (const some of condition) {
				const [only] = some;
				if (some.length !== 1 || only === undefined || only.startsWith("-")) continue;
				if (reasons.every((one) => one.condition.some((other) => other.length === 1 && other[0] === only)) && !found.has(only))
					found.set(only, origin);
			}
		}
	}
	// Features that only take rules away.
	for (const [feature, mark] of ABSENT_RULES) {
		if (!hasRule(numbers, mark)) {
			const origin = numbers.get("Basic_check_rcpt")?.[0]?.rule.origin;
			if (origin !== undefined && !found.has(feature)) found.set(feature, origin);
		}
	}
	return found;
}

/** By a feature, a name of another whose rules it takes away: filled from the stock rules themselves. */
const ABSENT_RULES: readonly (readonly [feature: string, only: string])[] = [
	["no-uucp", "-no-uucp"],
	["no-percent-hack", "-no-percent-hack"],
	["accept-unqualified", "-accept-unqualified"],
	["promiscuous", "-promiscuous"],
];

function hasRule(numbers: ReadonlyMap<string, readonly { readonly number: string }[]>, literal: string): boolean {
	for (const [name, rules] of stock()) {
		const there = new Set((numbers.get(name) ?? []).map(({ number }) => number));
		for (const { number, condition } of rules) {
			const alone = condition.length === 1 && condition[0]?.length === 1 && condition[0][0] === literal;
			const other = rules.some((one) => one.number === number && !one.condition.some((some) => some.includes(literal)));
			if (alone && !other && there.has(number)) return true;
		}
	}
	return false;
}

/** Maps and classes on which the stock rules rely. */
function hasStockMaps(statements: readonly CfStatement[]): boolean {
	const maps: Readonly<Record<string, RegExp>> = {
		dequote: /^dequote\s*$/,
		resolve: /^host -a<OKR> -T<TEMP>\s*$/,
		macro: /^macro\s*$/,
		arith: /^arith\s*$/,
		mxserved: /^bestmx -z: -T<TEMP>\s*$/,
		bestmx: /^bestmx\s*$/,
	};
	const classes: Readonly<Record<string, RegExp>> = {
		Accept: /^(?:OK|RELAY)$/i,
		ResOk: /^OKR$/i,
		Src: /^[EFDUA]$/i,
		Tls: /^(?:VERIFY|ENCR)$/i,
		TlsVerified: /^(?:OK|TRUSTED)$/i,
		O: /^[@%!]$/,
	};
	return statements.every((one) => {
		if (one.kind === "map") return Object.hasOwn(maps, one.name) ? maps[one.name]?.test(one.specification) === true : true;
		if (one.kind === "class" && Object.hasOwn(classes, one.name))
			return one.words.every(({ text }) => classes[one.name]?.test(text));
		if (one.kind === "class-file") return !Object.hasOwn(classes, one.name);
		if (one.kind === "option" && one.name === "OperatorChars") return one.value === ".:%@!^/[]+";
		return true;
	});
}

const SAME_NAMES = new Set<string>([
	"access",
	"access-skip",
	"lookup-dot-domain",
	"relay-full-address",
	"blocklist-recipients",
	"delay-checks",
	"spam-friend",
	"spam-hater",
	"hosts-only",
	"entire-domain",
	"local-from",
	"mail-from",
	"mail-from-domain",
	"mx-served",
	"promiscuous",
	"loose-relay-check",
	"accept-unqualified",
	"accept-unresolvable",
	"no-uucp",
	"reject-uucp",
	"no-percent-hack",
	"reject-percent-hack",
	"no-canonify",
	"canonify-hosts",
	"virtuser",
	"virtuser-entire-domain",
	"mailertable",
	"domaintable",
	"bestmx-local",
	"require-rdns",
	"client-ptr",
	"bad-mx",
	"sticky-host",
	"block-bad-helo",
	"bitdomain",
	"uucpdomain",
	"redirect",
	"mailmacro",
]);

function known(features: ReadonlyMap<string, FileOrigin>): ReadonlyMap<FeatureName, FileOrigin> {
	return new Map([...features].flatMap(([name, origin]) => (SAME_NAMES.has(name) ? [[name as FeatureName, origin]] : [])));
}
