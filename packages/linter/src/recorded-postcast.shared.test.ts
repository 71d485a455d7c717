import { describeDocumented } from "./testing/documented-cases.ts";

describeDocumented("postcast", 3);
