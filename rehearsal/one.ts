// Rehearses one scenario in a process of its own, so that its clock and its load are its own: node one.ts NAME FILE
import { writeFileSync } from "node:fs";
import { rehearse } from "./rehearse.ts";
import { scenarios } from "./scenarios.ts";

const [name, file] = process.argv.slice(2);
const scenario = scenarios.find((one) => one.name === name);
if (scenario === undefined || file === undefined) throw new Error(`one.ts: no scenario ${name ?? ""}, or no file`);
writeFileSync(file, JSON.stringify(await rehearse(scenario)));
