import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { compareRelease } from "../../schema/schema.ts";
import { releaseText } from "../../settings.ts";
import { placeOf } from "../finding.ts";
import { isExplained } from "../hazards.ts";
import { restrictionLists } from "../restriction-words.ts";
import { reachedServices } from "../services.ts";

/** Nobody says who is trusted, and the release trusts the machine's whole subnets. */
export const subnetTrustedByDefault = defineRule({
	id: "subnet-trusted-by-default",
	severity: "warning",
	summary: "mynetworks is not set, and before Postfix 3.0 that trusts every machine of the server's subnets.",
	check(input, report) {
		const model = modelOf(input.configuration);
		const { settings, release, mainCf } = model;
		// From 3.0 on a level that is not set is a finding of its own, with the same remedy.
		if (compareRelease(release, { major: 3, minor: 0, patch: 0 }) >= 0 && input.configuration.dialect === "postfix") return;
		if (settings.isSet("mynetworks") || settings.isSet("mynetworks_style") || mainCf.opaque.length > 0) return;
		if (settings.value("mynetworks_style").expanded.text !== "subnet") return;
		const [first] = mainCf.assignments;
		if (first === undefined || isExplained(model, first.nameOrigin) || reachedServices(input).length === 0) return;
		const trusts = restrictionLists(model)
			.flatMap(({ items }) => items)
			.find((item) => item.kind === "restriction" && item.restriction.name === "permit_mynetworks");
		if (trusts === undefined) return;
		report({
			certainty: "proven",
			origin: placeOf(model, first.nameOrigin),
			message: `Nothing says whose mail is relayed, and Postfix ${releaseText(release)} then trusts every machine of the server's own subnets. In a data centre those are the machines of strangers. Set mynetworks to the addresses that you trust, or mynetworks_style = host.`,
		});
	},
});
