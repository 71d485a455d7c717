import { describe, expect, test } from "vitest";
import type { AliasRequest } from "./alias.ts";
import { DEFAULT_ALIAS_LIMITS, expandAliases } from "./alias.ts";
import type { AddressSettings, LookupResult, TableLookup } from "./settings.ts";
import { recordedRows, settings } from "./testing/recorded-settings.ts";

/** The virtual alias table under which the recorded expansions were made. */
const table: Readonly<Record<string, string>> = {
	"a@valias.example": "b@foreign.example",
	"list@valias.example": "one@x.example, two@y.example three",
	"ext@valias.example": "target@foreign.example",
	"ext2@valias.example": '"us er"@foreign.example',
	"@cat.example": "@foreign.example",
	"@dog.example": "catch@foreign.example",
	"loop@valias.example": "loop@valias.example, loop2@valias.example",
	"loop2@valias.example": "loop@valias.example",
	"chain@valias.example": "a@valias.example",
	bare: "target@z.example",
	bare2: "user%foreign.example",
	'"q r"@valias.example': "q@foreign.example",
	"plain@valias.example": "user",
	"bang@valias.example": "foreign.example!user",
	"route@valias.example": "@a,@b:user@foreign.example",
	"name@valias.example": "Some One <user@foreign.example>",
	"com@valias.example": "user@foreign.example (comment)",
	"two+x@valias.example": "exact@foreign.example",
	"nothing@valias.example": ",",
	"null@valias.example": "<>",
	"group@valias.example": "g: a@x.example, b@x.example;",
	"ext3@valias.example": "@other.example",
};

const lookup: TableLookup<string> = (key): LookupResult<string> => {
	const value = table[key.text.toLowerCase()];
	return value === undefined ? { kind: "absent" } : { kind: "found", value };
};

const variants: Readonly<Record<string, { readonly propagate: boolean; readonly settings: AddressSettings<string> }>> = {
	propagate: { propagate: true, settings: settings({}) },
	keep: { propagate: false, settings: settings({ appendAtMyorigin: false }) },
	origin: { propagate: true, settings: settings({ myorigin: "relay.example", appendDotMydomain: true }) },
};

function expand(address: string, changes: Partial<AliasRequest<string>> = {}) {
	return expandAliases({
		address,
		lookup,
		propagateExtension: true,
		limits: DEFAULT_ALIAS_LIMITS,
		settings: settings({}),
		...changes,
	});
}

/** What cleanup(8) of Postfix 3.7.11 wrote as recipients, from its log (cleanup -v); nothing where it refused the message. */
describe("aliases as the daemon expanded them", () => {
	for (const [name, variant] of Object.entries(variants)) {
		test.each(recordedRows<{ readonly of: string } & Readonly<Record<string, readonly string[]>>>("aliases"))(
			`${name}: $of`,
			(row) => {
				const result = expand(row.of, { propagateExtension: variant.propagate, settings: variant.settings });
				expect(result.kind === "expanded" ? result.addresses : []).toEqual(row[name] ?? row.propagate);
			},
		);
	}
});

describe("aliases that do not come to an end or are not known", () => {
	test("a circle that no entry closes on itself is refused", () => {
		const circle: TableLookup<string> = (key) =>
			key.full ? { kind: "found", value: key.text.startsWith("x@") ? "y@a.example" : "x@a.example" } : { kind: "absent" };
		expect(expand("x@a.example", { lookup: circle })).toEqual({ kind: "failed", reasons: [] });
	});

	test("a list that grows without end is refused", () => {
		let count = 0;
		const growing: TableLookup<string> = () => ({ kind: "found", value: `a${count++}@a.example, b${count++}@a.example` });
		expect(expand("x@a.example", { lookup: growing }).kind).toBe("failed");
	});

	test("an unknown table makes the expansion unknown, a failing one fails it", () => {
		expect(expand("x@a.example", { lookup: () => ({ kind: "unknown", reason: "ldap" }) })).toEqual({
			kind: "unknown",
			reasons: ["ldap"],
		});
		expect(expand("x@a.example", { lookup: () => ({ kind: "error", reason: "gone" }) })).toEqual({
			kind: "failed",
			reasons: ["gone"],
		});
	});

	test("a domain that may be local matters only where the bare local part is in the table", () => {
		const own = settings({ isLocalDomain: () => ({ kind: "unknown", reason: "mydestination" }) });
		expect(expand("bare@q.example", { settings: own })).toEqual({ kind: "unknown", reasons: ["mydestination"] });
		expect(expand("x@q.example", { settings: own })).toEqual({ kind: "expanded", addresses: ["x@q.example"] });
	});
});
