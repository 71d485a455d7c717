import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { loginOf, targetOf } from "../../policy/channels.ts";
import { outsideChannels } from "../../policy/world.ts";
import { runThrough } from "../tables.ts";

/** Who uses TLS is switched to a channel that may relay: TLS proves nothing about a client. */
export const tlsSwitchWithoutLogin = defineRule({
	id: "tls-switch-without-login",
	severity: "error",
	summary: "Clients that use TLS are switched to a channel that may relay without a login.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		const { channels } = model.world;
		for (const facts of channels.all) {
			const said = targetOf(facts, "tlsswitch");
			if (said?.argument === undefined) continue;
			const target = channels.named(said.argument);
			if (loginOf(target) === "must") continue;
			const refused = outsideChannels(model.world).every(({ name }) => {
				const { flags } = runThrough(
					model,
					"ORIG_SEND_ACCESS",
					`${target.name}|someone@sender.example|${name}|someone@victim.example`,
				);
				return flags.has("N") || flags.has("F");
			});
			if (refused) continue;
			report({
				certainty: "likely",
				origin: said.origin,
				message: `Every client of ${facts.name} that uses TLS is switched to ${target.name}, whose mail to the outside is not refused. TLS says nothing about who a client is. Switch to a channel with mustsaslserver, or use saslswitchchannel.`,
			});
		}
	},
});
