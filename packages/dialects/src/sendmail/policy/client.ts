import { type Context, type Dependency, dependsOn, FALSE, reverseName, TRUE, type Truth } from "@relaylint/core";
import { keyOfAddress, longForm, type Server } from "../server.ts";

/** What the daemon knows of a client's name: `${client_resolve}` and `${client_name}` (op.txt 5.2). */
export type ClientName =
	| { readonly kind: "confirmed"; readonly name: string; readonly pointer: string }
	/** The name does not lead back to the address. */
	| { readonly kind: "forged"; readonly pointer: string }
	| { readonly kind: "none" }
	| { readonly kind: "later" }
	| { readonly kind: "unknown"; readonly because: Dependency };

const NAME = Symbol("client name");

/** The name of the client, confirmed by its address. */
export function clientName(context: Context): ClientName {
	return context.memo(NAME, () => {
		const { attempt, world } = context;
		const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(attempt.client);
		const address = mapped?.[1] ?? attempt.client;
		const pointer = world.dns(reverseName(address), "PTR");
		if (pointer.kind === "unknown") return pointer;
		if (pointer.kind === "servfail") return { kind: "later" };
		const name = pointer.kind === "records" ? pointer.records[0]?.replace(/\.$/, "") : undefined;
		if (name === undefined || name === "") return { kind: "none" };
		const six = address.includes(":");
		const back = world.dns(name, six ? "AAAA" : "A");
		if (back.kind === "unknown") return back;
		// A name whose address cannot be looked up for now counts as forged.
		const same = (one: string) => (six ? longForm(one) === longForm(address) : one === address);
		if (back.kind !== "records" || !back.records.some(same)) return { kind: "forged", pointer: name };
		return { kind: "confirmed", name: name.toLowerCase(), pointer: name };
	});
}

/** What rules see as `${client_name}`: the confirmed name, or the address in brackets. */
export function nameInRules(server: Server, context: Context): string | undefined {
	const name = clientName(context);
	if (name.kind === "unknown") return undefined;
	return name.kind === "confirmed" ? name.name : `[${keyOfAddress(context.attempt.client, server)}]`;
}

/** The truth of something about a client whose name may hang on the DNS outside. */
export function ofName(context: Context, test: (name: ClientName) => boolean): Truth {
	const name = clientName(context);
	if (name.kind === "unknown") return dependsOn(name.because);
	return test(name) ? TRUE : FALSE;
}
