import { describe, expect, it } from "vitest";
import type { DaemonAnswer } from "./play.ts";
import { recorded } from "./record.ts";

const answer = (verdict: DaemonAnswer["verdict"]): DaemonAnswer => ({ verdict, stage: "rcpt", code: 0, text: "" });

describe("recorded answers", () => {
	it("replace what was recorded and keep every line as it is written", () => {
		const text = `{
  "title": "x",
  "probes": [
    {"client": "203.0.113.7", "to": "a@b.example"},
    {"to": "c@d.example", "expect": "accept", "relayed": "yes"},
    {"to": "e@f.example", "note": "why"}
  ]
}
`;
		expect(recorded(text, [answer("accept"), answer("reject"), answer("defer")])).toBe(`{
  "title": "x",
  "probes": [
    {"client": "203.0.113.7", "to": "a@b.example", "expect": "accept"},
    {"to": "c@d.example", "expect": "reject", "relayed": "yes"},
    {"to": "e@f.example", "expect": "defer", "note": "why"}
  ]
}
`);
	});

	it("leave out what timed out", () => {
		expect(recorded('{"probes": [\n{"to": "a", "expect": "accept"}\n]}', [answer("timeout")])).toBe(
			'{"probes": [\n{"to": "a"}\n]}',
		);
	});

	it("need one probe a line", () => {
		expect(() => recorded('{"probes": [{"to": "a"}, {"to": "b"}]}', [answer("accept"), answer("accept")])).toThrow("one a line");
	});
});
