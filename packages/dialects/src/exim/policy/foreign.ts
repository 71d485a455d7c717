/** The ways in which a recipient can be foreign to Exim. */
export const FOREIGN = {
	/** Its domain is in no list by a literal name. */
	elsewhere: "elsewhere",
	/** A percent sign in its local part is followed to a foreign domain; behind the colon, the item of `percent_hack_domains` that takes the outer one. */
	percent: "percent:",
	/** A router sends it to a domain that its sender wrote into it. */
	redirected: "redirected",
} as const;
