import { type Environment, originText, sourceFromText } from "@relaylint/core";
import { describe, expect, it } from "vitest";
import { fatalOf } from "./fatal.ts";
import { ownInterfaces, SYMBOLIC_DOMAIN, SYMBOLIC_HOSTNAME } from "./host-defaults.ts";
import { smtpListeners } from "./listeners.ts";
import { parseMainCf } from "./main-cf.ts";
import { parseMasterCf } from "./master.ts";
import { parameterNames } from "./schema/schema.ts";
import { resolveSettings } from "./settings.ts";

const base = "compatibility_level = 3.6\nmyhostname = mx.example.com\n";
const lines = "smtp inet n - n - - smtpd\n";

function settingsOf(main: string, master: string | undefined = lines, environment: Partial<Environment> = {}, release = "3.7") {
	const [major = 0, minor = 0] = release.split(".").map(Number);
	return resolveSettings({
		mainCf: parseMainCf(sourceFromText("main.cf", main)),
		...(master === undefined ? {} : { masterCf: parseMasterCf(sourceFromText("master.cf", master)) }),
		release: { major, minor },
		environment: { complete: true, unbuilt: [], ...environment },
	});
}

const text = (main: string, name: string, master?: string) => settingsOf(main, master).value(name).expanded.text;

describe("values", () => {
	it("come from the last line of main.cf, else from the release", () => {
		expect(text(`${base}relay_domains = a\nrelay_domains = b\n`, "relay_domains")).toBe("b");
		expect(text(base, "smtpd_relay_restrictions")).toBe("permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination");
		expect(text("", "smtpd_relay_restrictions")).toBe("");
		expect(settingsOf("", lines, {}, "2.11").value("smtpd_relay_restrictions").expanded.text).toContain("permit_mynetworks");
	});

	it("say where they come from", () => {
		const settings = settingsOf(`${base}relay_domains = a\n`);
		const set = settings.value("relay_domains");
		expect([set.source, originText(set.origin)]).toEqual(["main.cf", "a"]);
		const unset = settings.value("mydestination");
		expect([unset.source, originText(unset.origin)]).toEqual(["default", "mydestination (default of 3.7)"]);
		expect(settings.value("no_such_name").source).toBe("unset");
	});

	it("put nothing in place of a default that is read later, as the daemon does", () => {
		// With `mydestination = $myorigin` and no myorigin the daemon denies relaying to its own host name.
		expect(text(`${base}mydestination = $myorigin\n`, "mydestination")).toBe("");
		expect(text(`${base}mydestination = $myorigin\nmyorigin = $myhostname\n`, "mydestination")).toBe("mx.example.com");
		// And trusts everybody with the second of these, not with the first.
		expect(text(`${base}mynetworks = \${smtpd_banner?0.0.0.0/0}\n`, "mynetworks")).toBe("");
		expect(text(`${base}mynetworks = \${myorigin?0.0.0.0/0}\n`, "mynetworks")).toBe("0.0.0.0/0");
	});

	it("see a later default where they are read later", () => {
		expect(text(`${base}smtpd_recipient_restrictions = $smtpd_relay_restrictions\n`, "smtpd_recipient_restrictions")).toContain(
			"permit_mynetworks",
		);
		expect(text(`${base}smtpd_client_restrictions = $smtpd_relay_restrictions\n`, "smtpd_client_restrictions")).toBe("");
	});

	it("leave what the daemon expands later as it is", () => {
		expect(text("default_rbl_reply = $rbl_code blocked", "default_rbl_reply")).toBe("$rbl_code blocked");
	});

	it("exist for every parameter of every release, without a name that nothing defines", () => {
		// Old names that are read only where main.cf still sets them.
		const obsolete = new Set(["virtual_maps", "authorized_verp_clients"]);
		for (const release of ["2.1", "2.11", "3.0", "3.7", "3.11"]) {
			const settings = settingsOf(base, lines, {}, release);
			for (const name of parameterNames()) {
				// Its default names the maps of all releases.
				if (name === "proxy_read_maps") continue;
				const { expanded } = settings.value(name);
				const undefinedNames = expanded.undefinedNames.map((entry) => entry.name).filter((entry) => !obsolete.has(entry));
				expect([name, undefinedNames, expanded.fatal]).toEqual([name, [], undefined]);
			}
		}
	});
});

describe("overrides of a service", () => {
	// Each of these was asked of the daemon, with a client that only 0.0.0.0/0 trusts.
	const master = [
		"smtp inet n - n - - smtpd",
		"587 inet n - n - - smtpd -o nets=0.0.0.0/0",
		"588 inet n - n - - smtpd -o mynetworks=$foo -o foo=0.0.0.0/0",
		"589 inet n - n - - smtpd -o mynetworks=0.0.0.0/0 -o mynetworks=10.0.0.0/8",
		"591 inet n - n - - smtpd -o mynetworks=${{$service_name}=={591}?{0.0.0.0/0}}",
		"592 inet n - n - - smtpd -o mynetworks=${stress?{0.0.0.0/0}:{10.0.0.0/8}}",
	].join("\n");
	const settings = settingsOf(`${base}nets = 10.0.0.0/8\nmynetworks = $nets\n`, master);
	it.each([
		["smtp", "10.0.0.0/8"],
		["587", "0.0.0.0/0"],
		["588", "0.0.0.0/0"],
		["589", "10.0.0.0/8"],
		["591", "0.0.0.0/0"],
		["592", "10.0.0.0/8"],
	])("service %s has mynetworks = %s", (name, expected) => {
		const service = settings.service(name);
		expect(settings.value("mynetworks", service).expanded.text).toBe(expected);
	});

	it("do not reach other programs", () => {
		expect(settings.value("mynetworks").expanded.text).toBe("10.0.0.0/8");
	});

	it("say that the server is taken to be at ease", () => {
		settings.value("mynetworks", settings.service("592"));
		expect(settings.assumptions).toContain("stress is empty: the server is not overloaded");
	});

	it("show the words of the override as the origin", () => {
		const [word] = settings.words("mynetworks", settings.service("588"));
		const origin = word?.origin;
		expect(origin?.kind === "file" && [origin.file.path, originText(origin), origin.via && originText(origin.via)]).toEqual([
			"master.cf",
			"0.0.0.0/0",
			"$foo",
		]);
	});
});

describe("values of the host", () => {
	it("are symbols where nothing states them", () => {
		const settings = settingsOf("");
		expect(settings.value("myhostname").expanded.text).toBe(SYMBOLIC_HOSTNAME);
		expect(settings.value("mydestination").expanded.text).toContain(`localhost.${SYMBOLIC_DOMAIN}`);
		expect(settings.assumptions.join()).toContain("myhostname is not set");
	});

	it("come from the environment and from each other", () => {
		const named = settingsOf("", lines, { hostname: "mx.example.com" });
		expect(named.value("mydomain").expanded.text).toBe("example.com");
		expect(settingsOf("", lines, { hostname: "mx" }).value("myhostname").expanded.text).toBe("mx.localdomain");
		expect(settingsOf("mydomain = example.net\n", lines, { hostname: "mx" }).value("myhostname").expanded.text).toBe(
			"mx.example.net",
		);
		expect(text("myhostname = mx\n", "mydomain")).toBe("localdomain");
	});

	it("make mynetworks from the interfaces", () => {
		const interfaces = ["192.0.2.25/24", "2001:db8::25/64"];
		const networks = (main: string) => settingsOf(`${base}${main}\n`, lines, { interfaces }).value("mynetworks").expanded.text;
		expect(networks("")).toBe("127.0.0.1/32 [::1]/128 192.0.2.25/32 [2001:db8::25]/128");
		expect(networks("mynetworks_style = subnet")).toBe("127.0.0.0/8 [::1]/128 192.0.2.0/24 [2001:db8::]/64");
		expect(networks("mynetworks_style = class")).toBe("127.0.0.0/8 [::1]/128 192.0.2.0/24 [2001:db8::]/64");
		expect(networks("mynetworks_style = subnet\ninet_protocols = ipv4")).toBe("127.0.0.0/8 192.0.2.0/24");
		expect(networks("mynetworks_style = subnet\ninet_interfaces = loopback-only")).toBe("127.0.0.0/8 [::1]/128");
		expect(networks("mynetworks_style = subnet\ninet_interfaces = 192.0.2.25, localhost")).toBe(
			"192.0.2.0/24 127.0.0.0/8 [::1]/128",
		);
	});

	it("leave subnets open where the interfaces are not known", () => {
		const settings = settingsOf(`${base}mynetworks_style = subnet\n`);
		const { unknown } = settings.value("mynetworks").expanded;
		expect(unknown.map((part) => part.reason)).toEqual(["the network interfaces of the host"]);
		expect(settingsOf(base).value("mynetworks").expanded.unknown).toEqual([]);
	});

	it("tell the own addresses", () => {
		expect(ownInterfaces(settingsOf(base)).open?.reason).toBe("the network interfaces of the host");
		expect(ownInterfaces(settingsOf(`${base}inet_interfaces = loopback-only\n`)).open).toBeUndefined();
	});
});

describe("typed values", () => {
	it("read yes and no in any case", () => {
		expect(settingsOf("soft_bounce = YES\n").boolean("soft_bounce")).toMatchObject({ kind: "value", value: true });
		expect(settingsOf("smtpd_helo_required = maybe\n").boolean("smtpd_helo_required").kind).toBe("fatal");
	});

	it("read times with the unit of the default, and ignore what follows the unit", () => {
		const seconds = (value: string) => settingsOf(`smtpd_timeout = ${value}\n`).time("smtpd_timeout");
		expect(seconds("5minutes")).toMatchObject({ kind: "value", value: 300 });
		expect(seconds("7")).toMatchObject({ kind: "value", value: 7 });
		expect(seconds("5x").kind).toBe("fatal");
		expect(seconds("").kind).toBe("fatal");
	});

	it("read numbers and levels", () => {
		expect(settingsOf("reject_code = 0554\n").integer("reject_code")).toMatchObject({ value: 554 });
		expect(settingsOf("reject_code = 554x\n").integer("reject_code").kind).toBe("fatal");
		expect(settingsOf("compatibility_level = 3.6\n", lines, {}, "3.5").level().kind).toBe("fatal");
		expect(settingsOf("", lines, {}, "2.11").level()).toMatchObject({ value: 0 });
	});

	it("are unknown where a template has a say", () => {
		expect(settingsOf("soft_bounce = {{ x }}\n").boolean("soft_bounce").kind).toBe("unknown");
		expect(settingsOf("{% if x %}\nsoft_bounce = yes\n{% endif %}\n").boolean("soft_bounce").kind).toBe("unknown");
		expect(settingsOf("soft_bounce = no\n{{ more }}\n").boolean("soft_bounce").kind).toBe("unknown");
		expect(settingsOf("{{ more }}\nsoft_bounce = no\n").boolean("soft_bounce")).toMatchObject({ value: false });
		expect(settingsOf("{{ more }}\n").boolean("soft_bounce").kind).toBe("unknown");
		expect(settingsOf("mydestination = ${DOMAINS}\n").value("mydestination").expanded.unknown).toHaveLength(1);
	});
});

describe("fatalOf", () => {
	// What the daemon said to each of these is the reason why it stands here.
	it.each([
		["myorigin =", "must not be empty"],
		["myhostname = mail.$mydomain", "no host name"],
		["relay_domains = a$ b", "no name follows"],
		["relay_domains = ${foo.bar}", "not expected"],
		["relay_domains = $a\na = $b\nb = $a", "refers to itself"],
		["smtpd_helo_required = maybe", "no value for smtpd_helo_required"],
		["smtpd_timeout = 5x", "no value for smtpd_timeout"],
		["compatibility_level = abc", "no value for compatibility_level"],
		["mynetworks_style = subnet,host", "wants one of"],
		["default_verp_delimiters = abc", "longer than 2"],
		["inet_interfaces = 198.51.100.99", "no interface"],
		["foo bar", 'No "="'],
	])("%s", (line, reason) => {
		const settings = settingsOf(`${base}${line}\n`, lines, { interfaces: ["192.0.2.25/24"] });
		expect(fatalOf(settings, settings.service("smtp"))?.reason).toContain(reason);
	});

	it.each([
		"foo = a$ b ${x.y}",
		"smtp_bind_address = a$ b\nsmtp_connect_timeout = abc",
		"smtpd_timeout = 5minutes",
		"mynetworks = nonsense",
	])("is silent: %s", (line) => {
		const settings = settingsOf(`${base}${line}\n`);
		expect(fatalOf(settings, settings.service("smtp"))).toBeUndefined();
	});

	it("tells programs apart", () => {
		const settings = settingsOf(`${base}smtpd_helo_required = maybe\n`);
		expect(fatalOf(settings)).toBeUndefined();
		const one = settingsOf(base, `${lines}587 inet n - n - - smtpd -o smtpd_helo_required=maybe\n`);
		expect(fatalOf(one, one.service("smtp"))).toBeUndefined();
		expect(fatalOf(one, one.service("587"))).toBeDefined();
	});
});

describe("smtpListeners", () => {
	const listeners = (master: string, main = base) => smtpListeners(settingsOf(main, master)).listeners;

	it("are the inet services of smtpd", () => {
		const found = listeners(
			"smtp inet n - n - - smtpd\n127.0.0.1:10025 inet n - n - - smtpd\n#587 inet n - n - - smtpd\npickup unix n - n 60 1 pickup\n628 inet n - n - - qmqpd\n",
		);
		expect(found.map(({ name, port, bind }) => [name, port, bind.kind])).toEqual([
			["smtp inet", 25, "all"],
			["127.0.0.1:10025 inet", 10025, "listed"],
		]);
	});

	it("see through postscreen", () => {
		const settings = settingsOf(base, "smtp inet n - n - 1 postscreen\nsmtpd pass - - n - - smtpd -o mynetworks=0.0.0.0/0\n");
		const [screened] = smtpListeners(settings).listeners;
		expect(screened?.screen?.command.text).toBe("postscreen");
		expect(settings.value("mynetworks", screened?.service).expanded.text).toBe("0.0.0.0/0");
		expect(listeners("smtp inet n - n - 1 postscreen\n")[0]?.fatal?.reason).toContain("no smtpd of that name");
	});

	it("are off where master_service_disable says so", () => {
		for (const off of ["587.inet", "587/inet", "!25/inet inet"]) {
			expect(
				listeners("25 inet n - n - - smtpd\n587 inet n - n - - smtpd\n", `${base}master_service_disable = ${off}\n`).map(
					({ port }) => port,
				),
			).toEqual([25]);
		}
		expect(listeners(lines, `${base}master_service_disable = inet\n`)).toEqual([]);
	});

	it("follow inet_interfaces", () => {
		expect(listeners(lines, `${base}inet_interfaces = loopback-only\n`)[0]?.bind).toMatchObject({
			kind: "listed",
			addresses: [{ value: 0x7f000001 }, { value: 1n }],
		});
		expect(listeners(lines, `${base}inet_interfaces = $myhostname\n`)[0]?.bind).toEqual({
			kind: "unknown",
			reason: "the addresses of mx.example.com",
		});
	});

	it("take no argument", () => {
		expect(listeners("587 inet n - n - - smtpd foo\n")[0]?.fatal?.reason).toContain('"foo"');
	});

	it("are assumed where there is no master.cf", () => {
		const settings = resolveSettings({
			mainCf: parseMainCf(sourceFromText("main.cf", base)),
			release: { major: 3, minor: 7 },
			environment: { complete: false, unbuilt: [] },
		});
		expect(smtpListeners(settings).listeners.map(({ name }) => name)).toEqual(["smtp inet"]);
		expect(settings.assumptions.join()).toContain("no master.cf");
	});

	it("stay open where a template may add some", () => {
		expect(smtpListeners(settingsOf(base, `${lines}{{ more }}\n`)).open).toHaveLength(1);
	});
});
