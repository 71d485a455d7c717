import { type Context, type Dependency, parseAddress, reverseName } from "@relaylint/core";

/** What Exim finds out about the client's name (specification, 10.14). */
export type ClientName =
	| { readonly kind: "names"; readonly names: readonly string[] }
	/** There is none that points back to the address. */
	| { readonly kind: "none" }
	/** The DNS does not answer. */
	| { readonly kind: "failing" }
	| { readonly kind: "unknown"; readonly because: Dependency };

const NAME = Symbol("client name");

/** The names of the client that the DNS confirms. */
export function clientName(context: Context): ClientName {
	return context.memo(NAME, () => lookUp(context));
}

function lookUp(context: Context): ClientName {
	const { client } = context.attempt;
	const pointers = context.world.dns(reverseName(client), "PTR");
	if (pointers.kind === "unknown") return { kind: "unknown", because: pointers.because };
	if (pointers.kind === "servfail") return { kind: "failing" };
	if (pointers.kind !== "records") return { kind: "none" };
	const own = parseAddress(client);
	const names: string[] = [];
	let failing = false;
	for (const pointer of pointers.records) {
		const name = pointer.replace(/\.$/, "").toLowerCase();
		const back = context.world.dns(name, client.includes(":") ? "AAAA" : "A");
		if (back.kind === "unknown") return { kind: "unknown", because: back.because };
		if (back.kind === "servfail") failing = true;
		if (back.kind === "records" && back.records.some((record) => parseAddress(record)?.value === own?.value)) names.push(name);
	}
	if (names.length > 0) return { kind: "names", names };
	return failing ? { kind: "failing" } : { kind: "none" };
}
