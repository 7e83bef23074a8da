import { Agent, createServer, type IncomingMessage } from "node:http";
import { setImmediate } from "node:timers/promises";
import { randomLcg } from "d3-random";
import { type Weights, weightsSchema } from "../contract/release.ts";
import type { Color } from "../systems/model/system.ts";
import { listen } from "./listen.ts";
import { forward, tunnel } from "./proxy.ts";
import { type Choice, choose, halved, longestStickiness, type Rule } from "./routing.ts";

/** What is wrong with a front; plain data. */
export interface FrontFaults {
  /** Only half of the preview color's weight counts, though the whole is read back. */
  half: boolean;
  /** So many of the next writes are refused. */
  throttled: number;
  /** Writes are accepted, and nothing comes of them. */
  stuck: boolean;
}

export const noFaults: FrontFaults = { half: false, throttled: 0, stuck: false };

export interface FrontArgs extends Omit<Rule, "stickinessSeconds"> {
  /** Port of each color. */
  colors: Readonly<Record<Color, number>>;
  seed: number;
  faults: FrontFaults;
}

export interface Front {
  port: number;
  /**
   * Weights and stickiness in one write, from the next request on.
   *
   * @param options.stickinessSeconds of the hubs; 0 switches it off, also for cookies given out before
   * @throws Error named `ThrottlingException`, as a cloud's; ZodError for weights that are no integers with a sum of
   *   100; RangeError for stickiness of more than 60 seconds
   */
  setWeights: (weights: Weights, options: { stickinessSeconds: number }) => Promise<void>;
  /** As they are read back. */
  weights: () => Weights;
  stickinessSeconds: () => number;
  /** Requests sent to each color since the start, upgrades and those of the test rule too. */
  observed: () => Record<Color, number>;
  /** WebSockets open with each color. */
  connections: () => Record<Color, number>;
  setFaults: (faults: FrontFaults) => void;
  close: () => Promise<void>;
}

/** A reverse proxy with weights, as a rule of a load balancer's listener: plain HTTP and WebSockets. */
export async function startFront({ colors, seed, faults: first, ...told }: FrontArgs): Promise<Front> {
  let rule: Rule = { ...told, weights: weightsSchema.parse(told.weights), stickinessSeconds: 0 };
  let faults = first;
  const random = randomLcg(seed);
  const agents = { blue: new Agent({ keepAlive: true }), green: new Agent({ keepAlive: true }) };
  const observed = { blue: 0, green: 0 };
  const connections = { blue: 0, green: 0 };

  // A request keeps the color that it was given, so a write touches none that is under way.
  const route = ({ url = "/", headers }: IncomingMessage): Choice => {
    const weights = faults.half ? halved(rule.weights, rule.preview) : rule.weights;
    const [path = "/"] = url.split("?");
    const choice = choose({ ...rule, weights }, { path, headers, now: Date.now() }, random);
    observed[choice.color] += 1;
    return choice;
  };

  const server = createServer((request, response) => {
    const { color, cookie } = route(request);
    forward(request, response, { port: colors[color], agent: agents[color], cookie });
  });
  server.on("upgrade", (request, client, early) => {
    const { color, cookie } = route(request);
    if (early.length > 0) client.unshift(early);
    const onOpen = () => {
      connections[color] += 1;
      return () => {
        connections[color] -= 1;
      };
    };
    tunnel(request, client, { port: colors[color], cookie, onOpen });
  });
  const listening = await listen(server);

  return {
    port: listening.port,
    setWeights: async (weights, { stickinessSeconds }) => {
      await setImmediate();
      if (faults.throttled > 0) {
        faults = { ...faults, throttled: faults.throttled - 1 };
        throw Object.assign(new Error("Rate exceeded"), { name: "ThrottlingException" });
      }
      if (!(stickinessSeconds >= 0 && stickinessSeconds <= longestStickiness)) {
        throw new RangeError(`stickinessSeconds: must be 0 to ${longestStickiness}, is ${stickinessSeconds}`);
      }
      const next = { ...rule, weights: weightsSchema.parse(weights), stickinessSeconds };
      if (!faults.stuck) rule = next;
    },
    weights: () => ({ ...rule.weights }),
    stickinessSeconds: () => rule.stickinessSeconds,
    observed: () => ({ ...observed }),
    connections: () => ({ ...connections }),
    setFaults: (next) => {
      faults = next;
    },
    close: async () => {
      await listening.close();
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}
