export {
	type Attempt,
	attemptOf,
	type Decision,
	type Dependency,
	type Diagnostic,
	type DialectId,
	type DnsZone,
	type MapAnswer,
	type MapQuestion,
	type Severity,
	type TraceStep,
	type Verdict,
	type Witness,
} from "@relaylint/core";
export {
	type CheckedConfiguration,
	type CheckOptions,
	type CheckResult,
	check,
	checkDiscovered,
	discoverPaths,
	type Finding,
	hasInternalError,
} from "./check.ts";
export {
	CONFIG_NAME,
	CONFIG_SCHEMA,
	type Config,
	type ConfigFault,
	type ConfigFile,
	type ConfigOutcome,
	configFor,
	findConfig,
	RELEASE,
	readConfig,
} from "./config.ts";
export { type DiffOutcome, type DiffResult, type DiffSide, diff, opensSomething } from "./diff.ts";
export { diffReport, type JsonDiff, type JsonDifference, type JsonSideDecision } from "./diff-report.ts";
export { type Discovery, discover, type Problem, recognise, type SkippedFile, type Target } from "./discover.ts";
export {
	type Content,
	type DirectoryEntry,
	type Entry,
	type FileSystem,
	memoryFileSystem,
	overlayFileSystem,
	TABLE_LIMIT,
	TEXT_LIMIT,
} from "./file-system.ts";
export { type ChangedFile, type FixOptions, type FixResult, fix } from "./fix.ts";
export { INTERNAL_ERROR, isAtLeast, SEVERITIES } from "./lint.ts";
export { type MapOptions, type MapOutcome, type MapRow, mapTexts, readMaps } from "./map.ts";
export { baseName, directoryOf, isInside, normalizePath, relativePath, resolvePath } from "./path.ts";
export {
	type Expectation,
	type ExpectationsOutcome,
	readExpectations,
	runExpectations,
	TEST_NAME,
	type TestResult,
} from "./expectations.ts";
export { beyondLock, type Excess, LOCK_NAME, type Lock, type LockedGrant, lockOf, lockText, readLock } from "./lock.ts";
export {
	type Agreement,
	agreement,
	isOwnServer,
	listenerAt,
	type PlannedAttempt,
	type Played,
	verifyPlan,
} from "./verify-plan.ts";
export { clientTexts, conditionTexts, destinationText, leftOutTexts, sessionTexts } from "./grant-words.ts";
export { type OpenOptions, type OpenOutcome, type Opened, openConfiguration } from "./open-configuration.ts";
export { type PolicyOutcome, type PolicyResult, policy } from "./policy.ts";
export { grantReport, type JsonGrant, type JsonPolicy, policyReport } from "./policy-report.ts";
export { type ProbeOptions, type ProbeOutcome, type ProbeResult, loadForExpectations, probe } from "./probe.ts";
export { DEFAULT_WORLD, type Probe, type ProbeSet, type ProbesOutcome, readProbes } from "./probes.ts";
export {
	checkReport,
	dependencyText,
	dependsOf,
	type JsonFinding,
	type JsonMapAnswer,
	type JsonProbeResult,
	type JsonReport,
	mapReport,
	type JsonTraceStep,
	placeOf,
	probeReport,
	problemText,
	witnessReport,
} from "./report.ts";
export { allRules, type CatalogEntry, ruleIds } from "./rule-catalog.ts";
export { rulePageUrl } from "./rule-page.ts";
export type { Suppressed } from "./suppressions.ts";
export { VERSION } from "./version.ts";
