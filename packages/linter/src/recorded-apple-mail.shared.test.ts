import { describeDocumented } from "./testing/documented-cases.ts";

describeDocumented("apple-mail", 4);
