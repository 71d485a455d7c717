import {
	byDefault,
	containsAddress,
	type FileOrigin,
	LOOPBACK,
	type Origin,
	PRIVATE_ADDRESSES,
	parseAddress,
} from "@relaylint/core";
import type { PostcastFile, PostcastSetting, PostcastValue } from "./ast.ts";
import { type PostcastParameter, parameterOf, parameters } from "./schema.ts";

/** A setting with the values in force. */
export interface ResolvedSetting {
	readonly parameter: PostcastParameter;
	readonly values: readonly PostcastValue[];
	/** The line that sets it, or the default. */
	readonly origin: Origin;
}

/** Who can reach the address that `Host Name` is: this machine, the local network, the Internet, or nothing says who. */
export type Exposure = "loopback" | "private" | "public" | "unknown";

/** Everything in force, and what was written for nothing. */
export interface PostcastSettings {
	readonly of: Readonly<Record<PostcastParameter["id"], ResolvedSetting>>;
	readonly hostName: string;
	readonly exposure: Exposure;
	/** Undefined where what is written is no port. */
	readonly port: number | undefined;
	/** Whether a router forwards the port; undefined where nobody said. */
	readonly forwarded: boolean | undefined;
	readonly senderMx: boolean;
	/** Settings that the format does not know. */
	readonly unknown: readonly PostcastSetting[];
	/** Settings that a later line replaces, with that line. */
	readonly replaced: readonly { readonly setting: PostcastSetting; readonly by: FileOrigin }[];
	/** Values that are none of their setting's, with the values there are. */
	readonly misread: readonly { readonly parameter: PostcastParameter; readonly value: PostcastValue }[];
}

/** What counts: the values of all lines of a list, the last line of any other setting, else the default. */
export function resolvePostcast(file: PostcastFile): PostcastSettings {
	const written = (id: string) => file.settings.filter((setting) => parameterOf(setting.label)?.id === id);
	const replaced: { setting: PostcastSetting; by: FileOrigin }[] = [];
	const misread: { parameter: PostcastParameter; value: PostcastValue }[] = [];
	const resolve = (parameter: PostcastParameter): ResolvedSetting => {
		const lines = written(parameter.id);
		const last = lines.at(-1);
		if (last === undefined) return { parameter, values: [], origin: byDefault(`${parameter.label} (not said)`) };
		if (parameter.type.endsWith("-list")) {
			const values = lines.flatMap((line) => line.values);
			const line = lines.find((one) => one.values.length > 0) ?? last;
			return { parameter, values, origin: line.origin };
		}
		for (const setting of lines) if (setting !== last) replaced.push({ setting, by: last.origin });
		return { parameter, values: last.values, origin: last.origin };
	};
	const of = Object.fromEntries(parameters.map((parameter) => [parameter.id, resolve(parameter)])) as PostcastSettings["of"];
	const answer = (id: "senderMx" | "forwarded"): boolean | undefined => {
		const [value, more] = of[id].values;
		const word = value?.text.toLowerCase();
		if (word === undefined || (word === "unknown" && id === "forwarded")) return undefined;
		const known = more === undefined ? ANSWERS.get(word) : undefined;
		if (known === undefined && value !== undefined) misread.push({ parameter: of[id].parameter, value });
		return known;
	};
	const hostName = of.hostName.values.map((value) => value.text).join(" ");
	return {
		of,
		hostName,
		exposure: exposureOf(hostName),
		port: portOf(of.port, misread),
		forwarded: answer("forwarded"),
		senderMx: answer("senderMx") ?? false,
		unknown: file.settings.filter((setting) => parameterOf(setting.label) === undefined),
		replaced,
		misread,
	};
}

const ANSWERS: ReadonlyMap<string, boolean> = new Map([
	["yes", true],
	["on", true],
	["true", true],
	["1", true],
	["no", false],
	["off", false],
	["false", false],
	["0", false],
]);

function exposureOf(hostName: string): Exposure {
	if (hostName.toLowerCase() === "localhost") return "loopback";
	const address = parseAddress(hostName);
	if (address === undefined || address.value === 0 || address.value === 0n) return "unknown";
	if (containsAddress(LOOPBACK, address)) return "loopback";
	return containsAddress(PRIVATE_ADDRESSES, address) ? "private" : "public";
}

function portOf(
	{ values, parameter }: ResolvedSetting,
	misread: { parameter: PostcastParameter; value: PostcastValue }[],
): number | undefined {
	const [value, more] = values;
	if (value === undefined) return 25;
	const port = /^\d{1,5}$/.test(value.text) ? Number(value.text) : 0;
	if (port >= 1 && port <= 65535 && more === undefined) return port;
	misread.push({ parameter, value });
	return undefined;
}
