import { expect, it } from "vitest";
import { lintWorkflows } from "../../tools/actionlint/lint.ts";
import { ended, failed, fakeWorld, type Machine, printed } from "../engine-cli/fake-world.ts";

/** A machine with Go, where the tool is built as said and then ends as said. */
const machine = (tool: ReturnType<typeof failed>, lint = printed("")): Machine => ({
  commands: { go: ([command]) => (command === "version" ? printed("go version go1.26.8 linux/amd64") : tool) },
  files: { "/cache/actionlint": lint },
});
const built = printed("/cache/actionlint");

it.each<[string, Machine, string, string]>([
  ["no Go", {}, "skipped", "go is not there"],
  [
    "an old Go",
    { commands: { go: () => printed("go version go1.20.1 linux/amd64") } },
    "skipped",
    "go is 1.20.1, and the modules here need 1.25.0",
  ],
  ["no way to the modules", machine(failed("dial tcp: lookup proxy: no such host")), "skipped", "no such host"],
  ["a module that was tampered with", machine(failed("checksum mismatch")), "broken", "checksum mismatch"],
  ["a build that takes too long", machine(ended("gave no result within 600 s")), "broken", "gave no result"],
  ["good workflows", machine(built), "clean", ""],
  ["a faulty workflow", machine(built, { ended: 1, stdout: "x.yml:1:1: no", stderr: "" }), "faults", "x.yml:1:1: no"],
  ["a tool that crashes", machine(built, failed("fatal", 3)), "broken", "fatal"],
])("says what became of it: %s", async (_, world, kind, text) => {
  const outcome = await lintWorkflows(fakeWorld(world));
  expect(outcome.kind).toBe(kind);
  expect(outcome.text).toContain(text);
});
