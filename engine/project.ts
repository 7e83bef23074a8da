import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { projectFolder } from "../preview/stack-file.ts";

/** The project's name, as in `Pulumi.yaml`. */
export const { name: projectName } = parse(readFileSync(new URL("Pulumi.yaml", projectFolder), "utf8")) as {
  name: string;
};

/** The folder of the project's own policy pack. */
export const policyPack = fileURLToPath(new URL("policies", projectFolder));
