import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { project } from "./cli.ts";

/** A copy of the project to break: what git knows or would add, without the tests; packages are linked. */
export class ProjectCopy {
  readonly folder = mkdtempSync(join(tmpdir(), "trading-platform-"));

  constructor() {
    const listed = [
      "ls-files",
      "--cached",
      "--others",
      "--exclude-standard",
      "-z",
      "--",
      ".",
      ":!test",
      ":!docs",
      ":!node_modules",
    ];
    const files = execFileSync("git", listed, { cwd: project, encoding: "utf8" }).split("\0");
    // Git also lists what has been deleted and not yet committed.
    for (const file of files.filter((name) => name !== "" && existsSync(join(project, name)))) {
      cpSync(join(project, file), join(this.folder, file));
    }
    symlinkSync(join(project, "node_modules"), join(this.folder, "node_modules"));
  }

  /** Replaces a text that the file must hold exactly once. */
  edit(file: string, from: string, to: string): this {
    const path = join(this.folder, file);
    const parts = readFileSync(path, "utf8").split(from);
    if (parts.length !== 2) throw new Error(`${file}: holds ${parts.length - 1} times: ${from}`);
    writeFileSync(path, parts.join(to));
    return this;
  }

  add(file: string, text: string): this {
    writeFileSync(join(this.folder, file), text);
    return this;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
