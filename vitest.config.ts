import { defineConfig } from "vitest/config";

export default defineConfig({
	test: {
		// Every processor: the default leaves one of two idle.
		maxWorkers: "100%",
		projects: [
			{
				test: {
					name: "unit",
					include: ["packages/*/src/**/*.test.ts"],
					// A guard against what never ends: a busy machine may take long for what takes none.
					testTimeout: 30_000,
					exclude: ["**/*.shared.test.ts", "**/*.property.test.ts", "**/node_modules/**"],
				},
			},
			{
				test: {
					// A share of every property's runs, with a fresh seed; `long` takes them all.
					name: "properties",
					include: ["packages/*/src/**/*.property.test.ts"],
					testTimeout: 120_000,
				},
			},
			{
				test: {
					// Every property with all its runs, and hostile input of full size.
					name: "long",
					include: ["packages/*/src/**/*.property.test.ts", "packages/*/src/**/*.hostile.test.ts"],
					env: { RELAYLINT_LONG: "1" },
					testTimeout: 1_800_000,
					fileParallelism: false,
				},
			},
			{
				test: {
					name: "shared",
					include: ["packages/*/src/**/*.shared.test.ts"],
					globalSetup: ["packages/conformance/src/shared-setup.ts"],
					testTimeout: 300_000,
				},
			},
		],
	},
});
