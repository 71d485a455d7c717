import { defineRule, inFile } from "@relaylint/core";
import { netInfoOf } from "../../model.ts";
import { eraOf, macReleaseText } from "../../release.ts";

/** The dump does not show what the mail server reads. */
export const netinfoNotInForce = defineRule({
	id: "netinfo-not-in-force",
	severity: "warning",
	summary:
		"The dump does not hold the directory of the mail service, or the release has another mail server, so nothing follows from it.",
	check({ configuration }, report) {
		const model = netInfoOf(configuration);
		const [main] = configuration.files;
		if (model === undefined || main === undefined) return;
		for (const { message, origin } of model.dump.problems) {
			const rest =
				model.dump.kind === "directories" && model.dump.directories.length === 0
					? "Nothing of the dump is read."
					: "What follows may be missing.";
			report({
				certainty: "proven",
				origin,
				message: `${message}. ${rest} Make the dump again with nidump -r /config/AppleMailServer .`,
			});
		}
		const { directory } = model.settings;
		const origin = directory ?? inFile(main, { start: 0, end: 0 });
		if (eraOf(model.release) === "postfix") {
			report({
				certainty: "proven",
				origin,
				message: `Mac OS X Server ${macReleaseText(model.release)} has Postfix instead of Apple Mail Service. It does not read these attributes, so they say nothing of who may relay. Check main.cf, or what serveradmin settings mail prints.`,
			});
		} else if (directory === undefined && model.dump.problems.length === 0) {
			report({
				certainty: "proven",
				origin,
				message:
					"The directory /config/AppleMailServer is not in this dump. So nothing is known of who may relay. Make the dump with nidump -r /config/AppleMailServer .",
			});
		}
	},
});
