import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { projectFolder } from "../preview/stack-file.ts";

/** The project's name, as in `Pulumi.yaml`. */
export const { name: projectName } = parse(readFileSync(new URL("Pulumi.yaml", projectFolder), "utf8")) as {
  name: string;
};
