import { describe, expect, it } from "vitest";
import { readArguments } from "./arguments.ts";

describe("the arguments", () => {
	it("without any play the fixtures and a share of generated probes from a fresh seed", () => {
		expect(readArguments([], 7, 40)).toEqual({
			kind: "check",
			cases: [],
			generated: "share",
			seed: 7,
			fresh: true,
			workers: 2,
			fixtures: true,
			shrink: true,
		});
	});

	it("take a full run, a seed, a number of configurations", () => {
		expect(readArguments(["--full"], 7, 40)).toMatchObject({ generated: "full" });
		expect(readArguments(["--seed", "3", "--generate", "2"], 7, 40)).toMatchObject({ generated: 80, seed: 3, fixtures: false });
	});

	it("play named cases alone", () => {
		expect(readArguments(["a/b"], 7, 40)).toMatchObject({ cases: ["a/b"], generated: 0 });
	});

	it("ask one daemon alone", () => {
		expect(readArguments(["--mta", "sendmail"], 7, 40)).toMatchObject({ mta: "sendmail", generated: "share" });
	});

	it.each([[["--seed"]], [["--mta"]], [["--seed", "x"]], [["--what"]], [["--record"]]])("refuse %j", (words) => {
		expect(readArguments(words, 7, 40).kind).toBe("usage");
	});
});
