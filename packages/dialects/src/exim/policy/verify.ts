import { dependsOn, FALSE, type Match, TRUE, type Truth, truthOf } from "@relaylint/core";
import type { AclCondition } from "../acl-statements.ts";
import type { ValueText } from "../value.ts";
import { atomOf } from "./atoms.ts";
import { clientName } from "./client-name.ts";
import type { Place } from "./place.ts";
import { routeTruth } from "./routers.ts";

/** `verify = recipient` and its like, as far as the files decide (specification, 44.46 to 44.53). */
export function verifyMatch(condition: AclCondition, value: ValueText, place: Place): Match {
	const [what = "", ...options] = value.text.trim().split("/");
	const { origin } = condition;
	const outside = (text: string): Match => ({
		kind: "unknown",
		because: { kind: "outside", key: `verify:${value.text}`, text, origin },
		origin,
	});
	const calls = options.some((option) => /^\s*callout/.test(option));
	switch (what.trim().split(/[=\s]/)[0]) {
		case "recipient":
			return calls
				? {
						kind: "all",
						operands: [recipient(value, place, options), outside("whether the recipient's server takes the address")],
					}
				: recipient(value, place, options);
		case "sender":
			return calls
				? { kind: "all", operands: [sender(value, place, options), outside("whether the sender's server takes the address")] }
				: sender(value, place, options);
		case "certificate":
			return atomOf({
				name: value.text,
				origin,
				reads: ["tls", "certificate"],
				scope: place.scope,
				test: ({ context }) => {
					const certified = place.server.option("tls_verify_certificates") !== undefined;
					const asked = ["tls_verify_hosts", "tls_try_verify_hosts"].some(
						(option) => (place.server.option(option)?.value?.text ?? "") !== "",
					);
					if (!asked) return FALSE;
					if (context !== undefined && (!context.attempt.tls || !context.attempt.clientCertificate)) return FALSE;
					// The certificate of an attempt is signed by nobody that the server knows.
					if (context !== undefined) return FALSE;
					const named = place.server.option("tls_verify_certificates")?.value?.text ?? "system";
					return dependsOn(
						certified && named !== "system" && !/\/etc\/ssl\/certs/.test(named)
							? { kind: "outside", key: "authorities", text: `whose certificates ${named} signs` }
							: { kind: "choice", key: "certificate", text: "whether the client shows a certificate that anybody can get" },
					);
				},
			});
		case "reverse_host_lookup":
			return atomOf({
				name: value.text,
				origin,
				reads: ["client", "client-name", "dns"],
				scope: place.scope,
				test: ({ context }) => {
					if (context === undefined) return dependsOn({ kind: "choice", key: "name", text: "whether the client has a name" });
					const found = clientName(context);
					return found.kind === "unknown"
						? dependsOn(found.because)
						: found.kind === "failing"
							? { kind: "error", reason: "the DNS does not answer" }
							: truthOf(found.kind === "names");
				},
			});
		case "helo":
			return atomOf({
				name: value.text,
				origin,
				reads: ["helo", "client", "dns"],
				scope: place.scope,
				test: ({ context }) => {
					if (context === undefined)
						return dependsOn({ kind: "choice", key: "helo", text: "whether the HELO name is the client's" });
					const { helo, client } = context.attempt;
					if (helo === `[${client}]`) return TRUE;
					const names = clientName(context);
					if (names.kind === "names" && names.names.includes(helo.toLowerCase())) return TRUE;
					const answer = context.world.dns(helo, client.includes(":") ? "AAAA" : "A");
					if (answer.kind === "unknown") return dependsOn(answer.because);
					return truthOf(answer.kind === "records" && answer.records.includes(client));
				},
			});
		case "header_syntax":
		case "header_names_ascii":
		case "not_blind":
		case "header_sender":
			return outside("the headers of the message");
		case "csa":
		case "arc":
			return outside(`verify = ${what}`);
		default:
			return { kind: "error", reason: `there is no "verify = ${what}"`, origin };
	}
}

function recipient(value: ValueText, place: Place, options: readonly string[]): Match {
	return atomOf({
		name: `verify = ${value.text}`,
		origin: value.origin,
		reads: ["recipient", "sender", "dns"],
		scope: place.scope,
		test: (on) => routeTruth("recipient", on, place, options),
	});
}

function sender(value: ValueText, place: Place, options: readonly string[]): Match {
	return atomOf({
		name: `verify = ${value.text}`,
		origin: value.origin,
		reads: ["sender", "dns"],
		scope: place.scope,
		test: (on): Truth => {
			if (on.context === undefined)
				return dependsOn({ kind: "choice", key: "sender", text: "whether the sender can be verified" });
			const address = on.variable("sender_address");
			if (address.kind === "text" && address.text === "") return TRUE;
			return routeTruth("sender", on, place, options);
		},
	});
}
