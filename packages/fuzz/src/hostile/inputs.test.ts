import { check, memoryFileSystem } from "@relaylint/linter";
import { describe, expect, it } from "vitest";
import { hostileInputs } from "./inputs.ts";

/** A guard against what never ends, on any machine however busy: how long an input takes is measured by `npm run hostile`. */
const MOST_MILLISECONDS = 30_000;

for (const [dialect, inputs] of Object.entries(hostileInputs)) {
	describe(`hostile input of ${dialect}`, () => {
		for (const input of inputs) {
			const { quick } = input;
			if (quick === undefined) continue;
			it(
				input.name,
				async () => {
					const { configurations, findings } = await check(memoryFileSystem(input.files(quick)), ["/"]);
					expect(findings.filter(({ rule }) => rule === "internal-error").map(({ message }) => message)).toEqual([]);
					expect(configurations.map((one) => one.configuration.dialect)).toEqual([dialect]);
					expect(input.verdict).toContain(configurations[0]?.verdict);
				},
				MOST_MILLISECONDS,
			);
		}
	});
}
