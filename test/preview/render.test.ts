import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runFile } from "../cli.ts";

describe("npm run render", () => {
  const folder = mkdtempSync(join(tmpdir(), "render-"));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const render = (...args: string[]) => runFile("preview/render.ts", args);

  it("needs a folder, and leaves one with other files alone", async () => {
    const foreign = join(folder, "foreign");
    mkdirSync(foreign);
    writeFileSync(join(foreign, "notes.txt"), "mine");
    const [missing, refused, isFile] = await Promise.all([
      render("--stack", "prod"),
      render("--out", foreign),
      render("--out", join(foreign, "notes.txt")),
    ]);
    expect(missing).toEqual({ status: 1, stdout: "", stderr: "--out is missing: name a folder\nSee --help.\n" });
    const words = `--out ${foreign}: holds other files (notes.txt); name an empty folder\n`;
    expect(refused).toEqual({ status: 1, stdout: "", stderr: words });
    expect(isFile.stderr).toBe(`--out ${join(foreign, "notes.txt")}: is a file; name a folder\n`);
    expect(readdirSync(foreign)).toEqual(["notes.txt"]);
  });

  it("replaces what it wrote before", async () => {
    const out = join(folder, "staging");
    mkdirSync(out);
    writeFileSync(join(out, "999-secret-gone.yaml"), "old");
    const { status, stdout, stderr } = await render("--stack", "staging", "--out", out);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const files = readdirSync(out).sort();
    expect(stdout).toBe(`${files.length} objects of stack staging in ${out}\n`);
    expect(files).not.toContain("999-secret-gone.yaml");
    expect(files.every((file, i) => file.startsWith(String(i + 1).padStart(3, "0")))).toBe(true);
  }, 120_000);
});
