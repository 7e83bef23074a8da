import { compareVersions, parseVersion } from "./version.ts";
import type { Environment, Ran } from "./world.ts";

/**
 * Go as the build needs it, whatever the person's own settings: modules exactly as go.mod and go.sum pin them, no
 * workspace, no other Go than the one that is there, no C compiler. GOFLAGS is set and not cleared, or what
 * `go env -w` keeps would count.
 */
export function goEnvironment(env: Environment): Environment {
  return {
    ...env,
    GO111MODULE: "on",
    GOFLAGS: "-mod=readonly",
    GOWORK: "off",
    GOTOOLCHAIN: "local",
    CGO_ENABLED: "0",
  };
}

/** The version of a go.mod's `go` line. */
export function neededGo(goMod: string): string {
  return /^go (\S+)$/m.exec(goMod)?.[1] ?? "";
}

/** Why this Go will not do, from what `go version` came to; undefined when it will. */
export function goFault({ ended, stdout, stderr }: Ran, needed: string): string | undefined {
  if (typeof ended === "string") return `go ${ended}`;
  if (ended !== 0) return `go version exits with status ${ended}: ${stderr.split("\n")[0] ?? ""}`;
  // Such as `go version go1.26.8 linux/amd64`, `go1.26rc1`, `devel go1.27-4ad1c7`.
  const [, major = "", minor = "", patch = "0"] = /\bgo(\d+)\.(\d+)(?:\.(\d+))?/.exec(stdout) ?? [];
  const version = parseVersion(`${major}.${minor}.${patch}`);
  const least = parseVersion(needed);
  if (version === undefined || least === undefined) return `go version answers "${stdout}", which names no version`;
  if (compareVersions(version, least) >= 0) return undefined;
  return `go is ${major}.${minor}.${patch}, and the modules here need ${needed}`;
}

/** Follows `go build -v`: modules that it downloads, packages that it compiles. */
export class BuildLog {
  #downloaded = 0;
  #compiled = 0;
  readonly #rest: string[] = [];

  add(line: string): void {
    if (line.startsWith("go: downloading ")) this.#downloaded += 1;
    else if (/^[\w.~-]+(\/[\w.~-]+)*$/.test(line)) this.#compiled += 1;
    else if (line.trim() !== "") this.#rest.push(line);
  }

  get state(): string {
    if (this.#compiled > 0) return `${this.#compiled} packages compiled`;
    return this.#downloaded > 0 ? `${this.#downloaded} modules downloaded` : "no package compiled yet";
  }

  /** What else Go said, its last words first to blame. */
  get complaint(): string {
    return this.#rest.slice(-3).join(" | ") || "without a word";
  }
}
