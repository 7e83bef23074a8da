// One measurement in a process of its own: `growth.ts COUNT` prints JSON.
import { timePreview } from "./sample.ts";

// As in the preview itself.
Error.stackTraceLimit = 0;
// The first run pays for loading and compiling; the second is what grows with the systems.
await timePreview(1);
process.stdout.write(JSON.stringify(await timePreview(Number(process.argv[2]))));
