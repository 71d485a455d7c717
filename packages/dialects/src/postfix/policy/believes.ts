import { intersectionOf, isOpenByAddress, type Listener, PUBLIC_ADDRESSES } from "@relaylint/core";
import type { SmtpListener } from "../listeners.ts";
import type { Settings } from "../setting-types.ts";
import { addressSetsOf } from "./host-lists.ts";
import { patternsOf } from "./lists.ts";
import type { Server } from "./server.ts";

/** Facts that any client may set: by the PROXY protocol, which knows no trusted peers, or by XCLIENT where it is open to the Internet. */
export function believes(listener: SmtpListener, server: Server, settings: Settings): Pick<Listener, "believes"> {
	const proxy =
		listener.screen === undefined
			? server.own.text("smtpd_upstream_proxy_protocol")
			: settings.value("postscreen_upstream_proxy_protocol", listener.screen).expanded;
	if (proxy.text.trim() !== "" && proxy.unknown.length === 0) {
		return {
			believes: { address: true, login: false, text: "the client's address is what a PROXY header says", origin: proxy.origin },
		};
	}
	const list = patternsOf("smtpd_authorized_xclient_hosts", server);
	const open = addressSetsOf(list).map((set) => intersectionOf(set, PUBLIC_ADDRESSES));
	if (!isOpenByAddress(open)) return {};
	return {
		believes: { address: true, login: true, text: "the client's address and login are what XCLIENT says", origin: list.origin },
	};
}
