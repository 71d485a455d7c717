import {
	byDefault,
	type Context,
	dependsOn,
	FALSE,
	type Match,
	type Origin,
	type PolicyRule,
	type Region,
	type StageRules,
	TRUE,
	type Truth,
	truthOf,
} from "@relaylint/core";
import type { Driver } from "../document.ts";
import { expand } from "../expansion/evaluate.ts";
import type { Scope } from "../expansion/scope.ts";
import { type Condition, EMPTY, limit, oneOf, outside, testOf, textValue, type Value } from "../expansion/value-of.ts";
import { atomOf } from "./atoms.ts";
import { conditionTruth } from "./conditions-truth.ts";
import type { Place } from "./place.ts";
import type { Server } from "./server.ts";

/** What decides whether a login by an authenticator succeeds. */
export type LoginCheck =
	/** It checks a password, here or elsewhere: strangers have none. */
	| { readonly kind: "password" }
	/** Whatever the client says succeeds. */
	| { readonly kind: "anyone" }
	/** It never succeeds. */
	| { readonly kind: "nobody" }
	/** It is not offered. */
	| { readonly kind: "not-offered" }
	| { readonly kind: "unknown"; readonly reason: string };

/** One authenticator of the server's side. */
export interface Authenticator {
	readonly driver: Driver;
	readonly name: string;
	readonly mechanism: string;
	readonly check: LoginCheck;
	readonly origin: Origin;
}

/** The authenticators of a configuration with what they check (specification, 33 to 41). */
export function authenticatorsOf(server: Server): readonly Authenticator[] {
	return server.document.authenticators.map((driver) => ({
		driver,
		name: driver.name,
		mechanism: (driver.options.get("public_name")?.value?.text ?? driver.name).toUpperCase(),
		check: checkOf(driver, server),
		origin: driver.options.get("server_condition")?.value?.origin ?? driver.nameOrigin,
	}));
}

const OUTSIDE_DRIVERS = new Set(["dovecot", "cyrus_sasl", "heimdal_gssapi"]);

function checkOf(driver: Driver, server: Server): LoginCheck {
	const kind = driver.options.get("driver")?.value?.text;
	const condition = driver.options.get("server_condition")?.value;
	switch (kind) {
		case "plaintext":
			return condition === undefined ? { kind: "not-offered" } : ofCondition(condition.text, driver, server);
		case "cram_md5":
			return driver.options.has("server_secret") ? { kind: "password" } : { kind: "not-offered" };
		case "spa":
			return driver.options.has("server_password") ? { kind: "password" } : { kind: "not-offered" };
		case "dovecot":
			return driver.options.has("server_socket") ? { kind: "password" } : { kind: "not-offered" };
		case "external":
		case "tls":
			return { kind: "unknown", reason: `the authenticator ${driver.name} looks at the client's certificate` };
		default:
			return kind !== undefined && OUTSIDE_DRIVERS.has(kind)
				? { kind: "password" }
				: { kind: "unknown", reason: `what the authenticator ${driver.name} checks` };
	}
}

/**
 * A condition that comes out the same whatever the client says checks nothing; nor does one that holds for words which a stranger makes up.
 * Who must only name a user, or something that a file holds, has no password to know, but a name.
 */
function ofCondition(text: string, driver: Driver, server: Server): LoginCheck {
	const values = [true, false].map((valid) => testOf(expand(text, loginScope(valid, server)), conditionTruth));
	if (values.every((truth) => truth.kind === "true")) return { kind: "anyone" };
	if (values.every((truth) => truth.kind === "false" || truth.kind === "failed" || truth.kind === "error"))
		return { kind: "nobody" };
	const succeeds = (words: Words, lookup: Scope["lookup"]) =>
		testOf(expand(text, strangerScope(words, lookup, server)), conditionTruth).kind === "true";
	const login = /^login$/i.test(driver.options.get("public_name")?.value?.text.trim() ?? driver.name);
	const wordsOf = (user: string, password: string): Words => (login ? [user, password, ""] : ["", user, password]);
	const madeUp = MADE_UP.flatMap((word) => [wordsOf(word, word), [word, word, word] as const]);
	if (madeUp.some((words) => succeeds(words, () => WORDS))) return { kind: "anyone" };
	const names = [...new Set(text.match(/[\w.@-]+/g) ?? [])].slice(0, MOST_NAMES);
	return [...names, ...MADE_UP].some((user) => succeeds(wordsOf(user, PASSWORD), findsNames))
		? { kind: "unknown", reason: `whose name the authenticator ${driver.name} takes without a password` }
		: { kind: "password" };
}

/** What a client says first, second and third: an identity, a user and a password by PLAIN, a user and a password by LOGIN. */
type Words = readonly [string, string, string];

/** Words of a stranger, of several forms. */
const MADE_UP: readonly string[] = ["stranger", "stranger@sender.example", "A-Stranger-of-2001"];
const MOST_NAMES = 100;

/** A password that no user has. */
const PASSWORD = "No-Users-Password";
/** What a file holds of a user: no stranger knows it. */
const SECRET: Value = textValue("\u{1}secret\u{1}");

/** A look-up that finds every user, but none by a password that is not theirs. */
const findsNames: Scope["lookup"] = ({ key, target }) => {
	const asksForPassword = [key, target].some((one) => one?.kind === "text" && /no-users-password/i.test(one.text));
	return asksForPassword ? { kind: "failed" } : SECRET;
};

/** A scope in which a stranger says those words, whose password no check of passwords takes. */
function strangerScope(words: Words, lookup: Scope["lookup"], server: Server): Scope {
	const scope = loginScope(false, server);
	return {
		...scope,
		variable: (name) => {
			const [, at] = /^(?:auth)?([123])$/.exec(name) ?? [];
			return at === undefined ? scope.variable(name) : textValue(words[Number(at) - 1] ?? "");
		},
		lookup,
	};
}

const WORDS: Value = { kind: "open", because: outside("password", "the password of the login") };

/** A scope in which the client's words are unknown and a check of them has one answer. */
function loginScope(valid: boolean, server: Server): Scope {
	const words = WORDS;
	return {
		variable: (name) =>
			/^(?:auth\d|\d)$/.test(name)
				? words
				: name === "primary_hostname"
					? server.hostname
					: { kind: "open", because: limit(`$${name}`) },
		matches: () => dependsOn(outside("password", "the login")),
		lookup: () => words,
		exists: (path) => server.files.exists(path),
		checksLogin: () => textValue(valid ? "1" : "0"),
	};
}

const OFFERED = ["PLAIN", "LOGIN"];

/** Logging in: whether AUTH is offered to this client, and whether its login succeeds. */
export function loginStage(place: Place, authenticators: readonly Authenticator[]): StageRules {
	const origin = byDefault("AUTH");
	const usable = authenticators.filter(({ check }) => check.kind !== "not-offered");
	const test = (name: string, of: (scope: Scope) => Condition): Match =>
		atomOf({ name, origin, reads: ["login", "tls", "client"], scope: place.scope, test: of });
	const tried = test("the client logs in", (on) => {
		if (on.context !== undefined) return truthOf(on.context.attempt.login !== undefined);
		return FALSE;
	});
	const rules: PolicyRule[] = [];
	const refuse = (match: Match, text: string): void =>
		void rules.push({
			match: { kind: "all", operands: [tried, match] },
			action: { kind: "refuse", outcome: "noauth" },
			origin,
			text,
		});
	const hosts = place.server.option("auth_advertise_hosts")?.value;
	if (hosts !== undefined) {
		const list = place.lists.hosts.optionList(hosts, "auth_advertise_hosts");
		rules.push({
			match: { kind: "all", operands: [tried, { kind: "not", operand: list }] },
			action: { kind: "refuse", outcome: "noauth" },
			origin: hosts.origin,
			text: "AUTH is not offered to this client",
		});
	}
	refuse(
		test("no authenticator is offered", (on) => {
			if (on.context === undefined) return FALSE;
			let open: Truth | undefined;
			for (const one of usable) {
				if (!OFFERED.includes(one.mechanism)) continue;
				const truth = advertised(one, on);
				if (truth.kind === "true") return FALSE;
				if (truth.kind === "unknown") open ??= truth;
			}
			return open ?? TRUE;
		}),
		"AUTH is not offered",
	);
	refuse(
		test("the login fails", (on) => {
			const { context } = on;
			if (context === undefined) return FALSE;
			const one = usable.find((candidate) => OFFERED.includes(candidate.mechanism) && advertised(candidate, on).kind === "true");
			return one === undefined ? FALSE : failsFor(one, context);
		}),
		"the login fails",
	);
	return { name: "AUTH", at: "auth", rules, origin };
}

function failsFor({ check }: Authenticator, { attempt }: Context): Truth {
	switch (check.kind) {
		case "anyone":
			return FALSE;
		case "nobody":
		case "not-offered":
			return TRUE;
		case "password":
			return truthOf(attempt.login?.valid !== true);
		case "unknown":
			return dependsOn(limit(check.reason));
	}
}

function advertised({ driver }: Authenticator, on: Scope): Truth {
	const value = driver.options.get("server_advertise_condition")?.value;
	if (value === undefined) return TRUE;
	const truth = testOf(expand(value.text, on), (text) => truthOf(text !== "" && !/^(?:0*|no|false)$/i.test(text.trim())));
	// A forced failure offers it.
	return truth.kind === "failed" ? TRUE : truth.kind === "error" ? FALSE : truth;
}

/** Who has logged in, as `$authenticated_id` and `$sender_host_authenticated` say it. */
export function loggedIn(
	authenticators: readonly Authenticator[],
	on: { readonly context?: Context; readonly region?: Region },
	which: "id" | "name",
): Value {
	const usable = authenticators.filter(({ check }) => check.kind !== "not-offered" && check.kind !== "nobody");
	if (on.context !== undefined) {
		const { login } = on.context.attempt;
		if (login === undefined) return EMPTY;
		const one = usable.find(({ mechanism }) => OFFERED.includes(mechanism));
		if (one === undefined) return EMPTY;
		if (which === "name") return textValue(one.name);
		const id = one.driver.options.get("server_set_id")?.value?.text.trim();
		if (id === undefined || id === "") return EMPTY;
		return /^\$(?:\{?(?:auth)?[12]\}?)$/.test(id) ? textValue(login.user) : { kind: "open", because: limit("$authenticated_id") };
	}
	const free = usable.filter(({ check }) => check.kind === "anyone" || check.kind === "unknown");
	const fixed = on.region?.fixed?.login;
	if (fixed === true)
		return which === "name"
			? oneOf(
					usable.map(({ name }) => textValue(name)),
					limit("the authenticator"),
				)
			: { kind: "open", because: limit("$authenticated_id") };
	if (fixed === false || free.length === 0) return EMPTY;
	const because = free.some(({ check }) => check.kind === "anyone")
		? ({ kind: "choice", key: "login", text: "a login that anybody can make" } as const)
		: limit(`what the authenticator ${free[0]?.name} checks`);
	if (which === "id") return { kind: "open", because };
	return oneOf([EMPTY, ...free.map(({ name }) => textValue(name))], because);
}
