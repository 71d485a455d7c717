/** Puts quotes around the local part of an unquoted address where RFC 822 asks for them; a leading source route stays as it is. */
export function quoteLocalPart(address: string): string {
	const start = endOfRoute(address);
	const at = address.lastIndexOf("@");
	return quoteBetween(address, start, at >= start ? at : address.length);
}

/** As `quoteLocalPart`, for a text that is a local part alone, whatever it holds. */
export function quoteBareLocalPart(localPart: string): string {
	return quoteBetween(localPart, endOfRoute(localPart), localPart.length);
}

function endOfRoute(address: string): number {
	return address.startsWith("@") ? address.indexOf(":") + 1 : 0;
}

function quoteBetween(address: string, start: number, end: number): string {
	const localPart = address.slice(start, end);
	if (isDotString(localPart)) return address;
	return `${address.slice(0, start)}"${localPart.replace(/["\\\r]/g, "\\$&")}"${address.slice(end)}`;
}

/** Atoms with single dots between them; characters outside ASCII count as atom characters. */
function isDotString(localPart: string): boolean {
	return !/^$|^\.|\.\.|\.$|[\u0000- \u007f()<>@,;:\\"[\]]/.test(localPart);
}
