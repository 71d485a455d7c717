import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";

/** An option or a condition names an ACL that is not defined, so recipients are put off. */
export const undefinedAcl = defineRule({
	id: "undefined-acl",
	severity: "error",
	summary: "An option or a condition names an ACL that is not defined, so recipients are put off.",
	check({ configuration }, report) {
		const { document } = modelOf(configuration);
		// A file that is not at hand may define it.
		if (document.missingIncludes.length > 0) return;
		const report_ = (name: string, origin: Parameters<typeof report>[0]["origin"]): void =>
			report({
				certainty: "proven",
				origin,
				message: `There is no ACL "${name}". Exim answers 451 whenever it is asked for. Define it, or name another.`,
			});
		for (const option of document.options.values()) {
			const name = option.value?.text.trim() ?? "";
			if (
				!/^acl_smtp_/.test(option.name) ||
				!/^\w+$/.test(name) ||
				/^(?:accept|deny|drop|defer|discard|require|warn)$/.test(name)
			)
				continue;
			if (!document.acls.has(name) && option.value !== undefined) report_(name, option.value.origin);
		}
		for (const acl of document.acls.values()) {
			for (const { conditions } of acl.statements) {
				for (const { name, value } of conditions) {
					const called = value?.text.trim() ?? "";
					if (name === "acl" && value !== undefined && /^\w+$/.test(called) && !document.acls.has(called))
						report_(called, value.origin);
				}
			}
		}
	},
});
