import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { moduleFolder } from "../../engine/cli/build.ts";
import { BuildLog, goEnvironment, goFault, neededGo } from "../../engine/cli/go.ts";
import { ended, failed, printed } from "./fake-world.ts";

it("overrules the person's settings that would break the build, and keeps the others", () => {
  const own = { PATH: "/bin", GOFLAGS: "-mod=vendor", GOWORK: "/project/go.work", GOTOOLCHAIN: "auto", GOPROXY: "off" };
  expect(goEnvironment(own)).toEqual({
    PATH: "/bin",
    GOPROXY: "off",
    GO111MODULE: "on",
    GOFLAGS: "-mod=readonly",
    GOWORK: "off",
    GOTOOLCHAIN: "local",
    CGO_ENABLED: "0",
  });
});

it("reads the version that the module needs", () => {
  expect(neededGo("module x\n\ngo 1.25.11\n\ntoolchain go1.26.0\n")).toBe("1.25.11");
  expect(neededGo(readFileSync(join(moduleFolder, "go.mod"), "utf8"))).toMatch(/^\d+\.\d+\.\d+$/);
});

it.each([
  "go version go1.25.11 linux/amd64",
  "go version go1.25.12 darwin/arm64",
  "go version go1.26 linux/amd64",
  "go version go1.27rc1 linux/amd64",
  "go version devel go1.27-4ad1c7 Mon Nov 2 linux/amd64",
  "go version go2.0.0 linux/amd64",
])("takes %s", (stdout) => {
  expect(goFault(printed(stdout), "1.25.11")).toBeUndefined();
});

it.each([
  [printed("go version go1.25.10 linux/amd64"), "go is 1.25.10, and the modules here need 1.25.11"],
  [printed("go version go1.9 linux/amd64"), "go is 1.9.0, and the modules here need 1.25.11"],
  [printed("gccgo"), 'go version answers "gccgo", which names no version'],
  [ended("is not there"), "go is not there"],
  [failed("go: cannot find GOROOT\nmore", 2), "go version exits with status 2: go: cannot find GOROOT"],
])("refuses %j", (answer, fault) => {
  expect(goFault(answer, "1.25.11")).toBe(fault);
});

it("follows a build from its output", () => {
  const log = new BuildLog();
  expect(log.state).toBe("no package compiled yet");
  log.add("go: downloading github.com/pkg/errors v0.9.1");
  log.add("go: downloading gopkg.in/yaml.v3 v3.0.1");
  expect(log.state).toBe("2 modules downloaded");
  for (const line of ["errors", "internal/cpu", "gopkg.in/yaml.v3", "go.opentelemetry.io/x~y/z-1"]) log.add(line);
  expect(log.state).toBe("4 packages compiled");
  expect(log.complaint).toBe("without a word");
});

it("keeps the last of what else Go says", () => {
  const log = new BuildLog();
  for (const line of ["first", "# example.com/a", "a.go:1:1: no", "", "b.go:2:2: no", "too many errors"]) log.add(line);
  expect(log.complaint).toBe("a.go:1:1: no | b.go:2:2: no | too many errors");
});
