import type { Dependency, Origin } from "@relaylint/core";

/**
 * Something that has an answer which neither the files nor the manuals give: a directory's answer, or how the server reads what the
 * documentation leaves open. Two questions with one key are one question.
 */
export interface Question {
	readonly key: string;
	/** What hangs on it, for a reader. */
	readonly text: string;
	readonly origin?: Origin;
	/** What the strangers of a region choose between themselves; absent: nobody's choice. */
	readonly choice?: true;
}

/** Answers a question, the same one always alike. */
export type Ask = (question: Question) => boolean;

/** One way in which the questions may be answered, and what follows. */
export interface Path<T> {
	readonly value: T;
	readonly asked: ReadonlyMap<string, { readonly question: Question; readonly answer: boolean }>;
}

/** Everything that may follow; `complete` is false where there were too many ways to follow them all. */
export interface Explored<T> {
	readonly paths: readonly Path<T>[];
	readonly complete: boolean;
}

const MOST_PATHS = 64;

/** Thrown out of a run that asks more than there can be paths. */
const TOO_MANY = new Error("too many questions");

/** Runs a function for every way in which the questions that it asks may be answered. */
export function explore<T>(run: (ask: Ask) => T, most = MOST_PATHS): Explored<T> {
	const paths: Path<T>[] = [];
	const pending: (readonly boolean[])[] = [[]];
	for (let prefix = pending.pop(); prefix !== undefined; prefix = pending.pop()) {
		// Each alternative that waits is a path at least: what cannot be finished is not begun.
		if (paths.length > 0 && paths.length + pending.length >= most) return { paths, complete: false };
		const answers: boolean[] = [...prefix];
		const asked = new Map<string, { question: Question; answer: boolean }>();
		let next = 0;
		const answerTo: Ask = (question) => {
			const known = asked.get(question.key);
			if (known !== undefined) return known.answer;
			if (next >= most) throw TOO_MANY;
			const answer = answers[next] ?? true;
			answers[next] = answer;
			next += 1;
			asked.set(question.key, { question, answer });
			return answer;
		};
		try {
			paths.push({ value: run(answerTo), asked });
		} catch (fault) {
			if (fault !== TOO_MANY) throw fault;
			return { paths, complete: false };
		}
		for (let at = answers.length - 1; at >= prefix.length; at--) pending.push([...answers.slice(0, at), false]);
	}
	return { paths, complete: true };
}

/** A question as what an answer depends on. */
export function dependencyOf({ key, text, origin, choice }: Question): Dependency {
	const kind = choice === true ? ("choice" as const) : ("outside" as const);
	return { kind, key: `messaging-server:${key}`, text, ...(origin === undefined ? {} : { origin }) };
}

/** The questions that were asked on paths, each once, or the first of them. */
export function questionsOf(paths: readonly Path<unknown>[], most = Number.POSITIVE_INFINITY): readonly Question[] {
	const all = new Map<string, Question>();
	for (const { asked } of paths) {
		for (const [key, { question }] of asked) {
			if (all.size >= most) return [...all.values()];
			all.set(key, question);
		}
	}
	return [...all.values()];
}
