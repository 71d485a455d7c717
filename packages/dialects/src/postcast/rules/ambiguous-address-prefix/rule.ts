import {
	type AddressSet,
	defineRule,
	groupedDigits,
	intersectionOf,
	PUBLIC_ADDRESSES,
	type Severity,
	sizeOf,
} from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { doubtOf, readPrefix } from "../../prefix.ts";

/** The beginning of an address ends in the middle of a number, so that it takes more addresses than it seems to. */
export const ambiguousAddressPrefix = defineRule({
	id: "ambiguous-address-prefix",
	severity: "warning",
	summary: "The beginning of an address takes other numbers too: 192.168.1 is also the beginning of 192.168.10.",
	check({ configuration }, report) {
		const { of } = modelOf(configuration).settings;
		for (const { parameter, values } of [of.allow, of.deny]) {
			for (const { text, origin } of values) {
				const prefix = readPrefix(text);
				const more = doubtOf(prefix);
				if (prefix.kind !== "prefix" || sizeOf(more).v4 === 0) continue;
				const serves = parameter.id === "allow";
				report({
					certainty: "likely",
					severity: serves && !prefix.whole ? severityOf(more) : "info",
					origin,
					message: `${whatIs(text, more)} ${serves ? "So more clients may have access than it seems." : "So who is kept out is not certain."} ${whatToDo(text, prefix.whole)}`,
				});
			}
		}
	},
});

/** More of a private network is a warning; the addresses of others are an error. */
function severityOf(more: AddressSet): Severity {
	return sizeOf(intersectionOf(more, PUBLIC_ADDRESSES)).v4 > 0 ? "error" : "warning";
}

function whatIs(text: string, more: AddressSet): string {
	const count = `${groupedDigits(sizeOf(more).v4)} more addresses than those of its octets`;
	if (text === "") return `Every address begins with an empty value: ${count}.`;
	return `The text of an address may begin with "${text}" and go on with another digit: ${count}.`;
}

function whatToDo(text: string, whole: boolean): string {
	if (text === "") return "Take the value out.";
	return whole ? "Leave it if the addresses it also begins are nobody's." : `Write "${text}." with the point.`;
}
