import type { FileSystem } from "@relaylint/linter";
import type { Connection } from "vscode-languageserver";

/** What the server needs of the process or worker that it runs in. */
export interface ServerHost {
	/** The disk, or what stands for it. */
	readonly fileSystem: FileSystem;
	/** Runs something as soon as waiting messages have been read, and after so many milliseconds at the earliest. */
	later(run: () => void, milliseconds: number): void;
	/** Milliseconds that only go forward. */
	now(): number;
	/** A rule's page as Markdown, where it is at hand. */
	rulePage?(id: string): string | undefined;
	/** Registers what only this kind of host has, before the connection listens. */
	prepare?(connection: Connection, changed: (paths: readonly string[]) => void): void;
}
