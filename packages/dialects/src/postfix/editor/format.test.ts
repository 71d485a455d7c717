import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { laidOut, meaningOf, readTexts } from "./testing/layout.ts";

const fixtures = join(import.meta.dirname, "../../../../../fixtures/postfix");

// Every fixture is read three times.
vi.setConfig({ testTimeout: 60_000 });

describe("formatting", () => {
	it("changes no setting of any fixture, and a second time nothing", () => {
		let changed = 0;
		for (const name of readdirSync(fixtures)) {
			const text = (file: string) => {
				const path = join(fixtures, name, file);
				return existsSync(path) ? readFileSync(path, "utf8") : undefined;
			};
			const main = text("main.cf");
			if (main === undefined) continue;
			const before = readTexts(main, text("master.cf"));
			const after = laidOut(before);
			if (after.main !== main || after.master !== text("master.cf")) changed++;
			const again = readTexts(after.main, after.master);
			expect(meaningOf(again), name).toEqual(meaningOf(before));
			expect(laidOut(again), name).toEqual(after);
		}
		expect(changed).toBeGreaterThan(50);
	});

	it.each([
		["a=b\n", "a = b\n"],
		["a =b\nc= d\n", "a = b\nc = d\n"],
		["a =\n", "a =\n"],
		["smtpd_banner=a   b\n  c\n", "smtpd_banner = a   b\n  c\n"],
		["mynetworks = 10.0.0.0/8\n\t192.0.2.0/24\n", "mynetworks = 10.0.0.0/8\n    192.0.2.0/24\n"],
		["mynetworks=10.0.0.0/8,\n\t192.0.2.0/24\n", "mynetworks = 10.0.0.0/8,\n    192.0.2.0/24\n"],
		["mynetworks =\n\t10.0.0.0/8 192.0.2.0/24\n", "mynetworks =\n    10.0.0.0/8\n    192.0.2.0/24\n"],
		[
			"smtpd_relay_restrictions = check_client_access\n\thash:/a permit_mynetworks\n",
			"smtpd_relay_restrictions = check_client_access hash:/a\n    permit_mynetworks\n",
		],
		["mynetworks = 10.0.0.0/8\n# why\n\t192.0.2.0/24\n", "mynetworks = 10.0.0.0/8\n# why\n\t192.0.2.0/24\n"],
		["mynetworks={{ nets }}\n", "mynetworks={{ nets }}\n"],
		["a=b\r\n", "a=b\r\n"],
	])("makes of %j %j", (before, after) => {
		expect(laidOut(readTexts(before, undefined)).main).toBe(after);
	});

	it("puts the fields of services in columns and leaves arguments alone", () => {
		const before = "smtp inet n - y - - smtpd -o a=b  -o { c = d  e }\n\t-o f=g\n";
		const after = "smtp      inet  n       -       y       -       -       smtpd -o a=b  -o { c = d  e }\n  -o f=g\n";
		expect(laidOut(readTexts("", before)).master).toBe(after);
	});
});
