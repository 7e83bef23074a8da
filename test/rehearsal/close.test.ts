import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { project } from "../cli.ts";

/** All of the stage in a process of its own, closed in the middle of its traffic; what is left over keeps it alive. */
const program = `
  import { startColor, wellBehaved } from "./rehearsal/color.ts";
  import { tradingEndpoints as endpoints } from "./rehearsal/endpoints.ts";
  import { newRecords } from "./rehearsal/exchange.ts";
  import { noFaults, startFront } from "./rehearsal/front.ts";
  import { startLoad } from "./rehearsal/load.ts";
  import { startScrape } from "./rehearsal/scrape.ts";

  const args = { endpoints, records: newRecords(), baseLatencyMs: 20, behavior: wellBehaved };
  const blue = await startColor({ ...args, name: "blue", seed: 1 });
  const green = await startColor({ ...args, name: "green", seed: 2 });
  const colors = { blue: blue.port, green: green.port };
  const weights = { blue: 50, green: 50 };
  const testHeaders = [{ name: "a", value: "b" }, { name: "c", value: "d" }];
  const hubPaths = ["/hubs/*"];
  const front = await startFront({ colors, weights, preview: "green", hubPaths, testHeaders, seed: 3, faults: noFaults });
  const ports = { live: blue.port, preview: green.port };
  const scrape = startScrape({ ports, intervalMs: 100, timeoutMs: 90, onInterval: () => undefined });
  let answered = 0;
  const onRequest = ({ status }) => { if (status === 200) answered += 1; };
  const load = startLoad({
    port: front.port, requestsPerSecond: 200, endpoints, sockets: 3, path: "/hubs/market-data", seed: 4, onRequest,
  });
  while (answered < 20 || load.ticks() === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  // The servers first, so that each of them has something open.
  await green.close();
  await front.close();
  await blue.close();
  await load.close();
  await scrape.close();
  await Promise.all([front.close(), blue.close()]);
  console.log("closed");
`;

it("close() frees all of the stage, in whatever order", async () => {
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], { cwd: project });
  const ended = once(child, "exit");
  const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect({ out, errors, ended: await ended }).toEqual({ out: "closed\n", errors: "", ended: [0, null] });
});
