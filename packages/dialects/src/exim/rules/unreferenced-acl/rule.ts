import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";

/** An ACL is defined that nothing asks. */
export const unreferencedAcl = defineRule({
	id: "unreferenced-acl",
	severity: "warning",
	summary: "An ACL is defined that nothing asks.",
	check({ configuration }, report) {
		const { document } = modelOf(configuration);
		// A file that is not at hand may ask it.
		if (document.missingIncludes.length > 0) return;
		const texts = [
			...[...document.options.values()].filter(({ name }) => /^acl_/.test(name)).map(({ value }) => value?.text ?? ""),
			...[...document.acls.values()].flatMap(({ statements }) =>
				statements.flatMap(({ conditions }) => conditions.map(({ value }) => value?.text ?? "")),
			),
			...[...document.routers, ...document.transports, ...document.authenticators].flatMap(({ options }) =>
				[...options.values()].map(({ value }) => value?.text ?? ""),
			),
		];
		const words = new Set(texts.flatMap((text) => text.split(/\W+/)));
		// A name that is put together when it is needed may be any.
		if (texts.some((text) => /\w\$|\}\w/.test(text) && /acl/.test(text))) return;
		for (const { name, origin } of document.acls.values()) {
			if (words.has(name) || origin.kind !== "file") continue;
			report({
				certainty: "likely",
				origin,
				tag: "unnecessary",
				message: `Nothing asks the ACL "${name}". What it refuses, it does not refuse. Name it in the option that is meant, or remove it.`,
			});
		}
	},
});
