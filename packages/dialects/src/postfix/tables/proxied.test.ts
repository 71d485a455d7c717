import { expect, test } from "vitest";
import { defaultText, findParameter } from "../schema/schema.ts";

test.each([4, 5, 6, 7, 8, 9, 10, 11])(
	"the default of proxy_read_maps in 3.%i is a list of parameters and nothing else",
	(minor) => {
		const schema = findParameter("proxy_read_maps");
		expect(schema && defaultText(schema, { major: 3, minor })).toMatch(/^(?:\$\w+ ?)+$/);
	},
);
