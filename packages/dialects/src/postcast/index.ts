import { type Configuration, type Dialect, inFile, type LineSyntax, type SourceFile } from "@relaylint/core";
import { isContinuation, parsePostcast } from "./ast.ts";
import { lowerPostcast } from "./lower.ts";
import type { PostcastModel } from "./model.ts";
import { resolvePostcast } from "./resolve.ts";
import { postcastRules } from "./rules/index.ts";

/** The first line by which a file says that it is one of these. */
const FIRST_LINE = /^\ufeff?[ \t]*[;#][ \t]*relaylint:[ \t]*postcast-settings\b/i;

function read(main: SourceFile): Configuration {
	const file = parsePostcast(main);
	const settings = resolvePostcast(file);
	const model: PostcastModel = { file, settings };
	return {
		dialect: "postcast",
		files: [main],
		settings: Object.values(settings.of)
			.filter(({ origin }) => origin.kind === "file")
			.map(({ parameter, values, origin }) => {
				const value = values.map(({ text }) => text).join(" ");
				return { name: parameter.label, value, raw: value, origin };
			}),
		policy: lowerPostcast(settings, inFile(main, { start: 0, end: 0 })),
		diagnostics: [],
		assumptions: [
			"the format is relaylint's own: PostCast Server keeps its settings where no public document says, and these were written down from its screens",
			"a value of the list of who has access takes every address whose text begins with it: the wider of two readings of the help",
			"there are no mailboxes: what is accepted is carried to the recipient's server",
		],
		model,
	};
}

/** PostCast Server, by the vendor's help on its settings screens, in relaylint's own format. */
export const postcast: Dialect = {
	id: "postcast",
	title: "PostCast Server",
	recognise(path, head) {
		const base = path.slice(path.lastIndexOf("/") + 1);
		return base.toLowerCase() === "postcast.ini" || FIRST_LINE.test(head) ? { kind: "main", main: [base] } : undefined;
	},
	lineSyntax: () => LINES,
	isTemplate: () => false,
	remark: "The format of this file is relaylint's, not the vendor's.",
	read,
	rules: postcastRules,
};

const LINES: LineSyntax = { comments: [";", "#"], continues: isContinuation };
