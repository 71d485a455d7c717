/** Numbers compare as numbers, anything else as bytes, and with the suffix `level` as releases; a string says why it is fatal. */
export function compareOperands(left: string, written: string, right: string): boolean | string {
	const found = /^(==|!=|<=|>=|<|>)(\w*)$/.exec(written);
	if (found === null) return `"${written}" is not an operator`;
	const [, operator, suffix] = found;
	if (suffix !== "" && suffix !== "level") return `"${written}" is not an operator`;
	let order: number;
	if (suffix === "level") {
		const a = compatibilityLevel(left);
		const b = compatibilityLevel(right);
		if (a === undefined || b === undefined) return `"${a === undefined ? left : right}" is not a compatibility level`;
		order = a - b;
	} else if (/^\d+$/.test(left) && /^\d+$/.test(right)) {
		order = Number(left) - Number(right);
		if (Math.max(Number(left), Number(right)) >= 2 ** 63) return "a number is too large";
	} else order = left === right ? 0 : left < right ? -1 : 1;
	switch (operator) {
		case "==":
			return order === 0;
		case "!=":
			return order !== 0;
		case "<":
			return order < 0;
		case "<=":
			return order <= 0;
		case ">":
			return order > 0;
		default:
			return order >= 0;
	}
}

/** `major[.minor[.patch]]` as one number that orders like it, or undefined where Postfix calls it malformed: postconf(5), compatibility_level. */
export function compatibilityLevel(text: string): number | undefined {
	const found = /^[\t-\r ]*\+?(\d+)(?:\.[\t-\r ]*\+?(\d+)(?:\.[\t-\r ]*\+?(\d+))?)?$/.exec(text);
	if (found === null) return undefined;
	const [major, minor, patch] = found.slice(1).map((digits) => Number(digits ?? 0));
	if (major === undefined || minor === undefined || patch === undefined || minor > 1023 || patch > 1023) return undefined;
	return (major * 1024 + minor) * 1024 + patch;
}
