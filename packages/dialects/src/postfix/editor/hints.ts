import { type FileView, type InlineHint, type Span, unionOf } from "@relaylint/core";
import { modelOf } from "../model.ts";
import { restrictionLists } from "../rules/restriction-words.ts";
import { typeOf } from "../rules/written.ts";
import { countText, networkOf } from "../../editor/network-text.ts";
import { rawReferences, rawWords } from "./raw-words.ts";
import { endsEveryWalk } from "./reach.ts";
import { roleOf, writtenIn } from "./view.ts";

/** Values that refer to others as they come out, the sizes of networks, and restrictions that nothing reaches. */
export function hints(view: FileView, within: Span): readonly InlineHint[] {
	const model = modelOf(view.configuration);
	const role = roleOf(model, view.file);
	if (role.kind !== "main" && role.kind !== "master") return [];
	const found: InlineHint[] = [];
	const add = (hint: InlineHint) => {
		if (hint.offset >= within.start && hint.offset <= within.end) found.push(hint);
	};
	for (const written of writtenIn(view)) {
		const { span } = written.origin;
		if (span.end < within.start || span.start > within.end) continue;
		if (typeOf(written.name) === "host-list") {
			const networks = rawWords(written).flatMap(({ text }) => {
				const set = text.startsWith("!") ? undefined : networkOf(text);
				return set === undefined ? [] : [set];
			});
			if (networks.length > 0)
				add({
					offset: written.valueOrigin.span.end,
					label: countText(unionOf(networks)),
					tooltip: "Addresses that the networks written here hold together",
				});
			continue;
		}
		if (rawReferences(written).length === 0) continue;
		const { text, unknown } = model.settings.value(written.name, written.service).expanded;
		const line = text.replace(/\s+/g, " ").trim();
		if (unknown.length === 0)
			add({
				offset: written.valueOrigin.span.end,
				label: `= ${line.length > 60 ? `${line.slice(0, 59)}…` : line}`,
				tooltip: line,
			});
	}
	for (const { items } of restrictionLists(model)) {
		const end = items.findIndex(endsEveryWalk);
		const next = end === -1 ? undefined : items[end + 1];
		if (next === undefined || next.word.origin.kind !== "file" || next.word.origin.file !== view.file) continue;
		add({
			offset: next.word.origin.span.start,
			label: "unreachable:",
			tooltip: `${items[end]?.word.text} before it ends every walk of the list`,
		});
	}
	return found;
}
