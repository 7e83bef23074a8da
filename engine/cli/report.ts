import type { Found, Tried, Way } from "./find.ts";
import { cliVersion } from "./version.ts";

/** Marks up text for a terminal; the identity elsewhere. */
export type Style = (format: "bold" | "dim" | "green" | "yellow", text: string) => string;

const origins: Record<Way, string> = {
  path: "on PATH",
  npm: "downloaded by the npm package",
  build: "built from its Go modules",
};

const names: Record<Way, string> = { path: "PATH", npm: "npm package", build: "Go build" };

/** What was found and what it is good for, as a person reads it. */
export function renderFound(found: Found, style: Style): string {
  const { way, version, path, languageHost, warning, tried } = found;
  const failed = tried.filter((one) => one.way !== way);
  return [
    `${style("bold", `Pulumi CLI v${version}`)}, ${origins[way]}: ${path}`,
    ...(warning === undefined ? [] : [style("yellow", `warning: ${warning}`)]),
    `${style("green", "works")}     this project's own commands (the Automation API with the program in their own process)`,
    ...(languageHost
      ? [`${style("green", "works")}     a bare \`pulumi up\`: the Node.js language host is there`]
      : [
          `${style("yellow", "does not")}  a bare \`pulumi up\`: pulumi-language-nodejs is neither beside it nor on PATH;`,
          `          the CLI that \`npx pulumi@${cliVersion} up\` downloads has it`,
        ]),
    ...failed.map((one) => style("dim", `tried     ${names[one.way]}: ${one.outcome}`)),
  ].join("\n");
}

/** The same for a machine. */
export function foundDocument({ way, version, path, languageHost, tried }: Found): object {
  return { way, version, path, languageHost, tried };
}

/** What the npm package is called with to have the CLI downloaded. */
const download = `npm exec --yes -- pulumi@${cliVersion} version`;

const mends: Record<Way, string> = {
  path: `install Pulumi ${cliVersion} as https://www.pulumi.com/docs/install says, and have its folder on PATH`,
  npm: `run \`${download}\`; it needs the npm registry and https://get.pulumi.com`,
  build:
    "needs Go (https://go.dev/doc/install) and, once, Go's module proxy; `npm run engine -- --build` tries it alone",
};

/**
 * Why there is no CLI.
 *
 * @param installed whether downloading and building were tried
 */
export function explainMissing(tried: readonly Tried[], installed: boolean): string {
  const lines = tried.flatMap(({ way, outcome }) => [
    `  ${names[way]}: ${outcome}`,
    ...(installed ? [`    ${mends[way]}`] : []),
  ]);
  const end = installed ? "Any one of the three will do." : "Run `npm run engine`, which downloads or builds it.";
  return [`there is no Pulumi CLI ${cliVersion}:`, ...lines, end].join("\n");
}
