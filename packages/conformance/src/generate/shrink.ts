import type { CaseProbe } from "../case.ts";
import type { Draft, DraftSetting } from "./draft.ts";

/**
 * The smallest draft found for which `holds` still says yes, by leaving out parts one after the other: services, settings,
 * items of lists, lines of tables, facts of the probe. `holds` is asked at most `limit` times.
 */
export async function shrink(draft: Draft, holds: (smaller: Draft) => Promise<boolean>, limit = 250): Promise<Draft> {
	let best = draft;
	let left = limit;
	for (let better = true; better && left > 0; ) {
		better = false;
		// From the end: what has been left out does not move what is still to try.
		for (let at = countOf(best) - 1; at >= 0 && left > 0; at--) {
			const smaller = smallerDrafts(best)[at];
			if (smaller === undefined) continue;
			left--;
			if (!(await holds(smaller()))) continue;
			best = smaller();
			better = true;
		}
	}
	return best;
}

function countOf(draft: Draft): number {
	return smallerDrafts(draft).length;
}

/** Every draft with one part less; the largest parts last, where they are tried first. */
function smallerDrafts(draft: Draft): readonly (() => Draft)[] {
	const drafts: (() => Draft)[] = [];
	draft.probes.forEach((probe, index) => {
		for (const smaller of smallerProbes(probe)) drafts.push(() => ({ ...draft, probes: replaced(draft.probes, index, smaller) }));
	});
	const { dns } = draft.world;
	for (const key of Object.keys(dns ?? {}))
		drafts.push(() => ({
			...draft,
			world: { ...draft.world, dns: Object.fromEntries(Object.entries(dns ?? {}).filter(([other]) => other !== key)) },
		}));
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

function smallerProbes(probe: CaseProbe): readonly CaseProbe[] {
	const less: CaseProbe[] = [];
	for (const key of ["clientcert", "tls", "auth", "helo", "name", "from", "client"] as const) {
		if (probe[key] === undefined) continue;
		const { [key]: _, ...rest } = probe;
		const { forged: __, ...unnamed } = rest;
		less.push(key === "name" ? unnamed : rest);
	}
	return less;
}

function without<T>(list: readonly T[], index: number): readonly T[] {
	return list.filter((_, at) => at !== index);
}

function replaced<T>(list: readonly T[], index: number, value: T): readonly T[] {
	return list.map((one, at) => (at === index ? value : one));
}
