import { syntaxRule } from "../syntax-rule.ts";

/** A service line of master.cf cannot be read, so master(8) does not start. */
export const malformedService = syntaxRule({
	id: "malformed-service",
	severity: "error",
	summary: "A service line of master.cf cannot be read, so master(8) does not start.",
	code: "bad-service",
	remedy: "Write the eight fields of master(5): name, type, private, unprivileged, chroot, wakeup, maxproc, command.",
});
