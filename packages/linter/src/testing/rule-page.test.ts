import { expect, it } from "vitest";
import { examplesOf, headingsOf } from "./rule-page.ts";

const page = `# x

## What it does
Text.

## Firing example

\`\`\`postfix main.cf complete release=3.4
# ## no heading
a = b
#   ^ x y
\`\`\`

\`\`\`postfix access
k v
#^^ z
\`\`\`

\`\`\`postfix main.cf
second
\`\`\`

## Silent example

\`\`\`postfix main.cf
a = c
\`\`\`

## How to fix

\`\`\`postfix main.cf
not an example
\`\`\`
`;

it("takes the examples of a page with their files and marks", () => {
	expect(examplesOf(page)).toEqual([
		{
			kind: "firing",
			dialect: "postfix",
			line: 8,
			complete: true,
			release: "3.4",
			files: { "main.cf": "# ## no heading\na = b\n", access: "k v\n" },
			marks: [
				{ file: "main.cf", line: 1, start: 4, end: 5, rule: "x" },
				{ file: "main.cf", line: 1, start: 4, end: 5, rule: "y" },
				{ file: "access", line: 0, start: 1, end: 3, rule: "z" },
			],
		},
		{ kind: "firing", dialect: "postfix", line: 19, complete: false, files: { "main.cf": "second\n" }, marks: [] },
		{ kind: "silent", dialect: "postfix", line: 25, complete: false, files: { "main.cf": "a = c\n" }, marks: [] },
	]);
});

it("knows the headings", () => {
	expect(headingsOf(page)).toEqual(["What it does", "Firing example", "Silent example", "How to fix"]);
});
