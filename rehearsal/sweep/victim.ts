// Runs a recorded release, and is killed at an entry of its journal: node victim.ts FOLDER BAD-ABOVE [ENTRY before|after]
import { join } from "node:path";
import { folderStorage } from "../../release/journal/folder.ts";
import type { Storage } from "../../release/journal/storage.ts";
import { resume } from "./resume.ts";

const [folder = "", badAbove = "100", entry, side] = process.argv.slice(2);

function deadly(storage: Storage): Storage {
  const die = () => process.kill(process.pid, "SIGKILL");
  return {
    ...storage,
    create: async (name, number, text) => {
      const here = !name.endsWith("/lock") && String(number) === entry;
      if (here && side === "before") die();
      const created = await storage.create(name, number, text);
      if (here && side === "after") die();
      return created;
    },
  };
}

const { phase } = await resume(folder, Number(badAbove), deadly(folderStorage(join(folder, "journal"))));
process.stdout.write(`${phase}\n`);
