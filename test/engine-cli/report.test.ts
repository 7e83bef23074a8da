import { expect, it } from "vitest";
import type { Found } from "../../engine/cli/find.ts";
import { explainMissing, foundDocument, renderFound } from "../../engine/cli/report.ts";

const plain = (_format: string, text: string) => text;
const marked = (format: string, text: string) => `<${format}>${text}</>`;

const built: Found = {
  way: "build",
  path: "/cache/bin/pulumi",
  root: "/cache",
  version: "3.259.0",
  languageHost: false,
  tried: [
    { way: "path", outcome: "there is no pulumi on PATH" },
    { way: "npm", outcome: "has not downloaded it yet" },
    { way: "build", outcome: "found" },
  ],
};

it("tells what a built CLI can do and what not, and why it was not another", () => {
  expect(renderFound(built, plain)).toBe(
    [
      "Pulumi CLI v3.259.0, built from its Go modules: /cache/bin/pulumi",
      "works     this project's own commands (the Automation API with the program in their own process)",
      "does not  a bare `pulumi up`: pulumi-language-nodejs is neither beside it nor on PATH;",
      "          the CLI that `npx pulumi@3.259.0 up` downloads has it",
      "tried     PATH: there is no pulumi on PATH",
      "tried     npm package: has not downloaded it yet",
    ].join("\n"),
  );
});

it("tells what a CLI with a language host can do, and warns of its version", () => {
  const found: Found = {
    way: "path",
    path: "/usr/bin/pulumi",
    version: "3.262.0",
    languageHost: true,
    warning: "/usr/bin/pulumi is version 3.262.0; the project is tested with 3.259.0",
    tried: [{ way: "path", outcome: "found" }],
  };
  expect(renderFound(found, plain)).toBe(
    [
      "Pulumi CLI v3.262.0, on PATH: /usr/bin/pulumi",
      "warning: /usr/bin/pulumi is version 3.262.0; the project is tested with 3.259.0",
      "works     this project's own commands (the Automation API with the program in their own process)",
      "works     a bare `pulumi up`: the Node.js language host is there",
    ].join("\n"),
  );
  expect(renderFound({ ...found, way: "npm" }, plain)).toContain("v3.262.0, downloaded by the npm package: /usr");
});

it("marks up what stands out", () => {
  const text = renderFound({ ...built, warning: "w" }, marked);
  expect(text).toContain("<bold>Pulumi CLI v3.259.0</>, built");
  expect(text).toContain("<yellow>warning: w</>");
  expect(text).toContain("<dim>tried     PATH: there is no pulumi on PATH</>");
});

it("gives a machine these keys, in this order", () => {
  const document = foundDocument({ ...built, warning: "w" });
  expect(Object.keys(document)).toEqual(["way", "version", "path", "languageHost", "tried"]);
});

it("explains with a mend for each way that there is none", () => {
  const tried = built.tried.map(({ way }) => ({ way, outcome: `no ${way}` }));
  expect(explainMissing(tried, true)).toBe(
    [
      "there is no Pulumi CLI 3.259.0:",
      "  PATH: no path",
      "    install Pulumi 3.259.0 as https://www.pulumi.com/docs/install says, and have its folder on PATH",
      "  npm package: no npm",
      "    run `npm exec --yes -- pulumi@3.259.0 version`; it needs the npm registry and https://get.pulumi.com",
      "  Go build: no build",
      "    needs Go (https://go.dev/doc/install) and, once, Go's module proxy; `npm run engine -- --build` tries it alone",
      "Any one of the three will do.",
    ].join("\n"),
  );
});

it("refers to the command when nothing was to be installed", () => {
  expect(explainMissing([{ way: "path", outcome: "no" }], false)).toBe(
    "there is no Pulumi CLI 3.259.0:\n  PATH: no\nRun `npm run engine`, which downloads or builds it.",
  );
});
