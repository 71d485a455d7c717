import { defineRule, type FileOrigin, type Fix } from "@relaylint/core";
import { type MasterService, type Override, processName, servicesInForce } from "../../master.ts";
import { modelOf } from "../../model.ts";
import { registeredNames, registrationOf } from "../../registration.ts";
import { findParameter, isKnownInRelease, type Release } from "../../schema/schema.ts";
import { isExplained } from "../hazards.ts";
import { referencedNames } from "../written.ts";

/** An option of a service sets a parameter that its program does not read. */
export const overrideHasNoEffect = defineRule({
	id: "override-has-no-effect",
	severity: "warning",
	summary: "An option of a service sets a parameter that its program does not read.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		for (const service of servicesInForce(model.masterCf?.services ?? [])) {
			if (service.command.hole) continue;
			for (const override of service.overrides) {
				const { name, nameOrigin, condition } = override;
				const reader = readerOf(name, processName(service));
				if (reader === undefined || condition !== undefined || referencedNames(model).has(name)) continue;
				if (isExplained(model, nameOrigin)) continue;
				report({
					certainty: "proven",
					origin: override.origin,
					message: `${processName(service)}(8) does not read ${name}. The option has no effect. ${reader}`,
					tag: "unnecessary",
					fixes: fixesOf(override, service),
				});
			}
		}
	},
});

/** The release of which it is known what smtpd reads. */
const READINGS: Release = { major: 3, minor: 7 };

/** Programs that read no parameter of smtpd's. */
const NOT_SMTPD = new Set(
	"anvil bounce cleanup discard error flush lmtp local oqmgr pickup pipe qmgr scache showq smtp spawn trivial-rewrite verify virtual".split(
		" ",
	),
);

/** What smtpd reads with all programs and has no use for. */
const READ_IN_VAIN = new Set(["relayhost"]);

/** What to do instead; undefined where the program may make use of the parameter. */
function readerOf(name: string, program: string): string | undefined {
	const schema = findParameter(name);
	if (schema === undefined) return undefined;
	if (program === "smtpd") {
		if (/^(?:smtpd_|tls_|openssl_|postscreen_)/.test(name) || !isKnownInRelease(schema, READINGS)) return undefined;
		if ((registrationOf(name) !== undefined && !READ_IN_VAIN.has(name)) || usedByDefaults().has(name)) return undefined;
		return remedyOf(name);
	}
	if (!NOT_SMTPD.has(program) || !/^smtpd_/.test(name)) return undefined;
	return "Set it on the line of the smtpd that is meant, or in main.cf.";
}

const OF_CLEANUP =
	/^(?:(?:header|body|mime_header|nested_header)_checks(?:_.*)?|always_bcc|(?:sender|recipient)_bcc_maps|canonical_classes|sender_canonical_classes|recipient_canonical_classes|masquerade_.*|milter_header_checks|non_smtpd_milters|always_add_missing_headers|message_reject_characters|message_strip_characters|virtual_alias_(?:address_length|expansion|recursion)_limit)$/;

const OF_REWRITE =
	/^(?:transport_maps|relocated_maps|sender_dependent_.*|relayhost|(?:local|virtual|relay|default)_transport|virtual_(?:alias|mailbox)_domains|(?:append|swap|allow_percent|allow_min|resolve)_.*)$/;

function remedyOf(name: string): string {
	if (OF_CLEANUP.test(name))
		return "cleanup(8) reads it: give this service a cleanup of its own with cleanup_service_name, or set it in main.cf.";
	if (OF_REWRITE.test(name)) return "trivial-rewrite(8) reads it, for all services: set it in main.cf.";
	if (name.startsWith("smtp_")) return "smtp(8), which sends mail, reads it: set it there, or in main.cf.";
	return "Set it in main.cf, or on the line of the program that reads it.";
}

let used: ReadonlySet<string> | undefined;

/** Names that stand in the defaults of what smtpd reads: by them it reads more than it asks for. */
function usedByDefaults(): ReadonlySet<string> {
	if (used !== undefined) return used;
	const found = new Set<string>();
	const visit = (name: string) => {
		for (const { text } of findParameter(name)?.defaults ?? []) {
			for (const [, inner = ""] of text.matchAll(/\$[{(]?\s*([A-Za-z0-9_]+)/g)) {
				if (found.has(inner)) continue;
				found.add(inner);
				visit(inner);
			}
		}
	};
	for (const name of registeredNames()) visit(name);
	used = found;
	return found;
}

/** Removes the option, with its line where it has one of its own. */
function fixesOf({ origin }: Override, service: MasterService): readonly Fix[] {
	const { file } = origin;
	if (service.origin.kind !== "file" || service.origin.file !== file) return [];
	return [{ title: "remove the option", safe: true, edits: [{ file, span: wholeLine(origin), text: "" }] }];
}

function wholeLine({ file, span }: FileOrigin): FileOrigin["span"] {
	let start = span.start;
	while (start > 0 && /[ \t]/.test(file.text.charAt(start - 1))) start--;
	const after = /^[ \t]*(?=\r?\n|$)/.exec(file.text.slice(span.end));
	if (after !== null && file.text.charAt(start - 1) === "\n") return { start: start - 1, end: span.end + after[0].length };
	return { start, end: span.end };
}
