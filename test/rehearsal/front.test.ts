import { once } from "node:events";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { WebSocket } from "ws";
import type { Weights } from "../../contract/release.ts";
import { noFaults } from "../../rehearsal/front.ts";
import { ask, both, color, front, stage, tally } from "./stage.ts";

const path = "/api/prices";
const hub = "/hubs/market-data/negotiate";
const all = { blue: 100, green: 0 };
const none = { stickinessSeconds: 0 };

/** Half the width of a range that a share leaves once in 300 000 times, of `n`. */
const bound = (n: number, p: number) => 4.65 * Math.sqrt(n * p * (1 - p));

describe("weights", () => {
  it.each([
    [{ blue: 90, green: 10 }, 600],
    [{ blue: 50, green: 50 }, 400],
  ])("%j are honoured", async (weights, n) => {
    const { front } = await stage({ weights });
    const seen = await tally(front.port, path, n);
    expect(seen.neither).toBe(0);
    expect(Math.abs(seen.green - (n * weights.green) / 100)).toBeLessThan(bound(n, weights.green / 100));
    expect(front.observed()).toEqual({ blue: seen.blue, green: seen.green });
  });

  it("count from the write on, and are read back", async () => {
    const { front } = await stage({ weights: all });
    expect(await tally(front.port, path, 100)).toEqual({ blue: 100, green: 0, neither: 0 });
    await front.setWeights({ blue: 0, green: 100 }, { stickinessSeconds: 30 });
    expect(front.weights()).toEqual({ blue: 0, green: 100 });
    expect(front.stickinessSeconds()).toBe(30);
    expect(await tally(front.port, path, 100)).toEqual({ blue: 0, green: 100, neither: 0 });
  });

  it.each([
    [{ blue: 60, green: 30 }, none],
    [{ blue: 99.5, green: 0.5 }, none],
    [{ blue: 110, green: -10 }, none],
    [all, { stickinessSeconds: 61 }],
    [all, { stickinessSeconds: -1 }],
    [all, { stickinessSeconds: NaN }],
  ])("%j with %j are refused, and nothing changes", async (weights: Weights, options) => {
    const { front } = await stage({ weights: { blue: 90, green: 10 } });
    await expect(front.setWeights(weights, options)).rejects.toThrow();
    expect(front.weights()).toEqual({ blue: 90, green: 10 });
    expect(front.stickinessSeconds()).toBe(0);
  });

  it("leave a request that is under way where it is", async () => {
    const blue = await color("blue", { latencyFactor: 300 });
    const green = await color("green");
    const running = await front({ colors: { blue: blue.port, green: green.port } });
    const slow = ask(running.port, path);
    await vi.waitFor(() => {
      expect(running.observed().blue).toBe(1);
    });
    await running.setWeights({ blue: 0, green: 100 }, none);
    expect(await ask(running.port, path)).toMatchObject({ status: 200, color: "green" });
    expect(await slow).toMatchObject({ status: 200, color: "blue" });
  });
});

describe("the test rule", () => {
  it("leads to the preview color, whatever the weights", async () => {
    const { front } = await stage({ weights: all });
    expect(await tally(front.port, path, 20, both)).toEqual({ blue: 0, green: 20, neither: 0 });
    expect(await tally(front.port, hub, 20, both)).toEqual({ blue: 0, green: 20, neither: 0 });
  });

  it("is for those alone who know the secret", async () => {
    const { front } = await stage({ weights: all });
    for (const headers of [{ "X-Test-Green": "true" }, { ...both, "X-Test-Token": "guessed" }]) {
      expect(await tally(front.port, path, 20, headers)).toEqual({ blue: 20, green: 0, neither: 0 });
    }
  });
});

describe("stickiness", () => {
  it("keeps a client of a hub on its color, and outranks weights until the write that ends it", async () => {
    const { front } = await stage({ weights: { blue: 0, green: 100 } });
    expect((await ask(front.port, hub)).cookie).toBeUndefined();
    await front.setWeights({ blue: 0, green: 100 }, { stickinessSeconds: 60 });
    const { cookie } = await ask(front.port, hub);
    expect(cookie).toMatch(/Max-Age=60$/);
    const headers = { cookie: cookie?.split(";")[0] ?? "" };
    await front.setWeights(all, { stickinessSeconds: 60 });
    expect(await tally(front.port, hub, 20, headers)).toEqual({ blue: 0, green: 20, neither: 0 });
    expect(await ask(front.port, path, { headers })).toMatchObject({ color: "blue", cookie: undefined });
    await front.setWeights(all, none);
    expect(await tally(front.port, hub, 20, headers)).toEqual({ blue: 20, green: 0, neither: 0 });
  });

  it("is given to a WebSocket with its upgrade", async () => {
    const { front } = await stage({ weights: all });
    await front.setWeights(all, { stickinessSeconds: 9 });
    const socket = new WebSocket(`ws://127.0.0.1:${front.port}/hubs/market-data`);
    onTestFinished(() => {
      socket.terminate();
    });
    const [{ headers }] = (await once(socket, "upgrade")) as [{ headers: Record<string, unknown> }];
    expect(headers["x-color"]).toBe("blue");
    expect(headers["set-cookie"]).toEqual([expect.stringMatching(/^stage-color=blue\.\d+; Path=\/; Max-Age=9$/)]);
  });
});

describe("a fault", () => {
  it("half: the weights are read back whole, and the observed share tells", async () => {
    const { front } = await stage({ weights: { blue: 50, green: 50 }, faults: { ...noFaults, half: true } });
    const n = 400;
    await tally(front.port, path, n);
    expect(front.weights()).toEqual({ blue: 50, green: 50 });
    const { blue, green } = front.observed();
    expect(blue + green).toBe(n);
    expect(Math.abs(green - n / 4)).toBeLessThan(bound(n, 1 / 4));
    front.setFaults(noFaults);
    await front.setWeights({ blue: 0, green: 100 }, none);
    expect(await tally(front.port, path, 50)).toMatchObject({ green: 50 });
  });

  it("throttled: so many writes are refused, and change nothing", async () => {
    const { front } = await stage({ weights: all, faults: { ...noFaults, throttled: 2 } });
    const write = () => front.setWeights({ blue: 90, green: 10 }, none);
    for (let i = 0; i < 2; i += 1) {
      await expect(write()).rejects.toMatchObject({ name: "ThrottlingException", message: "Rate exceeded" });
      expect(front.weights()).toEqual(all);
    }
    await write();
    expect(front.weights()).toEqual({ blue: 90, green: 10 });
  });

  it("stuck: a write is accepted, and nothing comes of it", async () => {
    const { front } = await stage({ weights: all, faults: { ...noFaults, stuck: true } });
    await front.setWeights({ blue: 0, green: 100 }, { stickinessSeconds: 60 });
    expect(front.weights()).toEqual(all);
    expect(front.stickinessSeconds()).toBe(0);
    expect(await tally(front.port, path, 50)).toMatchObject({ blue: 50 });
  });

  it("of a color that is dead is a 502, of that color alone", async () => {
    const { front, green } = await stage({ weights: { blue: 0, green: 100 } });
    expect(await ask(front.port, path)).toMatchObject({ status: 200, color: "green" });
    await green.close();
    // Over the connection that was kept alive, and over none.
    for (let i = 0; i < 3; i += 1) {
      expect(await ask(front.port, path)).toMatchObject({ status: 502, color: undefined });
    }
    const socket = new WebSocket(`ws://127.0.0.1:${front.port}/hubs/market-data`);
    const [error] = (await once(socket, "error")) as [Error];
    expect(error.message).toBe("Unexpected server response: 502");
    expect(front.connections()).toEqual({ blue: 0, green: 0 });
    await front.setWeights(all, none);
    expect(await ask(front.port, path)).toMatchObject({ status: 200, color: "blue" });
  });
});
