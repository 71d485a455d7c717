import type { CaseProbe, CaseWorld } from "../case.ts";
import type { Draft, DraftSetting } from "./draft.ts";
import type { Sample } from "./sample.ts";

/**
 * The smallest sample found for which `holds` still says yes, by leaving out parts one after the other. `holds` is asked at
 * most `limit` times.
 */
export async function shrink(sample: Sample, holds: (smaller: Sample) => Promise<boolean>, limit = 250): Promise<Sample> {
	let best = sample;
	let left = limit;
	for (let better = true; better && left > 0; ) {
		better = false;
		// From the end: what has been left out does not move what is still to try.
		for (let at = best.smaller().length - 1; at >= 0 && left > 0; at--) {
			const smaller = best.smaller()[at];
			if (smaller === undefined) continue;
			left--;
			const candidate = smaller();
			if (!(await holds(candidate))) continue;
			best = candidate;
			better = true;
		}
	}
	return best;
}

/** Every draft of a Postfix configuration with one part less: facts of probes, lines of tables, items of lists, settings, services. */
export function smallerDrafts(draft: Draft): readonly (() => Draft)[] {
	const drafts: (() => Draft)[] = [];
	draft.probes.forEach((probe, index) => {
		for (const smaller of smallerProbes(probe)) drafts.push(() => ({ ...draft, probes: replaced(draft.probes, index, smaller) }));
	});
	for (const world of smallerZones(draft.world)) drafts.push(() => ({ ...draft, world }));
	draft.tables.forEach((table, index) => {
		table.lines.forEach((_, line) => {
			drafts.push(() => ({ ...draft, tables: replaced(draft.tables, index, { ...table, lines: without(table.lines, line) }) }));
		});
	});
	draft.services.forEach((service, index) => {
		for (const overrides of smallerSettings(service.overrides))
			drafts.push(() => ({ ...draft, services: replaced(draft.services, index, { ...service, overrides }) }));
	});
	for (const settings of smallerSettings(draft.settings)) drafts.push(() => ({ ...draft, settings }));
	draft.services.forEach((_, index) => {
		drafts.push(() => ({ ...draft, services: without(draft.services, index) }));
	});
	return drafts;
}

function smallerSettings(settings: readonly DraftSetting[]): readonly (readonly DraftSetting[])[] {
	const all: (readonly DraftSetting[])[] = [];
	settings.forEach((setting, index) => {
		if (setting.items.length > 1)
			setting.items.forEach((_, item) => {
				all.push(replaced(settings, index, { ...setting, items: without(setting.items, item) }));
			});
		if (setting.separator !== " " && setting.separator !== "")
			all.push(replaced(settings, index, { ...setting, separator: " " }));
	});
	settings.forEach((_, index) => {
		all.push(without(settings, index));
	});
	return all;
}

/** A probe with one fact less, in every way. */
export function smallerProbes(probe: CaseProbe): readonly CaseProbe[] {
	const less: CaseProbe[] = [];
	for (const key of ["clientcert", "tls", "auth", "helo", "name", "from", "port", "client"] as const) {
		if (probe[key] === undefined) continue;
		const { [key]: _, ...rest } = probe;
		const { forged: __, ...unnamed } = rest;
		less.push(key === "name" ? unnamed : rest);
	}
	return less;
}

/** A world with one record less, in every way. */
export function smallerZones(world: Omit<CaseWorld, "probes">): readonly Omit<CaseWorld, "probes">[] {
	const records = Object.entries(world.dns ?? {});
	return records.map((_, index) => ({ ...world, dns: Object.fromEntries(without(records, index)) }));
}

/** A list without the item at a place. */
export function without<T>(list: readonly T[], index: number): readonly T[] {
	return list.filter((_, at) => at !== index);
}

/** A list with another item at a place. */
export function replaced<T>(list: readonly T[], index: number, value: T): readonly T[] {
	return list.map((one, at) => (at === index ? value : one));
}
