import type { FileView, Span } from "@relaylint/core";
import type { MasterField, MasterService } from "../master.ts";
import { modelOf } from "../model.ts";

/** The fields of a line of master.cf (master(5)), in order, each with what may stand there. */
export const FIELDS: readonly { readonly name: string; readonly values: string }[] = [
	{ name: "service", values: "Name of the service: a port or `host:port` for inet, a file below the queue directory else." },
	{
		name: "type",
		values:
			"How it is reached: `inet` by TCP, `unix`, `unix-dgram` or `fifo` on this machine, `pass` by handing over connections.",
	},
	{ name: "private", values: "`y` or `-`: reachable by the mail system alone; `n`: by others too. `n` for inet." },
	{ name: "unpriv", values: "`y` or `-`: runs as the mail owner; `n`: as root." },
	{ name: "chroot", values: "`y`: runs in the queue directory; `-` is `n` from 3.0 on, and `y` before." },
	{ name: "wakeup", values: "Seconds after which the service is woken up; `0` or `-` never, `?` only where it was used." },
	{ name: "maxproc", values: "Most processes at a time; `-` is default_process_limit, `0` no limit." },
	{
		name: "command",
		values: "The program, below daemon_directory, and its arguments. `-o name=value` overrides main.cf for this service.",
	},
];

/** The field in which an offset of master.cf lies. */
export function fieldAt(
	{ configuration, file }: FileView,
	offset: number,
): { readonly service: MasterService; readonly index: number; readonly span: Span } | undefined {
	for (const service of modelOf(configuration).masterCf?.services ?? []) {
		const { origin } = service;
		if (origin.kind !== "file" || origin.file !== file || offset < origin.span.start || offset > origin.span.end) continue;
		const index = fieldsOf(service).findIndex(
			(field) => field.origin.kind === "file" && field.origin.span.start <= offset && offset <= field.origin.span.end,
		);
		const field = fieldsOf(service)[index];
		return field?.origin.kind === "file" ? { service, index, span: field.origin.span } : undefined;
	}
	return undefined;
}

/** The eight fields of a service in their order. */
export function fieldsOf(service: MasterService): readonly MasterField[] {
	const { name, type, unprivileged, chroot, wakeup, processLimit, command } = service;
	return [name, type, service.private, unprivileged, chroot, wakeup, processLimit, command];
}
