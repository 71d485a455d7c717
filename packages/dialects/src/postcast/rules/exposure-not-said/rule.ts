import { defineRule, inFile } from "@relaylint/core";
import { modelOf } from "../../model.ts";

/** Whether the Internet reaches the server is not in its settings, and who reaches it may relay. */
export const exposureNotSaid = defineRule({
	id: "exposure-not-said",
	severity: "warning",
	summary: "Everybody who reaches the server may relay, and whether the Internet does is not said.",
	check({ configuration, analysis }, report) {
		const { file, settings } = modelOf(configuration);
		const causes = analysis().listeners.flatMap(({ depends }) => depends.map(({ key }) => key));
		const { origin } = settings.of.hostName;
		const place = origin.kind === "file" ? origin : inFile(file.file, { start: 0, end: 0 });
		const access = settings.of.allow.parameter.label;
		if (causes.includes("reading:forwarding")) {
			report({
				certainty: "possible",
				origin: place,
				message: `The server listens on ${settings.hostName} and serves everybody who connects. Where a router forwards its port, that is everybody on the Internet, and a private address is no protection. List who has access in "${access}", and say "${settings.of.forwarded.parameter.label}".`,
			});
		}
		if (causes.includes("reading:host-name")) {
			const is =
				settings.hostName === ""
					? "Nothing says on which address the server listens"
					: `What address "${settings.hostName}" stands for is not said`;
			report({
				certainty: "possible",
				origin: place,
				message: `${is}, and it serves everybody who connects. On an Internet address that makes it an open relay. List who has access in "${access}", or write the address as "${settings.of.hostName.parameter.label}".`,
			});
		}
	},
});
