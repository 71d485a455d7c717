import type { EditorSupport, FileView } from "@relaylint/core";
import { dialects } from "@relaylint/dialects";
import { editors } from "@relaylint/dialects/editors";
import {
	baseName,
	type CheckedConfiguration,
	CONFIG_NAME,
	checkDiscovered,
	directoryOf,
	discoverPaths,
	type Finding,
	isInside,
	type Problem,
	recognise,
	type Target,
} from "@relaylint/linter";
import type { OpenDocuments } from "./documents.ts";
import { DEFAULT_SETTINGS, type ServerSettings } from "./settings.ts";
import type { WorkspaceFiles } from "./workspace-files.ts";

/** A file with the configuration that it belongs to. */
export interface ConfiguredFile extends FileView {
	readonly checked: CheckedConfiguration;
	/** What the dialect knows for an editor. */
	readonly editor: EditorSupport;
}

/** What is said of one file. */
export interface FileReport {
	readonly findings: readonly Finding[];
	readonly problems: readonly Problem[];
	readonly settings: ServerSettings;
}

/** The configurations of the open folders and documents, analysed as they stand in the editor. */
export interface Workspace {
	setFolders(paths: readonly string[]): void;
	/** The folder or document whose settings hold for a path. */
	settingsOf(path: string): ServerSettings;
	/** Sets what is set for each folder; `""` is for all others. */
	setSettings(settings: ReadonlyMap<string, ServerSettings>): void;
	opened(path: string): void;
	changed(path: string): void;
	closed(path: string): void;
	/** Says that files on the disk came, went or changed. */
	diskChanged(changes: readonly { readonly path: string; readonly cameOrWent: boolean }[]): void;
	/** Waits until everything that was said is worked in. */
	settled(): Promise<void>;
	/** A file with its configuration, as it stood when it was last settled. */
	view(path: string): ConfiguredFile | undefined;
	configurations(): readonly CheckedConfiguration[];
	report(path: string): FileReport;
	/** Every path of which something is or could be said. */
	reported(): readonly string[];
}

/** What a workspace needs of the process around it. */
export interface WorkspaceHost {
	readonly files: WorkspaceFiles;
	readonly documents: OpenDocuments;
	/** Runs something soon, after so many milliseconds at the earliest; 0 is as soon as other work allows. */
	later(run: () => void, milliseconds: number): void;
	/** Called with the paths whose report may have changed, and those of them and others that were edited. */
	updated(paths: ReadonlySet<string>, edited: ReadonlySet<string>): void;
	/** Called with a fault of relaylint that no finding could say. */
	failed(fault: unknown): void;
	/** Called before and while a long piece of work runs. */
	progress(done: number, all: number): void;
	now(): number;
}

/** A folder, or a document that stands in none. */
interface Root {
	readonly path: string;
	readonly kind: "folder" | "document";
	targets: readonly Target[];
	/** Configurations near by that count only where they hold the document. */
	near: readonly Target[];
	stale: boolean;
}

interface Kept {
	readonly target: Target;
	readonly root: Root;
	readonly asked: Set<string>;
	checked: CheckedConfiguration | undefined;
}

const NOTHING: EditorSupport = {};

/** A workspace without folders. */
export function createWorkspace(host: WorkspaceHost): Workspace {
	const { files, documents } = host;
	const roots = new Map<string, Root>();
	const kept = new Map<string, Kept>();
	const byFile = new Map<string, Kept>();
	const findings = new Map<string, readonly Finding[]>();
	const problems = new Map<string, readonly Problem[]>();
	const supports = new Map<string, EditorSupport>();
	/** What a dialect made of an open document, so that an edit which makes another of it is noticed. */
	const recognised = new Map<string, string>();
	let settings: ReadonlyMap<string, ServerSettings> = new Map();
	let dirty = new Set<string>();
	let stale = false;
	let running: Promise<void> = Promise.resolve();
	let waiting = false;
	let lastTook = 0;

	const settingsOf = (path: string): ServerSettings => {
		let best = "";
		for (const folder of settings.keys())
			if (folder !== "" && isInside(folder, path) && folder.length > best.length) best = folder;
		return settings.get(best) ?? settings.get("") ?? DEFAULT_SETTINGS;
	};

	const touch = (path: string) => {
		dirty.add(path);
		schedule();
	};

	const schedule = () => {
		if (waiting) return;
		waiting = true;
		host.later(
			() => {
				waiting = false;
				void settle();
			},
			lastTook < 100 ? 0 : Math.min(lastTook, 500),
		);
	};

	const settle = (): Promise<void> => {
		running = running.then(async () => {
			if (dirty.size === 0 && !stale) return;
			const start = host.now();
			const updated = new Set<string>();
			const edited = new Set([...dirty].filter((path) => documents.get(path) !== undefined));
			try {
				await work(updated);
			} catch (fault) {
				host.failed(fault);
			} finally {
				files.note(undefined);
			}
			lastTook = host.now() - start;
			host.updated(updated, edited);
		});
		return running;
	};

	const work = async (updated: Set<string>): Promise<void> => {
		const changed = dirty;
		dirty = new Set();
		for (const path of changed) {
			if (baseName(path) === CONFIG_NAME) for (const root of roots.values()) root.stale = true;
			const document = documents.get(path);
			if (document === undefined) continue;
			const now = await kindOf(path);
			if (recognised.get(path) === now) continue;
			recognised.set(path, now);
			for (const root of roots.values()) if (isInside(root.path, path)) root.stale = true;
		}
		const due = new Set<Kept>();
		if (stale || [...roots.values()].some((root) => root.stale)) {
			stale = false;
			for (const one of await rediscover(updated)) due.add(one);
		}
		for (const one of kept.values()) for (const path of changed) if (one.asked.has(path)) due.add(one);
		await check(sharing(due), updated);
	};

	/** What a dialect takes an open document for, as a text to compare. */
	const kindOf = async (path: string): Promise<string> => {
		const document = documents.get(path);
		if (document === undefined) return "";
		const found = await recognise(dialects, files, path, document.file.text.slice(0, 4096));
		return found === undefined ? "" : `${found.dialect.id} ${found.main}`;
	};

	/** Looks for configurations again where that is due; gives those that are new. */
	const rediscover = async (updated: Set<string>): Promise<readonly Kept[]> => {
		const wanted = new Map<string, { target: Target; root: Root }>();
		const faults: Problem[] = [];
		for (const root of roots.values()) {
			if (root.stale) {
				root.stale = false;
				const discovery = await discoverPaths(files, [root.path]);
				root.targets = discovery.targets;
				root.near = discovery.orphans.flatMap((orphan) => orphan.near);
				faults.push(...discovery.problems.filter((problem) => problem.position !== undefined));
			}
			if (!settingsOf(root.path).enable) continue;
			for (const target of root.targets) {
				const key = files.realPath(target.main) ?? target.main;
				const known = wanted.get(key);
				// A folder sees more than a single document does.
				if (known === undefined || (root.kind === "folder" && known.root.kind === "document")) wanted.set(key, { target, root });
			}
		}
		for (const root of roots.values()) {
			if (!settingsOf(root.path).enable) continue;
			for (const target of root.near) {
				const key = files.realPath(target.main) ?? target.main;
				if (!wanted.has(key)) wanted.set(key, { target, root });
			}
		}
		for (const [key, one] of kept) {
			const now = wanted.get(key);
			if (now !== undefined && now.target.named === one.target.named && now.root === one.root) continue;
			kept.delete(key);
			drop(one, updated);
		}
		for (const fault of faults) if (!problems.has(fault.path)) say(fault.path, [], [fault], updated);
		return [...wanted].flatMap(([key, { target, root }]) => {
			const before = kept.get(key);
			const one: Kept = before ?? { target, root, asked: new Set(), checked: undefined };
			kept.set(key, one);
			return before === undefined ? [one] : [];
		});
	};

	/** The given configurations with all that share a file with one of them, since a finding in a shared file is said once. */
	const sharing = (some: ReadonlySet<Kept>): ReadonlySet<Kept> => {
		const all = new Set(some);
		for (const one of all) {
			const paths = new Set(filesOf(one));
			for (const other of kept.values()) {
				if (all.has(other)) continue;
				if (filesOf(other).some((path) => paths.has(path))) all.add(other);
			}
		}
		return all;
	};

	/** Whether a configuration holds one of the documents near which it was looked for. */
	const isWanted = ({ target }: Kept, paths: readonly string[]): boolean =>
		[...roots.values()].some((root) => root.near.some((near) => near.main === target.main) && paths.includes(root.path));

	const filesOf = (one: Kept): readonly string[] => one.checked?.configuration.files.map((file) => file.path) ?? [];

	const check = async (due: ReadonlySet<Kept>, updated: Set<string>): Promise<void> => {
		const bySettings = new Map<ServerSettings, Kept[]>();
		for (const one of due) {
			const own = settingsOf(one.root.path);
			bySettings.set(own, [...(bySettings.get(own) ?? []), one]);
		}
		let done = 0;
		for (const [own, group] of bySettings) {
			for (const one of group) {
				forgetReports(one, updated);
				one.asked.clear();
			}
			const start = done;
			const result = await checkDiscovered(
				files,
				{ targets: group.map((one) => one.target), skipped: [], problems: [], orphans: [] },
				{
					...own.check,
					progress(index) {
						host.progress(start + index, due.size);
						files.note(group[index]?.asked);
					},
				},
			);
			files.note(undefined);
			done += group.length;
			const dropped = new Set<string>();
			for (const one of group) {
				one.checked = result.configurations.find((checked) => checked.main === one.target.main);
				const paths = filesOf(one);
				if (one.root.near.includes(one.target) && !isWanted(one, paths)) {
					one.checked = undefined;
					for (const path of paths) dropped.add(path);
					continue;
				}
				for (const path of paths) byFile.set(path, one);
				// A check that fails reads nothing of what it would need: any edit of the main file may mend it.
				one.asked.add(one.target.main);
				const id = one.checked?.configuration.dialect;
				if (id !== undefined && !supports.has(id)) supports.set(id, (await editors[id]?.()) ?? NOTHING);
			}
			const said = new Map<string, { findings: Finding[]; problems: Problem[] }>();
			const at = (path: string) => {
				const here = said.get(path) ?? { findings: [], problems: [] };
				said.set(path, here);
				return here;
			};
			for (const finding of result.findings) at(finding.origin.file.path).findings.push(finding);
			for (const problem of result.problems) at(problem.path).problems.push(problem);
			for (const [path, here] of said) if (!dropped.has(path)) say(path, here.findings, here.problems, updated);
		}
		host.progress(due.size, due.size);
	};

	const say = (path: string, found: readonly Finding[], faults: readonly Problem[], updated: Set<string>) => {
		updated.add(path);
		findings.set(path, found);
		problems.set(path, faults);
	};

	const forgetReports = (one: Kept, updated: Set<string>) => {
		for (const path of [...filesOf(one), one.target.main, ...[...one.asked].filter((path) => baseName(path) === CONFIG_NAME)]) {
			if (findings.delete(path)) updated.add(path);
			problems.delete(path);
			byFile.delete(path);
		}
	};

	const drop = (one: Kept, updated: Set<string>) => {
		for (const path of filesOf(one)) updated.add(path);
		forgetReports(one, updated);
	};

	const addDocumentRoot = (path: string) => {
		if (roots.has(path) || [...roots.values()].some((root) => root.kind === "folder" && isInside(root.path, path))) return;
		roots.set(path, { path, kind: "document", targets: [], near: [], stale: true });
		stale = true;
	};

	return {
		settingsOf,
		setFolders(paths) {
			for (const [path, root] of roots) if (root.kind === "document" || !paths.includes(path)) roots.delete(path);
			for (const path of paths)
				if (!roots.has(path)) roots.set(path, { path, kind: "folder", targets: [], near: [], stale: true });
			stale = true;
			for (const document of documents.all()) addDocumentRoot(document.path);
			schedule();
		},
		setSettings(given) {
			settings = given;
			stale = true;
			for (const one of kept.values()) dirty.add(one.target.main);
			schedule();
		},
		opened(path) {
			addDocumentRoot(path);
			touch(path);
		},
		changed: touch,
		closed(path) {
			files.forget(path);
			recognised.delete(path);
			if (roots.get(path)?.kind === "document") {
				roots.delete(path);
				stale = true;
			}
			touch(path);
		},
		diskChanged(changes) {
			for (const { path, cameOrWent } of changes) {
				files.forget(path);
				if (cameOrWent) {
					for (const root of roots.values())
						if (isInside(root.path, path) || isInside(directoryOf(root.path), path)) root.stale = true;
					dirty.add(directoryOf(path));
				}
				touch(path);
			}
		},
		settled: () => settle(),
		view(path) {
			const one = byFile.get(path);
			const checked = one?.checked;
			const file = checked?.configuration.files.find((each) => each.path === path);
			if (checked === undefined || file === undefined) return undefined;
			const { configuration, environment, host: known, analysis } = checked;
			const editor = supports.get(configuration.dialect) ?? NOTHING;
			return { checked, configuration, file, environment, host: known, analysis, editor };
		},
		configurations: () => [...kept.values()].flatMap(({ checked }) => (checked === undefined ? [] : [checked])),
		report: (path) => ({
			findings: findings.get(path) ?? [],
			problems: problems.get(path) ?? [],
			settings: settingsOf(path),
		}),
		reported: () => [...new Set([...findings.keys(), ...problems.keys(), ...byFile.keys()])],
	};
}
