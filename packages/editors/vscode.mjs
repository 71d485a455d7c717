import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { chromium } from "playwright-core";

/**
 * Installs the .vsix in code-server and looks at it in a browser that reaches nothing but this machine: squiggle, Problems row, hover, quick
 * fix, code lens, policy view, in a dark and a light theme.
 */
export async function tryVscode({ folder, vsix, codeServer, node, data, screenshots }) {
	rmSync(screenshots, { recursive: true, force: true });
	mkdirSync(screenshots, { recursive: true });
	mkdirSync(join(data, "User"), { recursive: true });
	const settings = (theme) =>
		writeFileSync(
			join(data, "User/settings.json"),
			JSON.stringify({
				"files.autoSave": "off",
				"chat.disableAIFeatures": true,
				"workbench.startupEditor": "none",
				"workbench.colorTheme": theme,
				"extensions.autoUpdate": false,
				"telemetry.telemetryLevel": "off",
				"editor.fontSize": 14,
				"workbench.secondarySideBar.defaultVisibility": "hidden",
				"security.workspace.trust.enabled": false,
			}),
		);
	settings("Default Dark Modern");
	const env = {
		...process.env,
		EXTENSIONS_GALLERY: '{"serviceUrl":"http://127.0.0.1:9/","itemUrl":"","resourceUrlTemplate":""}',
	};
	const common = ["--user-data-dir", data, "--extensions-dir", join(data, "ext")];
	execFileSync(node, [codeServer, ...common, "--install-extension", vsix], { env, stdio: ["ignore", "ignore", "inherit"] });
	const port = await freePort();
	const server = spawn(
		node,
		[
			codeServer,
			...common,
			"--auth",
			"none",
			"--bind-addr",
			`127.0.0.1:${port}`,
			"--disable-telemetry",
			"--disable-update-check",
			"--disable-workspace-trust",
			"--disable-getting-started-override",
			folder,
		],
		{ env, stdio: ["ignore", "pipe", "pipe"], detached: true },
	);
	let log = "";
	for (const stream of [server.stdout, server.stderr]) stream.on("data", (chunk) => (log += chunk));
	let browser;
	try {
		await reachable(port);
		browser = await chromium.launch({
			executablePath: "/usr/bin/chromium",
			args: [
				"--headless",
				"--no-sandbox",
				"--disable-gpu",
				"--disable-quic",
				"--no-first-run",
				"--disable-background-networking",
				"--disable-component-update",
				"--disable-sync",
			],
		});
		for (const [name, theme] of [
			["dark", "Default Dark Modern"],
			["light", "Default Light Modern"],
		]) {
			settings(theme);
			const page = await browser.newPage({ viewport: { width: 1400, height: 860 } });
			page.setDefaultTimeout(40_000);
			await page.route("**/*", (route) =>
				new URL(route.request().url()).hostname === "127.0.0.1" ? route.continue() : route.abort(),
			);
			const shot = (what) => page.screenshot({ path: join(screenshots, `${what}-${name}.png`) });
			try {
				await page.goto(`http://127.0.0.1:${port}/?folder=${encodeURIComponent(folder)}`);
				await open(page, "main.cf");
				await look(page, shot, name === "dark");
			} catch (fault) {
				await shot("failure");
				throw fault;
			}
			await page.close();
		}
		const text = readFileSync(join(folder, "main.cf"), "utf8");
		if (!text.includes("0.0.0.0/0")) throw new Error("the file was written");
	} catch (fault) {
		console.log(log.split("\n").slice(-20).join("\n"));
		throw fault;
	} finally {
		await browser?.close();
		try {
			process.kill(-server.pid, "SIGKILL");
		} catch {
			// It has ended.
		}
	}
}

async function look(page, shot, thorough) {
	await page.locator(".squiggly-error").first().waitFor();
	await page
		.getByText(/OPEN RELAY: anyone, see witness/)
		.first()
		.waitFor();
	await page.locator(".statusbar-item", { hasText: "OPEN RELAY" }).waitFor();
	await page.keyboard.press("Control+Shift+M");
	await page.locator(".markers-panel .monaco-list-row", { hasText: "open-relay" }).first().waitFor();
	await shot("problems");
	await page.keyboard.press("Control+J");
	await page.locator(".view-line", { hasText: "mynetworks" }).first().getByText("0.0.0.0/0").hover();
	await page.locator(".monaco-hover .hover-row").first().waitFor();
	await page.waitForTimeout(600);
	await shot("open-relay");
	await page.keyboard.press("Escape");
	await page.mouse.move(1200, 800);
	await run(page, "relaylint: Show Who May Relay");
	const view = page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
	await view.getByRole("heading", { name: /Who may relay/ }).waitFor();
	await view.getByText("swaks").first().waitFor();
	await page.waitForTimeout(400);
	await shot("policy");
	if (!thorough) return;
	await run(page, "View: Close All Editors");
	await open(page, "main.cf");
	await page.locator(".squiggly-error").first().waitFor();
	// The first myhostname, which the second hides: its fix takes the line away, and the finding with it.
	await run(page, "Go to Line/Column...", "3");
	await page.keyboard.press("Control+.");
	await page.locator(".action-widget .monaco-list-row").first().waitFor();
	await shot("quick-fix");
	await page.keyboard.press("Enter");
	await page.waitForFunction(
		() =>
			[...document.querySelectorAll(".view-line")].filter((line) =>
				line.textContent?.replace(/\s/g, " ").startsWith("myhostname ="),
			).length === 1,
	);
	await page.keyboard.press("Control+Shift+M");
	await page.locator(".markers-panel .monaco-list-row", { hasText: "open-relay" }).first().waitFor();
	await page.locator(".markers-panel .monaco-list-row", { hasText: "duplicate-parameter" }).waitFor({ state: "detached" });
}

async function open(page, name) {
	await page.locator(".monaco-workbench").waitFor();
	await page.waitForTimeout(500);
	await page.keyboard.press("Control+P");
	await page.locator(".quick-input-widget input").fill(name);
	await page.locator(".quick-input-widget .monaco-list-row", { hasText: name }).first().waitFor();
	await page.keyboard.press("Enter");
	await page.locator(".tab", { hasText: name }).first().waitFor();
}

async function run(page, command, answer) {
	await page.keyboard.press("F1");
	await page.locator(".quick-input-widget input").fill(`>${command}`);
	await page.locator(".quick-input-widget .monaco-list-row").first().waitFor();
	await page.keyboard.press("Enter");
	if (answer === undefined) return;
	await page.waitForTimeout(300);
	await page.keyboard.type(answer);
	await page.keyboard.press("Enter");
}

async function freePort() {
	const server = createServer();
	await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address();
	await new Promise((resolve) => server.close(resolve));
	return port;
}

async function reachable(port) {
	for (let tries = 0; tries < 120; tries++) {
		try {
			if ((await fetch(`http://127.0.0.1:${port}/healthz`)).ok) return;
		} catch {
			// Not yet.
		}
		await new Promise((resolve) => setTimeout(resolve, 250));
	}
	throw new Error("code-server does not answer");
}
