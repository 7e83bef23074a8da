import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import { type Behavior, startColor, wellBehaved } from "../../rehearsal/color.ts";
import type { Color } from "../../systems/model/system.ts";
import { tradingEndpoints } from "../../rehearsal/endpoints.ts";
import { newRecords } from "../../rehearsal/exchange.ts";
import { type Counters, readCounters } from "../../rehearsal/exposition.ts";
import { type FrontArgs, noFaults, startFront } from "../../rehearsal/front.ts";

export const secret = "a-secret-of-the-test";
export const both = { "X-Test-Green": "true", "X-Test-Token": secret };

/** A color that the test's end closes. */
export async function color(name: Color, behavior: Partial<Behavior> = {}, baseLatencyMs = 1) {
  const args = {
    name,
    endpoints: tradingEndpoints,
    records: newRecords(),
    baseLatencyMs,
    seed: name === "blue" ? 11 : 22,
  };
  const running = await startColor({ ...args, behavior: { ...wellBehaved, ...behavior } });
  onTestFinished(running.close);
  return running;
}

/** A front that the test's end closes; blue is live, green the preview color. */
export async function front(args: Pick<FrontArgs, "colors"> & Partial<FrontArgs>) {
  const running = await startFront({
    weights: { blue: 100, green: 0 },
    preview: "green",
    hubPaths: ["/hubs/*"],
    testHeaders: [
      { name: "X-Test-Green", value: "true" },
      { name: "X-Test-Token", value: secret },
    ],
    seed: 7,
    faults: noFaults,
    ...args,
  });
  onTestFinished(running.close);
  return running;
}

/** Both colors and the front before them. */
export async function stage(args: Partial<FrontArgs> = {}, green: Partial<Behavior> = {}) {
  const colors = { blue: await color("blue"), green: await color("green", green) };
  const ports = { blue: colors.blue.port, green: colors.green.port };
  return { ...colors, front: await front({ colors: ports, ...args }) };
}

export interface Answered {
  status: number | undefined;
  /** As it names itself. */
  color: string | undefined;
  /** What the first cookie is set to. */
  cookie: string | undefined;
  body: string;
}

const agent = new Agent({ keepAlive: true });

export async function ask(
  port: number,
  path: string,
  { body, ...options }: { method?: string; body?: string; headers?: Record<string, string> } = {},
): Promise<Answered> {
  const asked = request({ host: "127.0.0.1", port, path, agent, ...options }).end(body);
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  const [color] = [answer.headers["x-color"]].flat();
  const [cookie] = answer.headers["set-cookie"] ?? [];
  return { status: answer.statusCode, color, cookie, body: await text(answer) };
}

/** How many of so many requests each color answered. */
export async function tally(port: number, path: string, count: number, headers: Record<string, string> = {}) {
  const colors = { blue: 0, green: 0, neither: 0 };
  for (let left = count; left > 0; left -= 50) {
    const answers = Array.from({ length: Math.min(50, left) }, () => ask(port, path, { headers }));
    for (const { color: name } of await Promise.all(answers)) {
      colors[name === "blue" || name === "green" ? name : "neither"] += 1;
    }
  }
  return colors;
}

/** Counters that a test knows to be readable. */
export function counters(metrics: string): Counters {
  const read = readCounters(metrics);
  if ("missing" in read) throw new Error(read.missing);
  return read;
}
