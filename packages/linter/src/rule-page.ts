/** The address of a rule's page; `relaylint rule ID` prints the same page. */
export function rulePageUrl(id: string): string {
	return `https://relaylint.example/rules/${id}`;
}
