import { defineConfig } from "vitest/config";

export default defineConfig({
	test: {
		projects: [
			{
				test: {
					name: "unit",
					include: ["packages/*/src/**/*.test.ts"],
					exclude: ["**/*.shared.test.ts", "**/node_modules/**"],
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
