import { defineRule } from "@relaylint/core";
import { type MasterService, processName } from "../../master.ts";
import { modelOf } from "../../model.ts";

/** An SMTP service has a word on its line that is no option, so it ends at every connection. */
export const unexpectedArgument = defineRule({
	id: "unexpected-argument",
	severity: "error",
	summary: "An SMTP service has a word on its line that is no option, so it ends at every connection.",
	check({ configuration }, report) {
		const said = new Set<MasterService>();
		for (const { service, screen } of modelOf(configuration).servers.keys()) {
			for (const one of [screen, service]) {
				const [word] = one?.positional ?? [];
				if (one === undefined || word?.origin.kind !== "file" || one.fatal !== undefined || word.hole || said.has(one)) continue;
				said.add(one);
				const before = one.overrides.at(-1);
				const cut =
					before === undefined ? "" : ` A blank ends the value of ${before.name}: "-o { name = value }" keeps it together.`;
				report({
					certainty: "proven",
					origin: word.origin,
					message: `${processName(one)} takes no argument such as "${word.text}". It ends at every connection, and no mail comes in through ${one.name.text}.${cut === "" ? " Remove it." : cut}`,
				});
			}
		}
	},
});
