import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const project = fileURLToPath(new URL("../", import.meta.url));

/**
 * Lines of the program that call a provider's function, as `file:line`. The SDK starts a call in the background, so its
 * error has lost the stack; the name is what is left to go by.
 *
 * @param token such as `aws:ec2/getAmi:getAmi`
 */
export function callSites(token: string, folder: string = project): string[] {
  const called = new RegExp(`\\b${token.split(":").at(-1) ?? token}(Output)?\\s*\\(`);
  const files = globSync("**/*.ts", { cwd: folder, exclude: ["node_modules/**", "test/**", "simulator/**"] });
  return files.sort().flatMap((file) => {
    const lines = readFileSync(`${folder}/${file}`, "utf8").split("\n");
    return lines.flatMap((line, i) => (called.test(line) ? [`${file}:${i + 1}`] : []));
  });
}
