/** What a server needs once its client was answered: in a file of its own, so that the answer to `initialize` does not wait for it. */
export * as features from "./answers.ts";
export { createSession } from "./session.ts";
